using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>UPDATE table SET ... [FROM ...] [WHERE ...] [RETURNING ...]</c>.</summary>
internal sealed record UpdateStatement(TableReference Table, SyntaxList<SetClause> Assignments) : Statement
{
    public WithClause? With { get; init; }

    public SyntaxList<FromItem> From { get; init; }

    public Expression? Where { get; init; }

    public SyntaxList<SelectItem> Returning { get; init; }
}

/// <summary>
/// <c>column = value</c>, or <c>(columns) = row</c> where the value is a row constructor, a subquery, or anything else of a row type.
/// </summary>
internal sealed record SetClause(SyntaxList<AssignmentTarget> Targets, bool IsMultiple, Expression Value) : SyntaxNode;
