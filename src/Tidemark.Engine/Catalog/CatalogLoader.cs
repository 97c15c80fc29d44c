using Tidemark.Storage;

namespace Tidemark.Engine.Catalog;

/// <summary>Between the store's metadata records and the catalog: keys below <see cref="FirstForeignKey"/> are oids of catalog objects.</summary>
internal static class CatalogLoader
{
    /// <summary>Keys from here on belong to others, such as the positions of sequences.</summary>
    public const long FirstForeignKey = 1L << 40;

    /// <summary>Where jobs stand: this and the job's oid.</summary>
    public const long FirstJobState = 2L << 40;

    /// <summary>The history of jobs: this and the entry's number.</summary>
    public const long FirstJobRun = 3L << 40;

    /// <summary>What of continuous aggregates is up to date: this and the view's oid.</summary>
    public const long FirstRollupState = 4L << 40;

    /// <summary>The catalog that the metadata of a root describes.</summary>
    public static CatalogSnapshot Load(Root root)
    {
        var catalog = CatalogSnapshot.Empty;

        // Tables before what hangs on them does not matter to the snapshot; oid order makes loading repeatable.
        foreach (var (key, record) in root.Metadata.OrderBy(m => m.Key))
        {
            if (key < FirstForeignKey) catalog = catalog.Put(CatalogSerializer.Deserialize(record.Span));
        }

        return catalog;
    }
}
