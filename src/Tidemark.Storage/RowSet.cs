using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>
/// Rows of one chunk, by where they lay when somebody saw them: what row locks are made of. Immutable. Rows that were moved since (a tail became a segment, segments were merged)
/// are still recognised; rows that only their own transaction sees are left out, because nobody else can name them.
/// </summary>
public sealed class RowSet
{
    private readonly ImmutableDictionary<Unit, DeleteSet> _rows;

    private RowSet(long chunkId, ImmutableDictionary<Unit, DeleteSet> rows)
    {
        ChunkId = chunkId;
        _rows = rows;
    }

    /// <summary>The chunk.</summary>
    public long ChunkId { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _rows.IsEmpty;

    /// <summary>The rows that a scan of a view gave ids of, private ones left out.</summary>
    /// <param name="view">The view.</param>
    /// <param name="root">The root that the view was made over.</param>
    /// <param name="rowIds">Row ids, as <see cref="ScanRequest.RowIds"/> gives them, in any order.</param>
    public static RowSet Of(ChunkView view, Root root, ReadOnlySpan<long> rowIds)
    {
        var sorted = rowIds.ToArray();
        Array.Sort(sorted);
        var rows = new int[sorted.Length];
        var result = ImmutableDictionary<Unit, DeleteSet>.Empty;
        var units = UnitsOf(root, view.ChunkId);
        for (var begin = 0; begin < sorted.Length;)
        {
            var unitId = RowId.Unit(sorted[begin]);
            var count = 0;
            for (; begin < sorted.Length && RowId.Unit(sorted[begin]) == unitId; begin++) rows[count++] = RowId.Row(sorted[begin]);
            var unit = view.FindUnit(unitId);
            if (Find(units, unit) is not null) result = result.SetItem(unit, DeleteSet.Empty.With(rows.AsSpan(0, count)));
        }

        return new RowSet(view.ChunkId, result);
    }

    /// <summary>The rows of both sets, which are of one chunk.</summary>
    public RowSet Union(RowSet other)
    {
        var rows = _rows;
        foreach (var (unit, set) in other._rows) rows = rows.SetItem(unit, DeleteSet.Union(rows.GetValueOrDefault(unit), set)!);
        return new RowSet(ChunkId, rows);
    }

    /// <summary>Whether some row is in both sets.</summary>
    /// <param name="other">Rows of the same chunk, or of one that has joined it.</param>
    /// <param name="root">The newest root, by which rows that were moved are recognised.</param>
    public bool Overlaps(RowSet other, Root root)
    {
        var units = UnitsOf(root, ChunkId);
        var (mine, theirs) = (UnitForwarding.Resolve(_rows, units, out _), UnitForwarding.Resolve(other._rows, units, out _));
        foreach (var (unit, set) in mine)
        {
            if (theirs.TryGetValue(unit, out var others) && set.Overlaps(others)) return true;
        }

        return false;
    }

    /// <summary>Whether some of the rows were deleted, by a root's account: an update deletes the old version of a row too.</summary>
    public bool AnyDeleted(Root root)
    {
        var units = UnitsOf(root, ChunkId);
        var resolved = UnitForwarding.Resolve(_rows, units, out var gone);
        foreach (var (unit, set) in resolved)
        {
            if (Find(units, unit) is not { } version || (version.Deletes?.Overlaps(set) ?? false)) return true;
        }

        return gone > 0;
    }

    private static ImmutableArray<UnitVersion> UnitsOf(Root root, long chunkId) => root.FindChunk(root.PlaceOf(chunkId))?.Units ?? [];

    private static UnitVersion? Find(ImmutableArray<UnitVersion> units, Unit unit)
    {
        foreach (var version in units)
        {
            if (ReferenceEquals(version.Unit, unit)) return version;
        }

        return null;
    }
}
