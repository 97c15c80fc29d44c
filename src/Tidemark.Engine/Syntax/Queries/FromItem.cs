using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Queries;

/// <summary>An entry of FROM, or a side of a join.</summary>
internal abstract record FromItem : SyntaxNode
{
    public TableAlias? Alias { get; init; }
}

/// <summary><c>[AS] name [(columns)]</c>. A function's column definitions may come without a name; then it is null.</summary>
internal sealed record TableAlias(string? Name, SyntaxList<Name> Columns) : SyntaxNode;

/// <summary><c>[ONLY] table [*] [TABLESAMPLE ...]</c>.</summary>
internal sealed record TableReference(QualifiedName Name) : FromItem
{
    public bool IsOnly { get; init; }

    public TableSample? Sample { get; init; }
}

/// <summary><c>TABLESAMPLE method (arguments) [REPEATABLE (seed)]</c>.</summary>
internal sealed record TableSample(QualifiedName Method, SyntaxList<Expression> Arguments, Expression? Seed) : SyntaxNode;

/// <summary><c>[LATERAL] (query) alias</c>.</summary>
internal sealed record DerivedTable(QueryExpression Query, bool IsLateral) : FromItem;

/// <summary><c>[LATERAL] function(...)</c> or <c>[LATERAL] ROWS FROM (function(...), ...)</c>, with WITH ORDINALITY.</summary>
internal sealed record FunctionTable(SyntaxList<FunctionTableItem> Functions, bool IsRowsFrom) : FromItem
{
    public bool IsLateral { get; init; }

    public bool WithOrdinality { get; init; }

    /// <summary><c>AS alias (column type, ...)</c>; the alias's own column list is then empty.</summary>
    public SyntaxList<ColumnDefinition> ColumnDefinitions { get; init; }
}

/// <param name="Function">Nearly always a <see cref="FunctionCall"/>; also CURRENT_DATE, COALESCE and the like, which the grammar counts as functions.</param>
/// <param name="ColumnDefinitions">Those inside ROWS FROM.</param>
internal sealed record FunctionTableItem(Expression Function, SyntaxList<ColumnDefinition> ColumnDefinitions) : SyntaxNode;

internal enum JoinKind
{
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

/// <summary><c>left [NATURAL] [kind] JOIN right [ON ... | USING (...) [AS alias]]</c>; an alias is possible around parentheses only.</summary>
internal sealed record JoinTable(JoinKind Kind, FromItem Left, FromItem Right) : FromItem
{
    public bool IsNatural { get; init; }

    public Expression? On { get; init; }

    public SyntaxList<Name> Using { get; init; }

    public string? UsingAlias { get; init; }
}

/// <summary>
/// Tidemark's own <c>left ASOF [LEFT] JOIN right ON ... [TOLERANCE interval]</c>: at most one row of the right, the nearest by the
/// inequality in ON, for each row of the left.
/// </summary>
internal sealed record AsofJoinTable(FromItem Left, FromItem Right, bool IsLeft, Expression On, Expression? Tolerance) : FromItem;
