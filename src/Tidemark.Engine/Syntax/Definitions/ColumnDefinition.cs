using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Definitions;

/// <summary>An element of CREATE TABLE's list: a column, a constraint or LIKE.</summary>
internal abstract record TableElement : SyntaxNode;

/// <summary>
/// <c>name type [constraints]</c>. In CREATE TABLE OF and PARTITION OF the type is absent.
/// </summary>
internal sealed record ColumnDefinition(string Name, TypeName? Type) : TableElement
{
    /// <summary>In the order written; deferrability has been attached to the constraint before it.</summary>
    public SyntaxList<ColumnConstraint> Constraints { get; init; }

    public QualifiedName? Collation { get; init; }

    /// <summary><c>COMPRESSION method</c>.</summary>
    public string? Compression { get; init; }
}

/// <summary><c>LIKE table [INCLUDING|EXCLUDING ...]</c>.</summary>
internal sealed record LikeClause(QualifiedName Table, SyntaxList<LikeOption> Options) : TableElement;

internal enum LikeFeature
{
    All,
    Comments,
    Compression,
    Constraints,
    Defaults,
    Generated,
    Identity,
    Indexes,
    Statistics,
    Storage,
}

internal sealed record LikeOption(bool IsIncluding, LikeFeature Feature);
