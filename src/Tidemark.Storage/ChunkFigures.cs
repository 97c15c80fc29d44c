namespace Tidemark.Storage;

/// <summary>What a chunk consists of.</summary>
/// <param name="Segments">Segments on disk.</param>
/// <param name="Runs">Sorted runs that the segments form: a lookup by the clustering key reads one segment of each.</param>
/// <param name="SegmentRows">Rows in segments that are not deleted.</param>
/// <param name="DeletedRows">Deleted rows that still take room, in segments and in memory.</param>
/// <param name="SegmentBytes">Bytes of the segments' files.</param>
/// <param name="TailRows">Rows in memory that are not deleted.</param>
/// <param name="TailBytes">Bytes of their buffers.</param>
/// <param name="EncodedRows">Rows of <paramref name="SegmentRows"/> in segments that are encoded as well as can be.</param>
public sealed record ChunkFigures(long Segments, long Runs, long SegmentRows, long DeletedRows, long SegmentBytes, long TailRows, long TailBytes, long EncodedRows)
{
    /// <summary>Whether there is nothing to gain by rewriting: one run without deleted rows, encoded as well as can be, and nothing beside it.</summary>
    public bool IsSettled => Runs <= 1 && DeletedRows == 0 && TailRows == 0 && EncodedRows == SegmentRows;
}
