namespace Tidemark.Engine.Catalog;

/// <summary>Where a table's rows lie.</summary>
internal static class TableStorage
{
    /// <summary>The storage chunks of a table: its own, or those of its chunks in order of time.</summary>
    public static IEnumerable<long> Of(Table table, CatalogSnapshot catalog) =>
        Places(table, catalog).Select(p => p.StorageId);

    /// <summary>As <see cref="Of"/>, each with the oid of its table or chunk.</summary>
    public static IEnumerable<(long StorageId, uint Oid)> Places(Table table, CatalogSnapshot catalog) =>
        table.Hypertable is null ? [(table.StorageId, table.Oid)] : catalog.ChunksOf(table.Oid).All.Select(c => (c.StorageId, c.Oid));
}
