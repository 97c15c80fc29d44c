using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Finds the stretches of a batch in which all keys stay the same. Sorted segments consist of long ones (a device, an hour of it), and then keys are looked up once a stretch
/// and values added stretch by stretch. One a worker.
/// </summary>
internal sealed class GroupRuns
{
    // Below so many rows a stretch on average the loop over rows is as good.
    private const int MinRows = 8;

    private readonly Selection _starts = new();
    private readonly Batch _batch = new();
    private readonly Vector[] _keys;
    private ulong[] _mask = [];
    private int[] _groups = [];
    private int _rows;

    /// <param name="keys">How many keys there are.</param>
    public GroupRuns(int keys) => _keys = new Vector[keys];

    /// <summary>The first row of each stretch.</summary>
    public ReadOnlySpan<int> Starts => _starts.Rows;

    /// <summary>Room for the group of each stretch.</summary>
    public Span<int> Groups => _groups.AsSpan(0, _starts.Count);

    /// <summary>Looks for stretches; false where they are too short, or the keys' shape does not show them.</summary>
    /// <param name="keys">The values of each key; they hold as long as the stretches are used.</param>
    /// <param name="rows">How many rows there are, at least one.</param>
    public bool TryFind(Vector[] keys, int rows)
    {
        var words = (rows + 63) / 64;
        if (_mask.Length < words) _mask = new ulong[words];
        var mask = _mask.AsSpan(0, words);
        mask.Clear();
        mask[0] = 1;
        foreach (var key in keys)
        {
            if (!TryMark(key, mask)) return false;
            var count = 0;
            foreach (var word in mask) count += BitOperations.PopCount(word);
            if (count > 1 && count * MinRows > rows) return false;
        }

        _rows = rows;
        ListStarts(mask);
        if (_groups.Length < _starts.Count) _groups = new int[_starts.Count];
        _batch.Set(keys, rows, _starts);
        return true;
    }

    /// <summary>The values of each key, one a stretch.</summary>
    public Vector[] Keys()
    {
        for (var k = 0; k < _keys.Length; k++) _keys[k] = _batch.Column(k);
        return _keys;
    }

    /// <summary>Writes the group of each row, given those of the stretches.</summary>
    public void Spread(Span<int> groups)
    {
        var starts = Starts;
        for (var run = 0; run < starts.Length; run++)
        {
            var end = run + 1 < starts.Length ? starts[run + 1] : _rows;
            groups[starts[run]..end].Fill(_groups[run]);
        }
    }

    private void ListStarts(ReadOnlySpan<ulong> mask)
    {
        var count = 0;
        foreach (var word in mask) count += BitOperations.PopCount(word);
        var starts = _starts.Prepare(count);
        var at = 0;
        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1) starts[at++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
        }

        _starts.SetCount(count);
    }

    // Marks the rows that differ from the row before. What differs in bits and is equal to SQL (0 and -0) only makes a stretch more.
    private static bool TryMark(Vector key, Span<ulong> mask)
    {
        switch (key)
        {
            case ConstantVector:
                return true;
            case DictionaryVector coded:
                Mark(coded.Codes, mask);
                break;
            case FixedVector<long> flat:
                Mark(flat.Values, mask);
                break;
            case FixedVector<int> flat:
                Mark(flat.Values, mask);
                break;
            case FixedVector<short> flat:
                Mark(flat.Values, mask);
                break;
            case FixedVector<bool> flat:
                Mark(MemoryMarshal.AsBytes(flat.Values), mask);
                break;
            case FixedVector<double> flat:
                Mark(MemoryMarshal.Cast<double, long>(flat.Values), mask);
                break;
            case FixedVector<float> flat:
                Mark(MemoryMarshal.Cast<float, int>(flat.Values), mask);
                break;
            default:
                return false;
        }

        if (!key.Validity.IsAllValid) MarkNulls(key.Validity, key.Length, mask);
        return true;
    }

    private static void Mark<T>(ReadOnlySpan<T> values, Span<ulong> mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        var lanes = Vector256<T>.Count;
        for (var word = 0; word < mask.Length; word++)
        {
            var begin = word * 64;
            var rows = Math.Min(64, values.Length - begin);
            var row = word == 0 ? 1 : 0;
            var bits = 0UL;
            for (; row + lanes <= rows; row += lanes)
            {
                var at = (nuint)(begin + row);
                var same = (ulong)Vector256.Equals(Vector256.LoadUnsafe(ref source, at), Vector256.LoadUnsafe(ref source, at - 1)).ExtractMostSignificantBits();
                bits |= (same ^ (uint.MaxValue >> (32 - lanes))) << row;
            }

            for (; row < rows; row++) bits |= values[begin + row] != values[begin + row - 1] ? 1UL << row : 0;
            mask[word] |= bits;
        }
    }

    private static void MarkNulls(Validity validity, int rows, Span<ulong> mask)
    {
        var before = validity.IsValid(0) ? 1UL : 0;
        for (var word = 0; word < mask.Length; word++)
        {
            var valid = validity.Word(word * 64);
            var changes = valid ^ ((valid << 1) | before);
            var left = rows - (word * 64);
            if (left < 64) changes &= (1UL << left) - 1;
            mask[word] |= changes;
            before = valid >> 63;
        }
    }
}
