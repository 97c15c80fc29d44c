using System.Numerics;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>
/// Reads morsels batch by batch. Belongs to one thread; its buffers are reused, so a batch holds until the next call of <see cref="Next"/>.
/// One scanner serves any number of morsels, of one chunk or several, one after the other.
/// </summary>
public sealed partial class ChunkScanner : IDisposable
{
    private readonly Decoders _decoders = Decoders.Rent();
    private readonly ColumnSlot[] _slots;
    private readonly int[] _outputs;
    private readonly int[] _outputSlots;
    private readonly int[] _filterSlots;
    private readonly int[] _rangeSlots;
    private readonly Vector[] _columns;
    private readonly ulong[] _mask = new ulong[BlockFormat.Rows / 64];
    private readonly Selection _selection = new();
    private readonly FixedVectorBuilder<long>? _rowIds;
    private readonly int _batchRows;
    private UnitView? _unit;
    private int _block;
    private int _lastBlock;
    private int _blockRows;
    private int _position;
    private bool _allPass;
    private bool _inStretches;
    private int[]? _chosen;
    private int _nextChosen;
    private bool _isDisposed;

    /// <summary>A scanner for a request.</summary>
    public ChunkScanner(ScanRequest request)
    {
        Request = request;
        var slots = new List<ColumnSlot>();
        _outputs = [.. request.ColumnIds.Select(id => SlotOf(slots, id))];
        _outputSlots = [.. _outputs.Distinct()];
        _filterSlots = [.. request.Filters.Select(f => SlotOf(slots, f.ColumnId))];
        _rangeSlots = [.. request.Filters.Select(f => f is KeyedRangesFilter keyed ? SlotOf(slots, keyed.RangeColumnId) : -1)];
        _slots = [.. slots];
        _columns = new Vector[_outputs.Length + (request.RowIds ? 1 : 0)];
        _rowIds = request.RowIds ? new FixedVectorBuilder<long>(SqlTypes.Int8, BlockFormat.Rows) : null;
        _batchRows = Math.Clamp(request.BatchRows, 1, BlockFormat.Rows);
    }

    /// <summary>What is scanned.</summary>
    public ScanRequest Request { get; }

    /// <summary>Turns to a morsel; what was left of the one before is dropped.</summary>
    public void Start(ScanMorsel morsel)
    {
        if (!ReferenceEquals(_unit, morsel.Unit))
        {
            foreach (var slot in _slots) slot.Turn(morsel.Unit, _decoders);
        }

        _unit = morsel.Unit;
        _chosen = null;
        _block = morsel.FirstBlock - 1;
        _lastBlock = morsel.FirstBlock + morsel.BlockCount - 1;
        _blockRows = 0;
        _position = 0;
    }

    /// <summary>Turns to chosen rows of a unit, which need not meet the request's filters; deleted ones are left out.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="rowIds">Ids of rows of that unit, ascending.</param>
    public void Start(UnitView unit, ReadOnlySpan<long> rowIds)
    {
        Start(new ScanMorsel(unit, 0, 0));
        if (rowIds.IsEmpty) return;
        _chosen = new int[rowIds.Length];
        for (var i = 0; i < _chosen.Length; i++) _chosen[i] = RowId.Row(rowIds[i]);
        _nextChosen = 0;
        _lastBlock = _chosen[^1] / BlockFormat.Rows;
    }

    /// <summary>
    /// Points <paramref name="output"/> at the next rows that pass: the requested columns, then row ids if asked for. Text columns with few distinct values come as dictionary
    /// vectors whose dictionary is one object for a whole segment, uniform blocks as constants. A batch has at least one row.
    /// </summary>
    /// <returns>False when the morsel is exhausted.</returns>
    /// <exception cref="SqlException">XX001 for a damaged block, with file and position; 58030 when the file cannot be read.</exception>
    public bool Next(Batch output)
    {
        Upkeep.Yield();
        while (true)
        {
            while (_position < _blockRows)
            {
                var start = _inStretches ? NextStretch() : _position;
                _position = Math.Min(_inStretches ? EndOfStretch(start) : _blockRows, start + _batchRows);
                if (Emit(start, _position - start, output)) return true;
            }

            if (_unit is null || _block >= _lastBlock) return false;
            _block = _chosen is null ? _block + 1 : _chosen[_nextChosen] / BlockFormat.Rows;
            _position = 0;
            _blockRows = (_chosen is null ? Filter(_unit) : Choose(_unit, _chosen)) ? BlockFormat.RowsIn(_block, _unit.Version.Rows) : 0;
            _isPicked = _blockRows > 0 && !_allPass && TryPick(_unit);
            _inStretches = _blockRows > 0 && !_allPass && !_isPicked && HasStretches(_mask.AsSpan(0, (_blockRows + 63) / 64));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _unit = null;
        _decoders.Return();
    }

    private static int SlotOf(List<ColumnSlot> slots, int columnId)
    {
        var index = slots.FindIndex(s => s.ColumnId == columnId);
        if (index >= 0) return index;
        slots.Add(new ColumnSlot(columnId));
        return slots.Count - 1;
    }

    // Fills the mask for the current block with those of the chosen rows that live.
    private bool Choose(UnitView unit, int[] chosen)
    {
        var mask = _mask.AsSpan(0, (BlockFormat.RowsIn(_block, unit.Version.Rows) + 63) / 64);
        mask.Clear();
        for (; _nextChosen < chosen.Length && chosen[_nextChosen] / BlockFormat.Rows == _block; _nextChosen++)
        {
            var row = chosen[_nextChosen] & (BlockFormat.Rows - 1);
            mask[row >> 6] |= 1UL << (row & 63);
        }

        if (unit.Version.Deletes?.Block(_block) is { } deletes)
        {
            for (var word = 0; word < mask.Length; word++) mask[word] &= ~deletes[word];
        }

        _allPass = false;
        return mask.IndexOfAnyExcept(0UL) >= 0;
    }

    // Fills the mask for the current block; false when no row passes.
    private bool Filter(UnitView unit)
    {
        var rows = BlockFormat.RowsIn(_block, unit.Version.Rows);
        var deletes = unit.Version.Deletes?.Block(_block);
        var kernels = Request.Kernels;
        Span<BlockMatch> matches = stackalloc BlockMatch[kernels.Length];
        _allPass = deletes is null;
        for (var i = 0; i < kernels.Length; i++)
        {
            matches[i] = unit.Test(kernels[i], _block);
            if (matches[i] == BlockMatch.None) return false;
            _allPass &= matches[i] == BlockMatch.All;
        }

        if (_allPass) return true;
        var mask = _mask.AsSpan(0, (rows + 63) / 64);
        mask.Fill(ulong.MaxValue);
        if ((rows & 63) != 0) mask[^1] = (1UL << (rows & 63)) - 1;
        if (deletes is not null)
        {
            for (var word = 0; word < mask.Length; word++) mask[word] &= ~deletes[word];
        }

        for (var i = 0; i < kernels.Length; i++)
        {
            if (mask.IndexOfAnyExcept(0UL) < 0) return false;
            if (matches[i] != BlockMatch.Some) continue;
            if (kernels[i] is KeyedRangesKernel keyed) Apply(keyed, unit, Read(_filterSlots[i], rows).View(0, rows), Read(_rangeSlots[i], rows).View(0, rows), mask);
            else kernels[i].Apply(Read(_filterSlots[i], rows).View(0, rows), unit.BlockStatistics(kernels[i].ColumnId, _block), mask);
        }

        return mask.IndexOfAnyExcept(0UL) >= 0;
    }

    // Rows that pass and lie together are shown as they are: a filter on time leaves one stretch of each device in a sorted block, and then nothing needs to be copied.
    private static bool HasStretches(ReadOnlySpan<ulong> mask)
    {
        const int LongStretch = 64;
        int rows = 0, stretches = 0;
        var before = 0UL;
        foreach (var word in mask)
        {
            rows += BitOperations.PopCount(word);
            stretches += BitOperations.PopCount(word & ~((word << 1) | before));
            before = word >> 63;
        }

        return rows >= stretches * LongStretch;
    }

    // From here on; the end of the block when no more rows pass.
    private int NextStretch()
    {
        for (var row = _position; row < _blockRows;)
        {
            var rest = _mask[row >> 6] >> (row & 63);
            if (rest != 0) return row + BitOperations.TrailingZeroCount(rest);
            row = (row | 63) + 1;
        }

        return _blockRows;
    }

    private int EndOfStretch(int start)
    {
        var row = start;
        while (row < _blockRows)
        {
            var passed = BitOperations.TrailingZeroCount(~(_mask[row >> 6] >> (row & 63)));
            row += Math.Min(passed, 64 - (row & 63));
            if ((row & 63) != 0 || passed == 0) break;
        }

        return Math.Min(row, _blockRows);
    }

    private static void Apply(KeyedRangesKernel kernel, UnitView unit, Vector keys, Vector values, Span<ulong> mask)
    {
        if (unit.SortedColumns >= 2 && unit.Layout.ClusteringKey is [var first, var second, ..] && first.ColumnId == kernel.ColumnId && second.ColumnId == kernel.RangeColumnId) kernel.ApplySorted(keys, values, second.Descending, mask);
        else kernel.Apply(keys, values, mask);
    }

    private ColumnReader Read(int slot, int rows) => _slots[slot].Read(_unit!, _block, _lastBlock, rows);

    private bool Emit(int start, int count, Batch output)
    {
        if (count == 0) return false;
        if (_isPicked)
        {
            EmitPicked(start, count, output);
            return true;
        }

        var selected = count;
        if (!_allPass && !_inStretches)
        {
            selected = Select(start, count);
            if (selected == 0) return false;
            // Only the stretch between the first and the last row that pass is shown; often that is all of it.
            var skipped = _selection.Rows[0];
            count = _selection.Rows[^1] + 1 - skipped;
            if (skipped > 0 && count > selected) Shift(skipped);
            start += skipped;
        }

        var blockRows = BlockFormat.RowsIn(_block, _unit!.Version.Rows);
        for (var i = 0; i < _outputs.Length; i++) _columns[i] = Read(_outputs[i], blockRows).View(start, count);
        if (_rowIds is not null) _columns[^1] = RowIds(start, count);
        output.Set(_columns, count, selected == count ? null : _selection);
        return true;
    }

    private int Select(int start, int count)
    {
        var rows = _selection.Prepare(count);
        var selected = 0;
        for (var word = start >> 6; word <= (start + count - 1) >> 6; word++)
        {
            for (var bits = _mask[word]; bits != 0; bits &= bits - 1)
            {
                var row = (word << 6) + BitOperations.TrailingZeroCount(bits) - start;
                if ((uint)row < (uint)count) rows[selected++] = row;
            }
        }

        _selection.SetCount(selected);
        return selected;
    }

    private void Shift(int by)
    {
        var count = _selection.Count;
        var rows = _selection.Prepare(count);
        for (var i = 0; i < count; i++) rows[i] -= by;
        _selection.SetCount(count);
    }

    private Vector RowIds(int start, int count)
    {
        var id = RowId.Make(_unit!.UnitId, (_block * BlockFormat.Rows) + start);
        _rowIds!.Reset();
        var ids = _rowIds.AppendUninitialized(count);
        for (var i = 0; i < ids.Length; i++) ids[i] = id + i;
        return _rowIds.Build();
    }
}
