using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>CREATE [UNIQUE] INDEX [CONCURRENTLY] [name] ON table [USING method] (elements) ...</c>.</summary>
/// <param name="Name">Null when PostgreSQL is to choose one.</param>
/// <param name="Table">The table.</param>
/// <param name="Elements">The keys.</param>
internal sealed record CreateIndexStatement(string? Name, QualifiedName Table, SyntaxList<IndexElement> Elements) : Statement
{
    public bool IsUnique { get; init; }

    public bool IsConcurrent { get; init; }

    public bool IfNotExists { get; init; }

    /// <summary><c>ON ONLY table</c>.</summary>
    public bool IsOnly { get; init; }

    /// <summary><c>USING method</c>; null is btree.</summary>
    public string? Method { get; init; }

    public SyntaxList<IndexElement> Include { get; init; }

    public bool NullsNotDistinct { get; init; }

    /// <summary><c>WITH (...)</c>, <c>timescaledb.transaction_per_chunk</c> among them.</summary>
    public SyntaxList<Option> Options { get; init; }

    public string? Tablespace { get; init; }

    public Expression? Where { get; init; }
}

/// <summary>What REINDEX rebuilds.</summary>
internal enum ReindexKind
{
    Index,
    Table,
    Schema,
    System,
    Database,
}

/// <summary><c>REINDEX [(options)] kind [CONCURRENTLY] name</c>.</summary>
internal sealed record ReindexStatement(ReindexKind Kind, QualifiedName Name, bool IsConcurrent, SyntaxList<Option> Options) : Statement;
