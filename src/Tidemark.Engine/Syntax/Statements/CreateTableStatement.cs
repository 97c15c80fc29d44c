using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>CREATE TABLE name (elements)</c>, also OF a type and PARTITION OF a table.</summary>
internal sealed record CreateTableStatement(QualifiedName Name, SyntaxList<TableElement> Elements) : Statement
{
    public bool IfNotExists { get; init; }

    public Persistence Persistence { get; init; }

    public SyntaxList<QualifiedName> Inherits { get; init; }

    /// <summary><c>OF type</c>.</summary>
    public QualifiedName? OfType { get; init; }

    /// <summary><c>PARTITION OF table</c>, with <see cref="Bound"/>.</summary>
    public QualifiedName? PartitionOf { get; init; }

    public PartitionBound? Bound { get; init; }

    public PartitionSpecification? PartitionBy { get; init; }

    /// <summary><c>USING method</c>.</summary>
    public string? AccessMethod { get; init; }

    /// <summary><c>WITH (...)</c>, namespaced options such as <c>tsdb.hypertable</c> among them.</summary>
    public SyntaxList<Option> Options { get; init; }

    public OnCommitAction OnCommit { get; init; }

    public string? Tablespace { get; init; }
}

/// <summary><c>CREATE TABLE name [(columns)] AS query</c>.</summary>
/// <param name="Name">The new table.</param>
/// <param name="Columns">Column names, may be fewer than there are columns.</param>
/// <param name="Source">A <see cref="SelectStatement"/> or <see cref="ExecuteStatement"/>.</param>
internal sealed record CreateTableAsStatement(QualifiedName Name, SyntaxList<Name> Columns, Statement Source) : Statement
{
    public bool IfNotExists { get; init; }

    public Persistence Persistence { get; init; }

    public string? AccessMethod { get; init; }

    public SyntaxList<Option> Options { get; init; }

    public OnCommitAction OnCommit { get; init; }

    public string? Tablespace { get; init; }

    public bool WithData { get; init; } = true;
}
