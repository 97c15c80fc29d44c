using System.Numerics;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <content>Blocks of which few rows pass: of the columns that no filter has read yet only these rows are decoded, and come without a selection.</content>
public sealed partial class ChunkScanner
{
    // Where more pass than one in so many, decoding all at once costs less.
    private const int PickedShare = 8;

    private readonly int[] _picked = new int[BlockFormat.Rows / PickedShare];
    private bool _isPicked;

    // Rows in memory need no decoding.
    private bool TryPick(UnitView unit)
    {
        if (!unit.IsSegment) return false;
        var mask = _mask.AsSpan(0, (_blockRows + 63) / 64);
        var count = 0;
        foreach (var word in mask) count += BitOperations.PopCount(word);
        if (count * PickedShare > _blockRows) return false;
        var at = 0;
        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1) _picked[at++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
        }

        var rows = _picked.AsSpan(0, count);
        foreach (var slot in _outputSlots) _slots[slot].Pick(_block, _lastBlock, _blockRows, rows);
        _blockRows = count;
        return true;
    }

    private void EmitPicked(int start, int count, Batch output)
    {
        for (var i = 0; i < _outputs.Length; i++) _columns[i] = _slots[_outputs[i]].View(start, count);
        if (_rowIds is not null)
        {
            var first = RowId.Make(_unit!.UnitId, _block * BlockFormat.Rows);
            _rowIds.Reset();
            var ids = _rowIds.AppendUninitialized(count);
            for (var i = 0; i < ids.Length; i++) ids[i] = first + _picked[start + i];
            _columns[^1] = _rowIds.Build();
        }

        output.Set(_columns, count, null);
    }
}
