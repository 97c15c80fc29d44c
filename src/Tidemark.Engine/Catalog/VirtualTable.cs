using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// A relation whose rows code produces from the catalog when it is read: pg_catalog, information_schema, timescaledb_information. Registered once, when the process starts.
/// </summary>
internal sealed class VirtualTable
{
    /// <summary>pg_class's oid: PostgreSQL's where clients rely on it.</summary>
    public required uint Oid { get; init; }

    /// <summary>The schema.</summary>
    public required string Schema { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The columns.</summary>
    public required ImmutableArray<TableFunctionColumn> Columns { get; init; }

    /// <summary>Appends all rows, one value to each builder a row.</summary>
    public required Action<FunctionContext, VectorBuilder[]> Fill { get; init; }

    /// <summary>Whether PostgreSQL calls it a view rather than a table.</summary>
    public bool IsView { get; init; }
}
