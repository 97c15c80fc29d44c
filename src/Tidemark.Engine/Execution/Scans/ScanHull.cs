using System.Collections.Immutable;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The least range that has all cases of a condition in it.</summary>
internal static class ScanHull
{
    /// <summary>The filter that every row of any case passes, as far as one column is concerned; null where there is none.</summary>
    public static ColumnFilter? Of(int column, ImmutableArray<ScanFilters> cases)
    {
        var (lows, highs) = (new List<Vector>(), new List<Vector>());
        foreach (var one in cases)
        {
            var (low, high) = (false, false);
            foreach (var filter in one.Filters)
            {
                if (filter.ColumnId != column) continue;
                var (from, to) = Ends(filter);
                if (from is not null && !low) lows.Add(from);
                if (to is not null && !high) highs.Add(to);
                (low, high) = (low || from is not null, high || to is not null);
            }
        }

        // A case that is open at an end leaves the whole so.
        var least = lows.Count >= cases.Length ? Extreme(column, lows)?.Low : null;
        var greatest = highs.Count >= cases.Length ? Extreme(column, highs)?.High : null;
        return least is null && greatest is null ? null : ColumnFilter.Range(column, least, true, greatest, true);
    }

    private static (Vector? Low, Vector? High) Ends(ColumnFilter filter)
    {
        switch (filter)
        {
            case RangeFilter range:
                return (range.Low, range.High);
            case SetFilter set when ColumnFilter.Spanning(set.ColumnId, set.Values) is RangeFilter range:
                return (range.Low, range.High);
            default:
                return (null, null);
        }
    }

    private static RangeFilter? Extreme(int column, List<Vector> ends)
    {
        var values = VectorBuilder.Create(ends[0].Type, ends.Count);
        foreach (var end in ends) values.AppendRow(end, 0);
        return ColumnFilter.Spanning(column, values.Detach()) as RangeFilter;
    }
}
