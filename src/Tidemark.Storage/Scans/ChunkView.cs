using System.Collections.Immutable;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// What a statement sees of a chunk: the root's rows without those that it or its transaction deleted, and the transaction's own rows. Immutable; any number of threads may read it.
/// </summary>
public sealed class ChunkView
{
    private ChunkView(long chunkId, ChunkLayout layout, ImmutableArray<UnitView> units)
    {
        ChunkId = chunkId;
        Layout = layout;
        Units = units;
        foreach (var unit in units) RowCount += unit.RowCount;
    }

    /// <summary>The chunk.</summary>
    public long ChunkId { get; }

    /// <summary>Its columns and clustering key.</summary>
    public ChunkLayout Layout { get; }

    /// <summary>The runs of rows it consists of.</summary>
    public ImmutableArray<UnitView> Units { get; }

    /// <summary>Rows, deleted ones left out.</summary>
    public long RowCount { get; }

    /// <summary>Bytes of the segments' files, and of the buffers of what is in memory.</summary>
    public long ByteSize => Units.Sum(u => u.Version.Unit is SegmentUnit segment ? segment.Meta.FileBytes : ((TailUnit)u.Version.Unit).Bytes);

    /// <summary>What is known of a column in all units together, without reading the disk.</summary>
    public ColumnStatistics Statistics(int columnId)
    {
        var all = new ColumnStatistics { IsExact = true, HasSum = true };
        foreach (var unit in Units) all = ColumnStatistics.Combine(all, unit.Statistics(columnId));
        return all;
    }

    /// <summary>The pieces to scan, units and blocks left out that cannot hold a row that passes, see <see cref="UnitView.Test(ScanRequest)"/>.</summary>
    /// <param name="request">What is scanned.</param>
    /// <param name="maxBlocks">The most blocks of a piece.</param>
    public IEnumerable<ScanMorsel> Morsels(ScanRequest request, int maxBlocks = 32)
    {
        foreach (var unit in Units)
        {
            if (unit.RowCount == 0 || unit.Test(request) == BlockMatch.None) continue;
            var open = unit.OpenKernels(request);
            for (var (block, end) = (0, 0); block < unit.BlockCount; block = end)
            {
                while (block < unit.BlockCount && !unit.MayMatch(open, block)) block++;
                for (end = block; end < unit.BlockCount && end - block < maxBlocks && unit.MayMatch(open, end);) end++;
                if (end > block) yield return new ScanMorsel(unit, block, end - block);
            }
        }
    }

    /// <summary>Whether the blocks that may hold rows that pass have as many rows as that, deleted ones among them.</summary>
    /// <param name="request">What is scanned.</param>
    /// <param name="rows">How many; taken off by those that there are.</param>
    public bool HasCandidates(ScanRequest request, ref long rows)
    {
        foreach (var unit in Units)
        {
            if (unit.RowCount == 0 || unit.Test(request) == BlockMatch.None) continue;
            var open = unit.OpenKernels(request);
            for (var block = 0; block < unit.BlockCount && rows > 0; block++)
            {
                if (unit.MayMatch(open, block)) rows -= BlockFormat.RowsIn(block, unit.Version.Rows);
            }

            if (rows <= 0) break;
        }

        return rows <= 0;
    }

    /// <summary>The chunk as it was before it had rows.</summary>
    public ChunkView Emptied() => new(ChunkId, Layout, []);

    /// <summary>Whether all of these rows, given by their ids, lie in units of this view.</summary>
    public bool HasUnitsOf(ReadOnlySpan<long> rowIds)
    {
        var last = -1L;
        foreach (var rowId in rowIds)
        {
            var unitId = RowId.Unit(rowId);
            if (unitId == last) continue;
            if (!Units.Any(u => u.Version.Unit.Id == unitId)) return false;
            last = unitId;
        }

        return true;
    }

    internal static ChunkView Create(Root root, long chunkId, Changes? overlay)
    {
        var chunk = root.FindChunk(chunkId);
        var own = overlay?.Of(chunkId) ?? ChunkChanges.None;
        if (own.Dropped || (chunk is null && !own.Created)) throw Changes.UnknownChunk(chunkId);
        var layout = own.Layout ?? chunk!.Layout;
        var units = ImmutableArray.CreateBuilder<UnitView>();
        if (own.KeepsRoot)
        {
            var deleted = own.Deleted.IsEmpty ? own.Deleted : UnitForwarding.Resolve(own.Deleted, chunk!.Units, out _);
            var known = new Dictionary<Unit, DeleteSet?>();
            foreach (var version in chunk!.Units)
            {
                var deletes = version.Deletes;
                if (!deleted.IsEmpty)
                {
                    var back = UnitForwarding.ResolveBack(deleted, version.Unit, known);
                    deletes = DeleteSet.Union(DeleteSet.Union(deletes, deleted.GetValueOrDefault(version.Unit)), back);
                }

                units.Add(new UnitView(version.WithDeletes(deletes), layout, isOwn: false));
            }
        }

        foreach (var version in own.Own) units.Add(new UnitView(version, layout, isOwn: true));
        return new ChunkView(chunkId, layout, units.DrainToImmutable());
    }

    /// <summary>The unit with this id; it must be there.</summary>
    public UnitView Unit(long unitId)
    {
        foreach (var unit in Units)
        {
            if (unit.UnitId == unitId) return unit;
        }

        throw InternalErrors.Unexpected($"chunk {ChunkId} has no unit {unitId}");
    }

    internal Unit FindUnit(long unitId)
    {
        foreach (var unit in Units)
        {
            if (unit.Version.Unit.Id == unitId) return unit.Version.Unit;
        }

        throw InternalErrors.Unexpected($"chunk {ChunkId} has no unit {unitId}");
    }
}
