using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>Why segments are written anew.</summary>
internal enum MergeKind
{
    /// <summary>Several sorted runs become one.</summary>
    Merge,

    /// <summary>Deleted rows are dropped.</summary>
    Rewrite,

    /// <summary>The chunk has got another clustering key.</summary>
    Sort,

    /// <summary>Rows that were encoded in a hurry go to the column store.</summary>
    Encode,
}

/// <summary>Segments of a chunk to be written anew.</summary>
/// <param name="ChunkId">The chunk.</param>
/// <param name="Kind">Why.</param>
/// <param name="Units">The segments as the root had them, in the order of the chunk's units.</param>
/// <param name="Layout">The columns and the order of the new segments.</param>
/// <param name="RunId">The run that the new segments belong to; null for a new one.</param>
internal sealed record MergeJob(long ChunkId, MergeKind Kind, ImmutableArray<UnitVersion> Units, ChunkLayout Layout, long? RunId = null)
{
    /// <summary>How hard encoders try: less where the result is going to be merged at once.</summary>
    public EncodingEffort Effort { get; init; } = EncodingEffort.Full;

    /// <summary>Rows that are not deleted.</summary>
    public long LiveRows => Units.Sum(u => (long)u.LiveRows);
}
