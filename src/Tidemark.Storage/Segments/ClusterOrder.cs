using System.Numerics;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>
/// Finds the order of rows by a clustering key: each key column becomes an unsigned integer of as few bits as its range needs (text by the rank of
/// its value), the integers are joined into words of 64 bits, and the words are sorted by a stable radix sort from the least significant digit on, so no values
/// are compared, and rows with equal keys stay in their order of arrival.
/// </summary>
internal sealed class ClusterOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    private readonly List<(ulong[] Words, int Bits)> _words = [];
    private readonly int _count;

    private ClusterOrder(int count) => _count = count;

    /// <summary>The chosen rows in the order of the key.</summary>
    /// <param name="layout">Says the key.</param>
    /// <param name="columns">Flat columns in the layout's order.</param>
    /// <param name="codes">For each column its codes, where it has them.</param>
    /// <param name="rows">The rows to order.</param>
    public static int[] Sort(ChunkLayout layout, ReadOnlySpan<Vector> columns, ReadOnlySpan<TextCodes?> codes, int[] rows)
    {
        if (layout.ClusteringKey.IsEmpty || rows.Length < 2) return rows;
        var order = new ClusterOrder(rows.Length);
        foreach (var key in layout.ClusteringKey)
        {
            var index = layout.IndexOf(key.ColumnId);
            order.Add(key, columns[index], codes[index], rows);
        }

        return order.Sort(rows);
    }

    private void Add(SortColumn key, Vector column, TextCodes? codes, int[] rows)
    {
        var parts = new ulong[rows.Length];
        switch (column)
        {
            case BytesVector when codes is not null:
                for (var i = 0; i < rows.Length; i++) parts[i] = (uint)codes.Codes[rows[i]];
                break;
            case BytesVector bytes:
                Ranks(bytes, rows, parts);
                break;
            case FixedVector<bool> v:
                for (var i = 0; i < rows.Length; i++) parts[i] = v.Values[rows[i]] ? 1u : 0u;
                break;
            case FixedVector<short> v:
                for (var i = 0; i < rows.Length; i++) parts[i] = Flip(v.Values[rows[i]]);
                break;
            case FixedVector<int> v:
                for (var i = 0; i < rows.Length; i++) parts[i] = Flip(v.Values[rows[i]]);
                break;
            case FixedVector<long> v:
                var longs = v.Values;
                for (var i = 0; i < rows.Length; i++) parts[i] = Flip(longs[rows[i]]);
                break;
            case FixedVector<float> v:
                for (var i = 0; i < rows.Length; i++) parts[i] = FloatOrder.Key(v.Values[rows[i]]);
                break;
            case FixedVector<double> v:
                for (var i = 0; i < rows.Length; i++) parts[i] = FloatOrder.Key(v.Values[rows[i]]);
                break;
            case FixedVector<Uuid> v:
                var low = new ulong[rows.Length];
                for (var i = 0; i < rows.Length; i++) (parts[i], low[i]) = (v.Values[rows[i]].High, v.Values[rows[i]].Low);
                Add(key, column, rows, parts);
                Add(key, column, rows, low);
                return;
            case FixedVector<Interval> v:
                var lower = new ulong[rows.Length];
                for (var i = 0; i < rows.Length; i++)
                {
                    var span = v.Values[rows[i]].Span;
                    (parts[i], lower[i]) = (Flip((long)(span >> 64)), (ulong)span);
                }

                Add(key, column, rows, parts);
                Add(key, column, rows, lower);
                return;
        }

        Add(key, column, rows, parts);
    }

    // Takes ascending parts, applies direction and nulls, and joins them to the last word where there is room.
    private void Add(SortColumn key, Vector column, int[] rows, ulong[] parts)
    {
        ulong min = ulong.MaxValue, max = 0;
        var nulls = 0;
        var hasNulls = !column.Validity.IsAllValid;
        for (var i = 0; i < parts.Length; i++)
        {
            if (hasNulls && column.IsNull(rows[i]))
            {
                nulls++;
                continue;
            }

            min = Math.Min(min, parts[i]);
            max = Math.Max(max, parts[i]);
        }

        if (nulls == parts.Length) return;
        var range = max - min;
        if (nulls > 0)
        {
            AddNulls(key, column, rows);
            if (range == 0) return;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (hasNulls && column.IsNull(rows[i])) parts[i] = 0;
            else parts[i] = key.Descending ? max - parts[i] : parts[i] - min;
        }

        Join(parts, 64 - BitOperations.LeadingZeroCount(range));
    }

    private void AddNulls(SortColumn key, Vector column, int[] rows)
    {
        var marks = new ulong[rows.Length];
        for (var i = 0; i < rows.Length; i++) marks[i] = column.IsNull(rows[i]) != key.NullsFirst ? 1u : 0u;
        Join(marks, 1);
    }

    private void Join(ulong[] parts, int bits)
    {
        if (bits == 0) return;
        if (_words.Count > 0 && _words[^1].Bits + bits <= 64)
        {
            var (words, used) = _words[^1];
            for (var i = 0; i < words.Length; i++) words[i] = (words[i] << bits) | parts[i];
            _words[^1] = (words, used + bits);
            return;
        }

        _words.Add((parts, bits));
    }

    private int[] Sort(int[] rows)
    {
        if (_words.Count == 0) return rows;
        // Positions into rows; a later (more significant) word is read through what the earlier passes arranged.
        int[]? positions = null;
        for (var w = _words.Count - 1; w >= 0; w--) positions = Radix(_words[w].Words, _words[w].Bits, positions);
        if (positions is null) return rows;
        var result = new int[_count];
        for (var i = 0; i < result.Length; i++) result[i] = rows[positions[i]];
        return result;
    }

    private int[]? Radix(ulong[] words, int bits, int[]? positions)
    {
        var keys = new ulong[_count];
        if (positions is null) words.CopyTo(keys, 0);
        else for (var i = 0; i < keys.Length; i++) keys[i] = words[positions[i]];
        if (IsAscending(keys)) return positions;
        if (positions is null)
        {
            positions = new int[_count];
            for (var i = 0; i < positions.Length; i++) positions[i] = i;
        }

        var otherKeys = new ulong[_count];
        var otherPositions = new int[_count];
        var counts = new int[Digits];
        for (var shift = 0; shift < bits; shift += DigitBits)
        {
            Array.Clear(counts);
            foreach (var key in keys) counts[(int)(key >> shift) & (Digits - 1)]++;
            if (counts[(int)(keys[0] >> shift) & (Digits - 1)] == keys.Length) continue;
            var start = 0;
            for (var digit = 0; digit < Digits; digit++) (counts[digit], start) = (start, start + counts[digit]);
            for (var i = 0; i < keys.Length; i++)
            {
                var target = counts[(int)(keys[i] >> shift) & (Digits - 1)]++;
                otherKeys[target] = keys[i];
                otherPositions[target] = positions[i];
            }

            (keys, otherKeys) = (otherKeys, keys);
            (positions, otherPositions) = (otherPositions, positions);
        }

        return positions;
    }

    private static bool IsAscending(ulong[] keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i] < keys[i - 1]) return false;
        }

        return true;
    }

    // Ranks of text with too many distinct values for codes: the one place where strings are compared, and by their first eight bytes first.
    private static void Ranks(BytesVector vector, int[] rows, ulong[] parts)
    {
        var keys = new (ulong Prefix, int Index)[rows.Length];
        for (var i = 0; i < rows.Length; i++) keys[i] = (Prefix(vector[rows[i]]), i);
        Array.Sort(keys, (a, b) => a.Prefix != b.Prefix ? a.Prefix.CompareTo(b.Prefix) : vector[rows[a.Index]].SequenceCompareTo(vector[rows[b.Index]]));
        ulong rank = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i > 0 && !vector[rows[keys[i].Index]].SequenceEqual(vector[rows[keys[i - 1].Index]])) rank++;
            parts[keys[i].Index] = rank;
        }
    }

    private static ulong Prefix(ReadOnlySpan<byte> value)
    {
        ulong prefix = 0;
        for (var i = 0; i < 8; i++) prefix = (prefix << 8) | (i < value.Length ? value[i] : 0u);
        return prefix;
    }

    private static ulong Flip(long value) => (ulong)value ^ 0x8000_0000_0000_0000UL;
}
