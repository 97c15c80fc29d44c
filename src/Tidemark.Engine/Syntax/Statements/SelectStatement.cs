using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary>A query as a statement: SELECT, VALUES, TABLE, in parentheses or not.</summary>
internal sealed record SelectStatement(QueryExpression Query) : Statement;
