using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>One segment to merge, and where its rows go.</summary>
/// <param name="Version">The segment with the rows that are deleted.</param>
/// <param name="Places">For each row its number among all rows of the merge's output; -1 for one that is left out.</param>
internal sealed record MergeInput(UnitVersion Version, int[] Places)
{
    public SegmentUnit Segment => (SegmentUnit)Version.Unit;

    public static MergeInput Of(UnitVersion version)
    {
        var places = new int[version.Rows];
        places.AsSpan().Fill(-1);
        return new MergeInput(version, places);
    }
}

/// <summary>
/// Reads a sorted run, one segment after the other and block by block, and shows the row that comes next. Segments are read through handles and a cache of the merge's own, so
/// that a merge displaces nothing that queries use.
/// </summary>
internal sealed class MergeCursor : IDisposable
{
    // Asked for together, so that a column of many blocks is not loaded whole.
    private const int MorselBlocks = 8;

    private readonly ChunkLayout _layout;
    private readonly ImmutableArray<MergeInput> _run;
    private readonly SegmentSource _source;
    private readonly ChunkScanner _scanner;
    private SegmentUnit? _segment;
    private UnitView? _view;
    private int _input = -1;
    private int _block;

    /// <summary>A cursor before the first row; <see cref="Advance"/> by 0 turns to it.</summary>
    /// <param name="index">Its rank among cursors: of equal rows those of the lower cursor come first.</param>
    /// <param name="layout">The columns to read.</param>
    /// <param name="shape">The shape of keys.</param>
    /// <param name="run">The segments, in the order of the key.</param>
    /// <param name="source">Where to read.</param>
    public MergeCursor(int index, ChunkLayout layout, MergeKeyShape shape, ImmutableArray<MergeInput> run, SegmentSource source)
    {
        Index = index;
        _layout = layout;
        _run = run;
        _source = source;
        Keys = new MergeKeys(shape);
        _scanner = new ChunkScanner(new ScanRequest { ColumnIds = [.. layout.Columns.Select(c => c.ColumnId)], RowIds = true });
    }

    public int Index { get; }

    /// <summary>The current rows, the row id as last column.</summary>
    public Batch Batch { get; } = new();

    public MergeKeys Keys { get; }

    /// <summary>The next row of the batch.</summary>
    public int Row { get; private set; }

    /// <summary>Rows left in the batch.</summary>
    public int Left => Batch.Length - Row;

    /// <summary>Passes over rows of the batch and reads the next one when it is used up.</summary>
    /// <returns>False when there are no more rows.</returns>
    public bool Advance(int rows)
    {
        Row += rows;
        if (Left > 0) return true;
        if (!NextBatch()) return false;
        Row = 0;
        Keys.Read(Batch);
        return true;
    }

    /// <summary>Notes where rows of the batch went.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="place">The place of the first one.</param>
    public void Place(int row, int count, int place)
    {
        var places = _run[_input].Places;
        var ids = ((FixedVector<long>)Batch.RawColumns[^1]).Values;
        if (Batch.Selection is not { } selection)
        {
            for (var i = 0; i < count; i++) places[RowId.Row(ids[row + i])] = place + i;
            return;
        }

        var rows = selection.Rows;
        for (var i = 0; i < count; i++) places[RowId.Row(ids[rows[row + i]])] = place + i;
    }

    public void Dispose()
    {
        _scanner.Dispose();
        _segment?.Close();
    }

    private bool NextBatch()
    {
        while (true)
        {
            if (_view is not null)
            {
                if (_scanner.Next(Batch)) return true;
                if (_block < _view.BlockCount)
                {
                    var blocks = Math.Min(MorselBlocks, _view.BlockCount - _block);
                    _scanner.Start(new ScanMorsel(_view, _block, blocks));
                    _block += blocks;
                    continue;
                }
            }

            if (!NextSegment()) return false;
        }
    }

    private bool NextSegment()
    {
        _segment?.Close();
        _view = null;
        if (++_input >= _run.Length) return false;
        var version = _run[_input].Version;
        _segment = new SegmentUnit(_run[_input].Segment.Meta, _source);
        _view = new UnitView(new UnitVersion(_segment, version.Rows, version.Deletes), _layout, isOwn: false);
        _block = 0;
        _scanner.Start(new ScanMorsel(_view, 0, 0));
        return true;
    }
}
