using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

internal enum OverridingKind
{
    None,
    SystemValue,
    UserValue,
}

/// <summary><c>INSERT INTO table [AS alias] [(columns)] ...</c>.</summary>
/// <param name="Table">The target.</param>
/// <param name="Columns">Empty when no list was written.</param>
/// <param name="Source">Null for DEFAULT VALUES.</param>
internal sealed record InsertStatement(QualifiedName Table, SyntaxList<AssignmentTarget> Columns, QueryExpression? Source) : Statement
{
    public WithClause? With { get; init; }

    public string? Alias { get; init; }

    public OverridingKind Overriding { get; init; }

    public OnConflictClause? OnConflict { get; init; }

    public SyntaxList<SelectItem> Returning { get; init; }
}

/// <summary>A column that is assigned to, with subscripts and fields behind it: <c>c[1].f</c>.</summary>
/// <param name="Column">The column.</param>
/// <param name="Path">What follows it, in order; nearly always empty.</param>
internal sealed record AssignmentTarget(string Column, SyntaxList<AssignmentStep> Path = default) : SyntaxNode;

/// <summary>A field, or a subscript; exactly one of the two is given.</summary>
internal sealed record AssignmentStep(string? Field, Subscript? Subscript);

/// <summary><c>ON CONFLICT [target] DO NOTHING | DO UPDATE SET ... [WHERE ...]</c>.</summary>
internal sealed record OnConflictClause(bool IsUpdate) : SyntaxNode
{
    /// <summary>The columns or expressions of the target index.</summary>
    public SyntaxList<IndexElement> Target { get; init; }

    /// <summary>The predicate of a partial target index.</summary>
    public Expression? TargetWhere { get; init; }

    /// <summary><c>ON CONSTRAINT name</c>.</summary>
    public string? Constraint { get; init; }

    public SyntaxList<SetClause> Assignments { get; init; }

    public Expression? Where { get; init; }
}
