using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>What makes a table a materialized view: the query whose rows it keeps.</summary>
internal sealed record Materialization
{
    /// <summary>The query as SQL text, names resolved.</summary>
    public required string Query { get; init; }

    /// <summary>The oids of the relations and routines that the query names.</summary>
    public ImmutableArray<uint> DependsOn { get; init; } = [];

    /// <summary>Whether it has rows to read: not after WITH NO DATA.</summary>
    public bool IsPopulated { get; init; }
}

/// <summary>The query of a view or of a materialized view, as far as both have one.</summary>
/// <param name="Owner">The view.</param>
/// <param name="Query">Its query as SQL text.</param>
/// <param name="DependsOn">The oids of the relations and routines that the query names.</param>
internal sealed record StoredQuery(SchemaObject Owner, string Query, ImmutableArray<uint> DependsOn)
{
    /// <summary>The queries of all views of a catalog, oldest first.</summary>
    public static IEnumerable<StoredQuery> All(CatalogSnapshot catalog) => catalog.Relations.Select(Of).OfType<StoredQuery>().OrderBy(q => q.Owner.Oid);

    /// <summary>The query of a view; null for another relation.</summary>
    public static StoredQuery? Of(SchemaObject relation) => relation switch
    {
        View view => new StoredQuery(view, view.Query, view.DependsOn),
        Table { Materialized: { } materialized } => new StoredQuery(relation, materialized.Query, materialized.DependsOn),
        _ => null,
    };

    /// <summary>The view with another text.</summary>
    public SchemaObject With(string query) => Owner switch
    {
        View view => view with { Query = query },
        Table { Materialized: { } materialized } table => table with { Materialized = materialized with { Query = query } },
        _ => Owner,
    };

    /// <summary>The types of its columns.</summary>
    public IEnumerable<Types.SqlType> ColumnTypes => Owner switch
    {
        View view => view.Columns.Select(c => c.Type),
        Table table => table.LiveColumns.Select(c => c.Type),
        _ => [],
    };
}
