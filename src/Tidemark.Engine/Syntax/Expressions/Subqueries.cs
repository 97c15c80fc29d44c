using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary>A query in parentheses used as a value.</summary>
internal sealed record SubqueryExpression(QueryExpression Query) : Expression;

/// <summary><c>ARRAY(query)</c>.</summary>
internal sealed record ArraySubqueryExpression(QueryExpression Query) : Expression;
