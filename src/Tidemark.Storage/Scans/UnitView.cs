using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>One run of rows in a view: a segment, the visible part of a tail, or private rows of a transaction. Immutable.</summary>
public sealed partial class UnitView
{
    internal UnitView(UnitVersion version, ChunkLayout layout, bool isOwn)
    {
        Version = version;
        IsOwn = isOwn;
        Layout = layout;
        SortedColumns = version.Unit is SegmentUnit segment ? SortedBy(segment.Layout, layout) : 0;
        // A tail's columns are captured now, on the thread that may append to it.
        if (version.Unit is TailUnit) _ = version.TailColumns;
    }

    /// <summary>The first half of the row ids of its rows; unique in the database.</summary>
    public long UnitId => Version.Unit.Id;

    /// <summary>What stays the same object from one view of the unit to the next, for as long as the unit is there.</summary>
    public object Identity => Version.Unit;

    /// <summary>Rows of every block but the last.</summary>
    public static int BlockRows => BlockFormat.Rows;

    /// <summary>The unit and the block that a row lies in.</summary>
    /// <param name="rowId">A row id, as <see cref="ScanRequest.RowIds"/> gives them.</param>
    public static (long UnitId, int Block) Locate(long rowId) => (RowId.Unit(rowId), RowId.Row(rowId) / BlockFormat.Rows);

    /// <summary>Rows, deleted ones left out.</summary>
    public int RowCount => Version.LiveRows;

    /// <summary>Whether rows of it are deleted.</summary>
    public bool HasDeletes => Version.Deletes is not null;

    /// <summary>Whether its rows are those of the transaction that looks, not committed yet.</summary>
    public bool IsOwn { get; }

    /// <summary>Whether it is a segment on disk; else it is in memory.</summary>
    public bool IsSegment => Version.Unit is SegmentUnit;

    /// <summary>
    /// How many leading columns of the chunk's clustering key its rows are sorted by, in SQL's order: all for a segment written under this key, none for a tail.
    /// Columns whose type storage cannot order as SQL does (numeric, jsonb and the like) end the count.
    /// </summary>
    public int SortedColumns { get; }

    /// <summary>Whether the rows are sorted by the whole clustering key of the chunk.</summary>
    public bool IsSorted => Layout.ClusteringKey.Length > 0 && SortedColumns == Layout.ClusteringKey.Length;

    /// <summary>How many blocks it has.</summary>
    public int BlockCount => BlockFormat.BlockCount(Version.Rows);

    internal UnitVersion Version { get; }

    internal ChunkLayout Layout { get; }

    /// <summary>Rows of a block, deleted ones left out.</summary>
    public int BlockRowCount(int block) => BlockFormat.RowsIn(block, Version.Rows) - (Version.Deletes?.CountIn(block) ?? 0);

    /// <summary>What is known of a column in the whole unit, without reading the disk.</summary>
    public ColumnStatistics Statistics(int columnId)
    {
        var index = Version.Unit.Layout.IndexOf(columnId);
        if (index < 0) return OfMissing(columnId, Version.Rows, HasDeletes);
        if (Version.Unit is not SegmentUnit segment) return Unknown(Version.TailColumns[index], 0, Version.Rows);
        var known = segment.Meta.Columns[index];
        return HasDeletes ? known with { IsExact = false } : known;
    }

    /// <summary>What is known of a column in a block. The first call for a segment may read its footer.</summary>
    public ColumnStatistics BlockStatistics(int columnId, int block)
    {
        var index = Version.Unit.Layout.IndexOf(columnId);
        var rows = BlockFormat.RowsIn(block, Version.Rows);
        var hasDeletes = Version.Deletes?.Block(block) is not null;
        if (index < 0) return OfMissing(columnId, rows, hasDeletes);
        if (Version.Unit is not SegmentUnit segment) return Unknown(Version.TailColumns[index], block * BlockFormat.Rows, rows);
        var known = segment.Column(index).Statistics(block);
        return hasDeletes ? known with { IsExact = false } : known;
    }

    /// <summary>
    /// What statistics and membership filters say about the filters and the whole unit. Where statistics leave it open and an equality or a list is asked for, the footer and the filters of a segment may
    /// be read for the first time.
    /// </summary>
    public BlockMatch Test(ScanRequest request)
    {
        var result = BlockMatch.All;
        foreach (var kernel in request.Kernels)
        {
            var match = Test(kernel);
            if (match == BlockMatch.None) return BlockMatch.None;
            if (match == BlockMatch.Some) result = BlockMatch.Some;
        }

        return result == BlockMatch.Some && !MayHold(request) ? BlockMatch.None : result;
    }

    /// <summary>Whether the membership filters of a segment leave open that it holds rows which pass; true where there are none.</summary>
    public bool MayHold(ScanRequest request) => Version.Unit is not SegmentUnit segment || FilterProbe.MayHold(segment, request);

    /// <summary>What statistics say about the filters and a block. The first call for a segment may read its footer.</summary>
    public BlockMatch Test(ScanRequest request, int block)
    {
        var result = BlockMatch.All;
        foreach (var kernel in request.Kernels)
        {
            var match = Test(kernel, block);
            if (match == BlockMatch.None) return BlockMatch.None;
            if (match == BlockMatch.Some) result = BlockMatch.Some;
        }

        return result;
    }

    /// <summary>The filters that rows of the unit may fail; the others need not be asked about its blocks.</summary>
    internal FilterKernel[] OpenKernels(ScanRequest request)
    {
        if (Version.Unit is not SegmentUnit) return [];
        var kernels = request.Kernels;
        return Array.Exists(kernels, k => Test(k) == BlockMatch.All) ? Array.FindAll(kernels, k => Test(k) != BlockMatch.All) : kernels;
    }

    /// <summary>Whether a block may hold rows that pass <see cref="OpenKernels"/>. In memory nothing is known of values.</summary>
    internal bool MayMatch(FilterKernel[] open, int block)
    {
        if (Version.Unit is not SegmentUnit segment) return true;
        foreach (var kernel in open)
        {
            if (segment.Layout.IndexOf(kernel.ColumnId) >= 0 && Test(kernel, block) == BlockMatch.None) return false;
        }

        return true;
    }

    internal BlockMatch Test(FilterKernel kernel, int block)
    {
        if (kernel is KeyedRangesKernel keyed) return keyed.Test(BlockStatistics(keyed.ColumnId, block), BlockStatistics(keyed.RangeColumnId, block));
        var index = Version.Unit.Layout.IndexOf(kernel.ColumnId);
        if (index >= 0 && Version.Unit is SegmentUnit segment) return kernel.Test(segment.Column(index), block);
        return kernel.Test(BlockStatistics(kernel.ColumnId, block));
    }

    private BlockMatch Test(FilterKernel kernel) =>
        kernel is KeyedRangesKernel keyed ? keyed.Test(Statistics(keyed.ColumnId), Statistics(keyed.RangeColumnId)) : kernel.Test(Statistics(kernel.ColumnId));

    private static int SortedBy(ChunkLayout written, ChunkLayout asked)
    {
        var sorted = 0;
        while (sorted < written.ClusteringKey.Length && sorted < asked.ClusteringKey.Length
            && written.ClusteringKey[sorted] == asked.ClusteringKey[sorted] && PhysicalOrder.IsSqlOrder(written.Column(written.ClusteringKey[sorted].ColumnId).Type))
        {
            sorted++;
        }

        return sorted;
    }

    private ColumnStatistics OfMissing(int columnId, int rows, bool hasDeletes)
    {
        if (Layout.Column(columnId).Missing is not { } value) return new ColumnStatistics { Rows = rows, Nulls = rows, IsExact = !hasDeletes, HasSum = true };
        return new ColumnStatistics { Rows = rows, Nulls = value.IsNull(0) ? rows : 0 };
    }

    // In memory nothing but the nulls is counted.
    private static ColumnStatistics Unknown(Vector column, int start, int rows) =>
        new() { Rows = rows, Nulls = rows - column.Validity.Slice(start).CountValid(rows) };
}
