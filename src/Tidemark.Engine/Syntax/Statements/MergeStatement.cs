using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>MERGE INTO target USING source ON condition WHEN ...</c>.</summary>
internal sealed record MergeStatement(TableReference Target, FromItem Source, Expression On, SyntaxList<MergeClause> Clauses) : Statement
{
    public WithClause? With { get; init; }
}

internal enum MergeAction
{
    DoNothing,
    Delete,
    Update,
    Insert,
}

/// <summary><c>WHEN [NOT] MATCHED [AND condition] THEN action</c>.</summary>
internal sealed record MergeClause(bool IsMatched, Expression? Condition, MergeAction Action) : SyntaxNode
{
    /// <summary>For UPDATE.</summary>
    public SyntaxList<SetClause> Assignments { get; init; }

    /// <summary>For INSERT; empty when no list was written.</summary>
    public SyntaxList<AssignmentTarget> Columns { get; init; }

    /// <summary>For INSERT; empty for DEFAULT VALUES.</summary>
    public SyntaxList<Expression> Values { get; init; }

    public OverridingKind Overriding { get; init; }
}
