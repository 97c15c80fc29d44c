using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The keys for which a last-point scan is asked, where its filters list them. Then it knows when it is done: what it reads of each further unit are only the keys of which that unit
/// may hold a better row, and where there is none the unit is not looked at.
/// </summary>
internal sealed class WantedKeys
{
    private readonly ScanRequest _request;
    private readonly SetFilter _list;
    private readonly GroupProbe _probe = new(1);
    private readonly int[] _open;

    private WantedKeys(ScanRequest request, SetFilter list)
    {
        _request = request;
        _list = list;
        _open = new int[list.Values.Length];
    }

    /// <summary>The keys of a request; null where it does not list them.</summary>
    /// <param name="request">What is scanned.</param>
    /// <param name="groupColumns">The columns that are grouped by.</param>
    public static WantedKeys? TryCreate(ScanRequest request, int[] groupColumns)
    {
        if (groupColumns.Length != 1) return null;
        foreach (var filter in request.Filters)
        {
            if (filter.ColumnId != groupColumns[0]) continue;
            if (filter is SetFilter set) return new WantedKeys(request, set);
            if (filter is RangeFilter { Low: { } low } range && ReferenceEquals(low, range.High)) return new WantedKeys(request, (SetFilter)ColumnFilter.In(filter.ColumnId, low));
        }

        return null;
    }

    /// <summary>The keys of which a unit may hold a better row; null where there is none.</summary>
    /// <param name="known">The rows found so far, frozen.</param>
    /// <param name="best">The best order value of the unit; null where nobody knows.</param>
    public Vector? Open(FirstRows known, ulong? best)
    {
        if (known.Count == 0 || best is not { } value) return _list.Values;
        var open = known.Improvable(_list.Values, value, _open, _probe);
        return open == 0 ? null : open == _open.Length ? _list.Values : Chosen(open);
    }

    /// <summary>What to read of a unit; null where no row of it can come first.</summary>
    /// <param name="known">The rows found so far, frozen.</param>
    /// <param name="best">The best order value of the unit; null where nobody knows.</param>
    public ScanRequest? Narrow(FirstRows known, ulong? best)
    {
        if (known.Count == 0 || best is not { } value) return _request;
        var open = known.Improvable(_list.Values, value, _open, _probe);
        if (open == 0) return null;
        // Making filters anew pays where many keys are settled.
        if (open * 2 > _open.Length) return _request;
        var filters = _request.Filters.RemoveAll(f => f.ColumnId == _list.ColumnId && f is not KeyedRangesFilter).Add(ColumnFilter.In(_list.ColumnId, Chosen(open)));
        return new ScanRequest { ColumnIds = _request.ColumnIds, Filters = filters, RowIds = _request.RowIds, BatchRows = _request.BatchRows };
    }

    private Vector Chosen(int open)
    {
        var values = VectorBuilder.Create(_list.Values.Type, open);
        values.AppendGather(_list.Values, _open.AsSpan(0, open));
        return values.Detach();
    }
}
