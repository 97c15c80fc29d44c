using System.Numerics;

namespace Tidemark.Engine.Execution;

/// <summary>Entries counted by the upper bits of their numbers, so that only those around wanted places of the order have to be sorted.</summary>
internal sealed class SortBuckets
{
    private const int Bits = 11;

    private readonly int[] _counts = new int[1 << Bits];
    private readonly int _shift;

    /// <summary>Counts entries.</summary>
    public SortBuckets(ReadOnlySpan<SortEntry> entries)
    {
        var used = 0UL;
        foreach (ref readonly var entry in entries) used |= entry.Key;
        _shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(used) - Bits);
        foreach (ref readonly var entry in entries) _counts[(int)(entry.Key >> _shift)]++;
    }

    /// <summary>The entries among which those at some places of the order are.</summary>
    /// <param name="entries">The entries that were counted.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The place behind the last.</param>
    /// <param name="target">As long as the entries; receives what is found, in the order of the entries.</param>
    /// <param name="before">How many entries come before all of these.</param>
    public Span<SortEntry> Take(ReadOnlySpan<SortEntry> entries, int from, int to, Span<SortEntry> target, out int before)
    {
        var first = BucketOf(from, out before);
        var last = BucketOf(to - 1, out _);
        var count = 0;
        foreach (ref readonly var entry in entries)
        {
            var bucket = (int)(entry.Key >> _shift);
            if (bucket >= first && bucket <= last) target[count++] = entry;
        }

        return target[..count];
    }

    /// <summary>The rows of the buckets before that of a place, as they come.</summary>
    public void TakeBefore(ReadOnlySpan<SortEntry> entries, int place, Span<int> rows)
    {
        var end = BucketOf(place, out _);
        var count = 0;
        foreach (ref readonly var entry in entries)
        {
            if ((int)(entry.Key >> _shift) < end) rows[count++] = entry.Row;
        }
    }

    private int BucketOf(int place, out int before)
    {
        before = 0;
        var bucket = 0;
        while (before + _counts[bucket] <= place) before += _counts[bucket++];
        return bucket;
    }
}
