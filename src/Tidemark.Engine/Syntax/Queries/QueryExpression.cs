using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Queries;

/// <summary>Anything that yields rows, with the clauses that may follow every kind of it.</summary>
internal abstract record QueryExpression : SyntaxNode
{
    public WithClause? With { get; init; }

    public SyntaxList<SortItem> OrderBy { get; init; }

    /// <summary>LIMIT or FETCH FIRST; null when absent and for LIMIT ALL.</summary>
    public Expression? Limit { get; init; }

    /// <summary><c>FETCH FIRST ... WITH TIES</c>.</summary>
    public bool WithTies { get; init; }

    public Expression? Offset { get; init; }

    public SyntaxList<LockingClause> Locking { get; init; }
}

/// <summary><c>SELECT ...</c>. <c>TABLE name</c> is the select of its star.</summary>
internal sealed record SelectQuery(SyntaxList<SelectItem> Items) : QueryExpression
{
    public bool IsDistinct { get; init; }

    /// <summary><c>DISTINCT ON (...)</c>.</summary>
    public SyntaxList<Expression> DistinctOn { get; init; }

    public IntoClause? Into { get; init; }

    public SyntaxList<FromItem> From { get; init; }

    public Expression? Where { get; init; }

    public SyntaxList<GroupingElement> GroupBy { get; init; }

    /// <summary><c>GROUP BY DISTINCT</c>.</summary>
    public bool IsGroupByDistinct { get; init; }

    public Expression? Having { get; init; }

    public SyntaxList<WindowDefinition> Windows { get; init; }
}

/// <summary>An entry of a select list or of RETURNING.</summary>
internal sealed record SelectItem(Expression Value, string? Alias) : SyntaxNode;

/// <summary><c>VALUES (...), (...)</c>.</summary>
internal sealed record ValuesQuery(SyntaxList<SyntaxList<Expression>> Rows) : QueryExpression;

internal enum SetOperator
{
    Union,
    Intersect,
    Except,
}

/// <summary><c>left UNION|INTERSECT|EXCEPT [ALL] right</c>.</summary>
internal sealed record SetOperation(SetOperator Operator, bool IsAll, QueryExpression Left, QueryExpression Right) : QueryExpression;

/// <summary><c>SELECT ... INTO [TEMPORARY|UNLOGGED] name</c>.</summary>
internal sealed record IntoClause(QualifiedName Name, Definitions.Persistence Persistence) : SyntaxNode;
