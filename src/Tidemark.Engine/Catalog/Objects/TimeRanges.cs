using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>A half-open range of time, in the units of chunk slices; the extremes of long stand for no bound.</summary>
internal readonly record struct TimeRange(long Start, long End)
{
    /// <summary>All of time.</summary>
    public static TimeRange All { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>Whether nothing lies within.</summary>
    public bool IsEmpty => Start >= End;
}

/// <summary>A set of times as ranges that neither overlap nor touch, in order. Immutable. Of more than <see cref="Limit"/> ranges those are joined that lie closest, so that the set may only grow by what is forgotten.</summary>
internal sealed class TimeRanges
{
    /// <summary>How many ranges a set holds at most.</summary>
    public const int Limit = 2000;

    private readonly ImmutableArray<TimeRange> _ranges;

    private TimeRanges(ImmutableArray<TimeRange> ranges) => _ranges = ranges;

    /// <summary>No time.</summary>
    public static TimeRanges Empty { get; } = new([]);

    /// <summary>All of time.</summary>
    public static TimeRanges All { get; } = new([TimeRange.All]);

    /// <summary>The ranges.</summary>
    public ImmutableArray<TimeRange> Ranges => _ranges;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _ranges.IsEmpty;

    /// <summary>The set of ranges that may come in any order, overlap, and be empty.</summary>
    public static TimeRanges Of(IEnumerable<TimeRange> ranges)
    {
        var sorted = ranges.Where(r => !r.IsEmpty).OrderBy(r => r.Start).ToList();
        if (sorted.Count == 0) return Empty;
        var result = new List<TimeRange> { sorted[0] };
        foreach (var range in sorted)
        {
            if (range.Start <= result[^1].End) result[^1] = new TimeRange(result[^1].Start, Math.Max(result[^1].End, range.End));
            else result.Add(range);
        }

        return new TimeRanges([.. Limited(result)]);
    }

    /// <summary>What lies in either set.</summary>
    public TimeRanges Union(TimeRanges other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other)) return this;
        return IsEmpty ? other : Of(_ranges.Concat(other._ranges));
    }

    /// <summary>What lies in both sets.</summary>
    public TimeRanges Intersect(TimeRanges other)
    {
        var result = ImmutableArray.CreateBuilder<TimeRange>();
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            var (a, b) = (_ranges[i], other._ranges[j]);
            var common = new TimeRange(Math.Max(a.Start, b.Start), Math.Min(a.End, b.End));
            if (!common.IsEmpty) result.Add(common);
            if (a.End < b.End) i++;
            else j++;
        }

        return result.Count == 0 ? Empty : new TimeRanges(result.ToImmutable());
    }

    /// <summary>What lies in this set and not in the other.</summary>
    public TimeRanges Except(TimeRanges other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var gaps = ImmutableArray.CreateBuilder<TimeRange>();
        var start = long.MinValue;
        foreach (var range in other._ranges)
        {
            gaps.Add(new TimeRange(start, range.Start));
            start = range.End;
        }

        gaps.Add(new TimeRange(start, long.MaxValue));
        return Intersect(new TimeRanges([.. gaps.Where(g => !g.IsEmpty)]));
    }

    /// <summary>Whether some of a range lies within.</summary>
    public bool Overlaps(TimeRange range)
    {
        if (range.IsEmpty) return false;
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End <= range.Start) low = middle + 1;
            else high = middle;
        }

        return low < _ranges.Length && _ranges[low].Start < range.End;
    }

    /// <summary>The end of the last range that begins before a time; the least number where none does.</summary>
    public long EndBefore(long time)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Start < time) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? long.MinValue : _ranges[low - 1].End;
    }

    /// <summary>Whether all of another set lies within.</summary>
    public bool Contains(TimeRanges other)
    {
        foreach (var range in other._ranges)
        {
            if (!Contains(range)) return false;
        }

        return true;
    }

    /// <summary>Whether a whole range lies within.</summary>
    public bool Contains(TimeRange range)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End < range.End) low = middle + 1;
            else if (_ranges[middle].Start > range.Start) high = middle - 1;
            else return true;
        }

        return range.IsEmpty;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', _ranges.Select(r => $"[{r.Start}, {r.End})"));

    // The widest gaps stay.
    private static List<TimeRange> Limited(List<TimeRange> ranges)
    {
        if (ranges.Count <= Limit) return ranges;
        var gaps = Enumerable.Range(1, ranges.Count - 1).Select(i => (Place: i, Width: (Int128)ranges[i].Start - ranges[i - 1].End));
        var kept = gaps.OrderByDescending(g => g.Width).Take((Limit / 2) - 1).Select(g => g.Place).ToHashSet();
        var result = new List<TimeRange> { ranges[0] };
        for (var i = 1; i < ranges.Count; i++)
        {
            if (kept.Contains(i)) result.Add(ranges[i]);
            else result[^1] = new TimeRange(result[^1].Start, ranges[i].End);
        }

        return result;
    }
}
