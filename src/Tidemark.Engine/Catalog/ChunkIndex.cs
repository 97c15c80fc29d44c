using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// The chunks of one hypertable, ordered by the start of their time slice. Persistent: adding one shares all else, and finding those of a time range takes the
/// logarithm of their number, so that planning does not grow with chunks that are excluded.
/// </summary>
internal sealed class ChunkIndex
{
    private static readonly Comparer<Chunk> ByStart = Comparer<Chunk>.Create(static (a, b) =>
        a.Slices[0].Start != b.Slices[0].Start ? a.Slices[0].Start.CompareTo(b.Slices[0].Start) : a.ChunkId.CompareTo(b.ChunkId));

    private readonly ImmutableSortedSet<Chunk> _chunks;

    // The widest slice bounds how far back of a point a chunk that holds it may start.
    private readonly long _widest;

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

    /// <summary>The chunks whose time slice meets the closed range, in order of time.</summary>
    /// <param name="from">The first instant, in the dimension's units.</param>
    /// <param name="to">The last instant, in the dimension's units.</param>
    public IEnumerable<Chunk> Overlapping(long from, long to)
    {
        for (var i = FirstStartingAtOrAfter(SaturatingSubtract(from, _widest)); i < _chunks.Count; i++)
        {
            var chunk = _chunks[i];
            if (chunk.Slices[0].Start > to) yield break;
            if (chunk.Slices[0].End > from || chunk.Slices[0].End == long.MaxValue) yield return chunk;
        }
    }

    private int FirstStartingAtOrAfter(long start)
    {
        var low = 0;
        var high = _chunks.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_chunks[middle].Slices[0].Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }

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
}
