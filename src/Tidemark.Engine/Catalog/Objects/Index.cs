using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>An index. The first one of a table, or its primary key, gives the order of rows within segments.</summary>
internal sealed record Index : SchemaObject
{
    /// <summary>The table indexed.</summary>
    public required uint TableOid { get; init; }

    /// <summary>The key, in order.</summary>
    public required ImmutableArray<IndexKey> Keys { get; init; }

    /// <summary>Columns that INCLUDE adds.</summary>
    public ImmutableArray<int> Included { get; init; } = [];

    /// <summary>Whether equal keys are refused.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether it is the primary key's.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>UNIQUE NULLS NOT DISTINCT.</summary>
    public bool NullsNotDistinct { get; init; }

    /// <summary>The condition of a partial index as SQL text; null for a whole one.</summary>
    public string? WhereSql { get; init; }

    /// <summary>Whether CLUSTER chose it to give the order of rows.</summary>
    public bool IsClustered { get; init; }

    /// <summary>The access method that was asked for; one kind of index serves them all.</summary>
    public string Method { get; init; } = "btree";
}

/// <summary>One element of an index key: a column, or an expression.</summary>
/// <param name="Column">The column's number; 0 for an expression.</param>
/// <param name="ExpressionSql">The expression as SQL text; null for a column.</param>
/// <param name="Descending">DESC.</param>
/// <param name="NullsFirst">NULLS FIRST, the default for DESC.</param>
internal sealed record IndexKey(int Column, string? ExpressionSql, bool Descending, bool NullsFirst);
