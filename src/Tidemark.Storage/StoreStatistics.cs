namespace Tidemark.Storage;

/// <summary>Figures of a running store, for views and metrics.</summary>
public sealed record StoreStatistics
{
    /// <summary>Bytes of log that recovery would read.</summary>
    public long LogBytes { get; init; }

    /// <summary>Segments of the latest root.</summary>
    public long Segments { get; init; }

    /// <summary>Bytes of these segments' files.</summary>
    public long SegmentBytes { get; init; }

    /// <summary>Rows of the latest root that are in tails.</summary>
    public long TailRows { get; init; }

    /// <summary>Commits since the store was opened.</summary>
    public long Commits { get; init; }

    /// <summary>Flushes of the log since the store was opened.</summary>
    public long Flushes { get; init; }

    /// <summary>Checkpoints since the store was opened.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Merges since the store was opened, of every kind.</summary>
    public long Merges { get; init; }

    /// <summary>Rows that these merges wrote.</summary>
    public long MergedRows { get; init; }

    /// <summary>Bytes of files that were replaced or dropped and that readers of older roots keep.</summary>
    public long RetiredBytes { get; init; }

    /// <summary>Bytes of encoded columns held in memory.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Bytes read from segment files since the store was opened.</summary>
    public long BytesRead { get; init; }
}
