namespace Tidemark.Storage;

/// <summary>How a store runs.</summary>
public sealed record StoreOptions
{
    /// <summary>Where files live; the real disk unless a test says otherwise.</summary>
    public IFileSystem Files { get; init; } = LocalFileSystem.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the companion of the first root from its metadata, once, when the store opens.</summary>
    public Func<Root, object?>? Companion { get; init; }

    /// <summary>Bytes of encoded columns kept in memory; 0 chooses a quarter of the memory that the process may use.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Told about once a second how far recovery has come, while the store opens.</summary>
    public IProgress<RecoveryProgress>? Recovery { get; init; }

    /// <summary>
    /// Whether a background thread turns tails into segments and writes checkpoints. Without it only <see cref="Store.Checkpoint"/> does, and nothing ever runs
    /// on another thread than the caller's.
    /// </summary>
    public bool Background { get; init; } = true;

    /// <summary>Whether a second background thread, at a low priority, merges segments. Without it, or without <see cref="Background"/>, only <see cref="Store.Vacuum"/> does.</summary>
    public bool Merging { get; init; } = true;

    /// <summary>Rows of a merged segment.</summary>
    public int MergeRows { get; init; } = 262_144;

    /// <summary>The share of deleted rows above which a segment is written anew without them.</summary>
    public double MergeDeletedFraction { get; init; } = 0.2;

    /// <summary>How long a chunk must have been left alone before it is merged into one run, when nearly all of its rows are outside of its largest run; longer the fewer they are.</summary>
    public TimeSpan MergeRest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that background merging may read and write in a second; 0 for no limit.</summary>
    public long MergeBytesPerSecond { get; init; } = 64L << 20;

    /// <summary>Flushes every commit by itself, whatever durability it asks for.</summary>
    public bool FlushEachCommit { get; init; }

    /// <summary>Rows of a tail, private or committed, that are enough for a segment.</summary>
    public int SegmentRows { get; init; } = 131_072;

    /// <summary>Bytes of values that are enough for a segment, however few rows they are: what encoding and merging keep in memory is in proportion.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Rows of one chunk in one commit from which on they are written as a segment rather than into the log.</summary>
    public int DirectSegmentRows { get; init; } = 32_768;

    /// <summary>Bytes of values of one chunk in one commit from which on its rows are written as a segment, however few they are.</summary>
    public long DirectSegmentBytes { get; init; } = 16L << 20;

    /// <summary>Bytes of private rows of one transaction above which its largest tail is written as a segment early.</summary>
    public long TransactionBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Bytes of zeros that the log is lengthened by ahead of small commits, so that a flush need not record a new length each time; 0 for none.
    /// </summary>
    public int LogExtent { get; init; } = 1 << 20;

    /// <summary>Bytes of log after which a checkpoint is due.</summary>
    public long CheckpointLogBytes { get; init; } = 64L << 20;

    /// <summary>Rows of a tail from which on a checkpoint turns it into a segment; smaller tails are kept in the checkpoint itself.</summary>
    public int CheckpointTailRows { get; init; } = 16_384;

    /// <summary>Bytes of values of a tail from which on a checkpoint turns it into a segment, however few its rows are.</summary>
    public long CheckpointTailBytes { get; init; } = 8L << 20;
}
