using System.Collections.Immutable;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>The unique indexes of a table.</summary>
internal static class UniqueIndexes
{
    /// <summary>All of them, the primary key's first.</summary>
    public static ImmutableArray<Catalog.Index> Of(Table table, CatalogSnapshot catalog)
    {
        var indexes = catalog.IndexesOf(table.Oid);
        foreach (var index in indexes)
        {
            if (index.IsUnique) return [.. indexes.Where(i => i.IsUnique).OrderByDescending(i => i.IsPrimary)];
        }

        return [];
    }
}
