using System.Collections.Immutable;
using Tidemark.Storage;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// The chunks of one hypertable, ordered by the start of their time slice. Persistent: adding one shares all else, and finding those of a time range takes the
/// logarithm of their number, so that planning does not grow with chunks that are excluded.
/// </summary>
internal sealed class ChunkIndex
{
    private const int SampledChunks = 64;

    // In published roots, each of which is a commit.
    private const int EstimateAge = 100;

    private static readonly Comparer<Chunk> ByStart = Comparer<Chunk>.Create(static (a, b) =>
        a.Slices[0].Start != b.Slices[0].Start ? a.Slices[0].Start.CompareTo(b.Slices[0].Start) : a.ChunkId.CompareTo(b.ChunkId));

    private readonly ImmutableSortedSet<Chunk> _chunks;

    // The widest slice bounds how far back of a point a chunk that holds it may start.
    private readonly long _widest;

    // What was estimated last; of several threads that do so at once any may win.
    private RowEstimate? _estimate;

    private ChunkIndex(ImmutableSortedSet<Chunk> chunks, long widest)
    {
        _chunks = chunks;
        _widest = widest;
    }

    /// <summary>No chunks.</summary>
    public static ChunkIndex Empty { get; } = new(ImmutableSortedSet.Create<Chunk>(ByStart), 0);

    /// <summary>How many there are.</summary>
    public int Count => _chunks.Count;

    /// <summary>All of them, in order of time.</summary>
    public IReadOnlyList<Chunk> All => _chunks;

    /// <summary>The index with a chunk added.</summary>
    public ChunkIndex Add(Chunk chunk) => new(_chunks.Add(chunk), Math.Max(_widest, Width(chunk)));

    /// <summary>The index without a chunk.</summary>
    public ChunkIndex Remove(Chunk chunk) => new(_chunks.Remove(chunk), _widest);

    /// <summary>
    /// About how many rows the chunks have, at a cost that does not grow with their number: few are counted; of many, some spread over all of them stand for the rest, and are looked at
    /// again once in a while.
    /// </summary>
    public long EstimateRows(Root root)
    {
        if (_chunks.Count <= SampledChunks) return _chunks.Sum(c => RowsOf(c, root));
        if (_estimate is { } known && Math.Abs(root.Version - known.Version) <= EstimateAge) return known.Rows;
        var rows = 0L;
        for (var i = 0; i < SampledChunks; i++) rows += RowsOf(_chunks[(int)((long)i * _chunks.Count / SampledChunks)], root);
        rows = (long)((Int128)rows * _chunks.Count / SampledChunks);
        _estimate = new RowEstimate(root.Version, rows);
        return rows;
    }

    /// <summary>The chunks whose time slice meets the closed range, in order of time.</summary>
    /// <param name="from">The first instant, in the dimension's units.</param>
    /// <param name="to">The last instant, in the dimension's units.</param>
    public IEnumerable<Chunk> Overlapping(long from, long to) => OverlappingAscending(new CoordinateRange(from, to));

    /// <summary>The chunks whose time slice meets a range, newest first. The range may become narrower meanwhile.</summary>
    public IEnumerable<Chunk> OverlappingDescending(CoordinateRange range)
    {
        for (var i = range.To == long.MaxValue ? _chunks.Count - 1 : FirstStartingAtOrAfter(range.To + 1) - 1; i >= 0; i--)
        {
            var chunk = _chunks[i];
            if (chunk.Slices[0].Start < SaturatingSubtract(range.From, _widest)) yield break;
            if (range.Meets(chunk.Slices[0])) yield return chunk;
        }
    }

    /// <summary>The chunks whose time slice meets a range, oldest first. The range may become narrower meanwhile.</summary>
    public IEnumerable<Chunk> OverlappingAscending(CoordinateRange range)
    {
        for (var i = FirstStartingAtOrAfter(SaturatingSubtract(range.From, _widest)); i < _chunks.Count; i++)
        {
            var chunk = _chunks[i];
            if (chunk.Slices[0].Start > range.To) yield break;
            if (range.Meets(chunk.Slices[0])) yield return chunk;
        }
    }

    // No chunk has a number as low as that of the one that is looked for, so that there is a place for it but no match.
    private int FirstStartingAtOrAfter(long start)
    {
        var place = _chunks.IndexOf(new Chunk { Oid = 0, Schema = "", Name = "", TableOid = 0, ChunkId = int.MinValue, Slices = [new DimensionSlice(start, start)], StorageId = 0, CreationTime = 0 });
        return place < 0 ? ~place : place;
    }

    private static long RowsOf(Chunk chunk, Root root) => root.FindChunk(chunk.StorageId)?.RowCount ?? 0;

    private static long Width(Chunk chunk)
    {
        var (start, end) = chunk.Slices[0];
        return start == long.MinValue || end == long.MaxValue ? long.MaxValue : SaturatingSubtract(end, start);
    }

    private static long SaturatingSubtract(long a, long b)
    {
        var difference = (Int128)a - b;
        return difference < long.MinValue ? long.MinValue : difference > long.MaxValue ? long.MaxValue : (long)difference;
    }

    private sealed record RowEstimate(long Version, long Rows);
}

/// <summary>A closed range of a dimension, in its units, that may become narrower while chunks are looked for.</summary>
internal sealed class CoordinateRange(long from, long to)
{
    /// <summary>The first.</summary>
    public long From { get; private set; } = from;

    /// <summary>The last.</summary>
    public long To { get; private set; } = to;

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => From > To;

    /// <summary>Leaves what is also in another range.</summary>
    public void Narrow(long from, long to) => (From, To) = (Math.Max(From, from), Math.Min(To, to));

    /// <summary>Whether a slice has something of it.</summary>
    public bool Meets(DimensionSlice slice) => slice.Start <= To && (slice.End > From || slice.End == long.MaxValue);
}
