using System.Buffers;
using System.Numerics;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>Ranges of an integer column that belong to values of another, see <see cref="ColumnFilter.KeyedRanges"/>. The only filter that reads two columns.</summary>
internal abstract class KeyedRangesKernel : FilterKernel
{
    // Of a block with more keys than these there is little hope that none of them has its range there.
    private const int MaxTestedKeys = 256;

    // The ranges of the key at place k are those from _starts[k] to before _starts[k + 1], in order.
    private int[] _starts = [0];
    private long[] _lows = [];
    private long[] _highs = [];

    // Where all ranges are equally wide and begin at multiples of that from somewhere, and there are not too many such places: a bit for each key and place that has a range.
    private const int MaxGridBits = 1 << 20;
    private ulong[] _grid = [];
    private long _gridStart;
    private ulong _gridWidth;
    private ulong _gridPlaces;

    private protected KeyedRangesKernel(KeyedRangesFilter filter)
        : base(filter.ColumnId) => RangeColumnId = filter.RangeColumnId;

    /// <summary>The column that the ranges are of.</summary>
    public int RangeColumnId { get; }

    public static KeyedRangesKernel Create(KeyedRangesFilter filter) => filter.Keys.Type.Physical switch
    {
        PhysicalType.Int16 => new IntegerKeyedRanges<short>(filter),
        PhysicalType.Int32 => new IntegerKeyedRanges<int>(filter),
        PhysicalType.Int64 => new IntegerKeyedRanges<long>(filter),
        PhysicalType.Bytes => new BytesKeyedRanges(filter),
        _ => throw InternalErrors.Unexpected($"a filter on {filter.Keys.Type}"),
    };

    public sealed override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return BlockMatch.Some;
        var (first, end) = KeysWithin(statistics);
        return first < end ? BlockMatch.Some : BlockMatch.None;
    }

    /// <summary>What statistics of both columns say.</summary>
    public BlockMatch Test(in ColumnStatistics keys, in ColumnStatistics values)
    {
        if (keys.Nulls == keys.Rows || values.Nulls == values.Rows) return BlockMatch.None;
        if (!keys.HasRange) return BlockMatch.Some;
        var (first, end) = KeysWithin(keys);
        if (first >= end) return BlockMatch.None;
        if (!values.HasRange || end - first > MaxTestedKeys) return BlockMatch.Some;
        for (var key = first; key < end; key++)
        {
            var at = FirstEndingAt(key, values.MinInteger);
            if (at < _starts[key + 1] && _lows[at] <= values.MaxInteger) return BlockMatch.Some;
        }

        return BlockMatch.None;
    }

    public sealed override void Apply(Vector column, Span<ulong> mask) => throw InternalErrors.Unexpected("a filter of two columns is asked about one");

    /// <summary>Takes out of the mask the rows that do not pass.</summary>
    public void Apply(Vector keys, Vector values, Span<ulong> mask)
    {
        RemoveNulls(keys.Validity, mask);
        RemoveNulls(values.Validity, mask);
        var places = ArrayPool<int>.Shared.Rent(mask.Length * 64);
        var numbers = ArrayPool<long>.Shared.Rent(mask.Length * 64);
        try
        {
            var times = values is FixedVector<long> flat ? flat.Values : Widen(values, numbers);
            if (_grid.Length > 0 && TryApplyGrid(keys, times, mask)) return;
            FindPlaces(keys, mask, places);
            if (_grid.Length > 0)
            {
                ApplyGrid(places, times, mask);
                return;
            }

            var at = 0;
            var known = -1;
            for (var word = 0; word < mask.Length; word++)
            {
                for (var rest = mask[word]; rest != 0; rest &= rest - 1)
                {
                    var bit = BitOperations.TrailingZeroCount(rest);
                    var place = places[(word * 64) + bit];
                    var holds = false;
                    if (place >= 0)
                    {
                        var time = times[(word * 64) + bit];

                        // Neighbours mostly lie in one range, or in one gap.
                        if (place != known || time < _lows[at] || time > _highs[at])
                        {
                            (known, at) = (place, FirstEndingAt(place, time));
                            if (at == _starts[place + 1]) at--;
                        }

                        holds = time >= _lows[at] && time <= _highs[at];
                    }

                    if (!holds) mask[word] &= ~(1UL << bit);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<long>.Shared.Return(numbers);
        }
    }

    /// <summary>As <see cref="Apply(Vector, Vector, Span{ulong})"/>, of rows that are sorted by key and then by the other column: the rows of a range lie together, and are looked up.</summary>
    public void ApplySorted(Vector keys, Vector values, bool descending, Span<ulong> mask)
    {
        if (!keys.Validity.IsAllValid || !values.Validity.IsAllValid || values is not FixedVector<long> flat)
        {
            Apply(keys, values, mask);
            return;
        }

        var times = flat.Values;
        Span<ulong> kept = stackalloc ulong[mask.Length];
        kept.Clear();
        for (int start = 0, end; start < times.Length; start = end)
        {
            end = EndOfRun(keys, start, times.Length);
            var place = PlaceOf(keys, start);
            if (place < 0) continue;
            var (least, greatest) = descending ? (times[end - 1], times[start]) : (times[start], times[end - 1]);
            for (var at = FirstEndingAt(place, least); at < _starts[place + 1] && _lows[at] <= greatest; at++)
            {
                var run = times[start..end];
                var first = descending ? CountAbove(run, _highs[at], false) : CountBelow(run, _lows[at], false);
                var last = descending ? CountAbove(run, _lows[at], true) : CountBelow(run, _highs[at], true);
                for (var row = start + first; row < start + last;)
                {
                    var count = Math.Min(64 - (row & 63), start + last - row);
                    kept[row >> 6] |= (count == 64 ? ulong.MaxValue : (1UL << count) - 1) << (row & 63);
                    row += count;
                }
            }
        }

        for (var word = 0; word < mask.Length; word++) mask[word] &= kept[word];
    }

    /// <summary>Applies the grid without looking keys up, where the kernel has one that is arranged for that.</summary>
    private protected virtual bool TryApplyGrid(Vector keys, ReadOnlySpan<long> times, Span<ulong> mask) => false;

    /// <summary>The grid's columns, and with <paramref name="rowOf"/> its bits by other rows than the places of keys; null where there is no grid or it would be too large.</summary>
    /// <param name="rowOf">The row of each key's place.</param>
    /// <param name="rows">How many rows there are.</param>
    private protected (GridColumns Columns, ulong[] Bits)? GridOf(ReadOnlySpan<int> rowOf, int rows)
    {
        if (_grid.Length == 0 || (long)rows * (long)_gridPlaces > MaxGridBits) return null;
        var bits = new ulong[((ulong)rows * _gridPlaces / 64) + 1];
        for (var key = 0; key < rowOf.Length; key++)
        {
            for (var i = _starts[key]; i < _starts[key + 1]; i++)
            {
                var at = ((ulong)rowOf[key] * _gridPlaces) + (unchecked((ulong)(_lows[i] - _gridStart)) / _gridWidth);
                bits[at >> 6] |= 1UL << (int)(at & 63);
            }
        }

        return (new GridColumns(_gridStart, _gridWidth, _gridPlaces), bits);
    }

    /// <summary>The place of a row's key; -1 for others.</summary>
    private protected abstract int PlaceOf(Vector keys, int row);

    /// <summary>Whether two rows have one key.</summary>
    private protected abstract bool AreSame(Vector keys, int a, int b);

    /// <summary>The places of the keys that lie between the least and the greatest value of a column.</summary>
    private protected abstract (int First, int End) KeysWithin(in ColumnStatistics statistics);

    /// <summary>The place of each marked row's key; -1 for others.</summary>
    private protected abstract void FindPlaces(Vector keys, ReadOnlySpan<ulong> mask, Span<int> places);

    /// <summary>Sorts the ranges by their keys.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="order">The filter's rows, equal keys together and keys in their order.</param>
    /// <param name="isFirst">Whether the row at a place of the order begins a new key.</param>
    private protected void Arrange(KeyedRangesFilter filter, int[] order, Func<int, bool> isFirst)
    {
        var starts = new List<int>();
        _lows = new long[order.Length];
        _highs = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (isFirst(i)) starts.Add(i);
            (_lows[i], _highs[i]) = (filter.Lows[order[i]], filter.Highs[order[i]]);
        }

        _starts = [.. starts, order.Length];
        for (var key = 0; key < starts.Count; key++) Array.Sort(_lows, _highs, _starts[key], _starts[key + 1] - _starts[key]);
        ArrangeGrid();
    }

    private void ApplyGrid(ReadOnlySpan<int> places, ReadOnlySpan<long> times, Span<ulong> mask)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            var kept = mask[word];
            for (var rest = kept; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                var row = (word * 64) + bit;
                var holds = false;
                if (places[row] >= 0)
                {
                    // What lies before the start wraps around, and is beyond the last place.
                    var column = unchecked((ulong)(times[row] - _gridStart)) / _gridWidth;
                    if (column < _gridPlaces)
                    {
                        var at = ((ulong)places[row] * _gridPlaces) + column;
                        holds = (_grid[at >> 6] >> (int)(at & 63) & 1) != 0;
                    }
                }

                if (!holds) kept &= ~(1UL << bit);
            }

            mask[word] = kept;
        }
    }

    private void ArrangeGrid()
    {
        if (_lows.Length == 0) return;
        var (start, end) = (_lows.Min(), _highs.Max());

        // No range is as wide as all numbers together, so that differences are right as they wrap around.
        var width = unchecked((ulong)(_highs[0] - _lows[0])) + 1;
        if (width == 0 || unchecked((ulong)(end - start)) / width >= MaxGridBits) return;
        var keys = _starts.Length - 1;
        var places = (int)(unchecked((ulong)(end - start)) / width) + 1;
        if ((long)places * keys > MaxGridBits) return;
        var grid = new ulong[(places * keys / 64) + 1];
        for (var key = 0; key < keys; key++)
        {
            for (var i = _starts[key]; i < _starts[key + 1]; i++)
            {
                var (column, rest) = Math.DivRem(unchecked((ulong)(_lows[i] - start)), width);
                if (rest != 0 || unchecked((ulong)(_highs[i] - _lows[i])) + 1 != width) return;
                var at = (key * places) + (int)column;
                grid[at >> 6] |= 1UL << (at & 63);
            }
        }

        (_grid, _gridStart, _gridWidth, _gridPlaces) = (grid, start, width, (ulong)places);
    }

    // How many of ascending values lie below one, or are at most as great.
    private static int CountBelow(ReadOnlySpan<long> values, long value, bool orEqual)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (values[middle] < value || (orEqual && values[middle] == value)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // How many of descending values lie above one, or are at least as great.
    private static int CountAbove(ReadOnlySpan<long> values, long value, bool orEqual)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (values[middle] > value || (orEqual && values[middle] == value)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // The first row after a row that has another key than this; rows of one key lie together.
    private int EndOfRun(Vector keys, int row, int rows)
    {
        if (AreSame(keys, row, rows - 1)) return rows;
        var (low, high) = (row + 1, rows - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (AreSame(keys, row, middle)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // The first range of a key that does not end before a value. Ranges of a key do not overlap.
    private int FirstEndingAt(int key, long value)
    {
        var (low, high) = (_starts[key], _starts[key + 1]);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_highs[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static ReadOnlySpan<long> Widen(Vector values, long[] numbers)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (values.IsNull(row)) continue;
            numbers[row] = values.Type.Physical switch
            {
                PhysicalType.Int16 => VectorAccess.Get<short>(values, row),
                PhysicalType.Int32 => VectorAccess.Get<int>(values, row),
                _ => VectorAccess.Get<long>(values, row),
            };
        }

        return numbers;
    }
}

/// <summary>The columns of a grid of ranges: equally wide, one after the other.</summary>
/// <param name="Start">Where the first begins.</param>
/// <param name="Width">How wide each is.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct GridColumns(long Start, ulong Width, ulong Count);

/// <summary>Ranges by integers.</summary>
internal sealed class IntegerKeyedRanges<T> : KeyedRangesKernel
    where T : unmanaged, IBinaryInteger<T>
{
    // Keys that lie close together are looked up in a table.
    private const int MaxTable = 1 << 16;

    private readonly T[] _keys;
    private readonly long _least;
    private readonly int[] _table = [];

    // The grid by what a key is above the least one.
    private readonly ulong[] _direct = [];
    private readonly GridColumns _columns;

    public IntegerKeyedRanges(KeyedRangesFilter filter)
        : base(filter)
    {
        var values = new T[filter.Keys.Length];
        var order = new int[values.Length];
        for (var row = 0; row < values.Length; row++) (values[row], order[row]) = (VectorAccess.Get<T>(filter.Keys, row), row);
        Array.Sort(values, order);
        Arrange(filter, order, i => i == 0 || values[i] != values[i - 1]);
        _keys = [.. values.Distinct()];
        if (_keys.Length == 0) return;
        _least = long.CreateTruncating(_keys[0]);
        var span = unchecked((ulong)(long.CreateTruncating(_keys[^1]) - _least));
        if (span >= MaxTable) return;
        _table = new int[span + 1];
        Array.Fill(_table, -1);
        var rowOf = new int[_keys.Length];
        for (var place = 0; place < _keys.Length; place++)
        {
            rowOf[place] = (int)(long.CreateTruncating(_keys[place]) - _least);
            _table[rowOf[place]] = place;
        }

        if (GridOf(rowOf, _table.Length) is var (columns, bits)) (_columns, _direct) = (columns, bits);
    }

    private protected override bool TryApplyGrid(Vector keys, ReadOnlySpan<long> times, Span<ulong> mask)
    {
        if (_direct.Length == 0 || keys is not FixedVector<T> flat) return false;
        var values = flat.Values;
        var (start, width, count) = _columns;
        var (first, column) = (start, 0UL);
        for (var word = 0; word < mask.Length; word++)
        {
            var kept = 0UL;
            for (var rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                var row = (word * 64) + bit;

                // Neighbours mostly lie in one column. What lies before the start wraps around, and is beyond the last column.
                if (unchecked((ulong)(times[row] - first)) >= width)
                {
                    column = unchecked((ulong)(times[row] - start)) / width;
                    first = unchecked(start + (long)(column * width));
                }

                var key = unchecked((ulong)(long.CreateTruncating(values[row]) - _least));
                if (column >= count || key >= (ulong)_table.Length) continue;
                var at = (key * count) + column;
                kept |= (_direct[at >> 6] >> (int)(at & 63) & 1) << bit;
            }

            mask[word] = kept;
        }

        return true;
    }

    private protected override (int First, int End) KeysWithin(in ColumnStatistics statistics)
    {
        var first = Array.BinarySearch(_keys, T.CreateTruncating(statistics.MinInteger));
        var last = Array.BinarySearch(_keys, T.CreateTruncating(statistics.MaxInteger));
        return (first < 0 ? ~first : first, last < 0 ? ~last : last + 1);
    }

    private protected override void FindPlaces(Vector keys, ReadOnlySpan<ulong> mask, Span<int> places)
    {
        if (keys is ConstantVector constant)
        {
            places.Fill(constant.IsNullConstant ? -1 : PlaceOf(((FixedVector<T>)constant.Value).Values[0]));
            return;
        }

        var flat = keys as FixedVector<T>;
        var values = flat is null ? default : flat.Values;
        var (last, place) = (default(T), PlaceOf(default));
        for (var word = 0; word < mask.Length; word++)
        {
            for (var rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                var row = (word * 64) + BitOperations.TrailingZeroCount(rest);
                var key = flat is null ? VectorAccess.Get<T>(keys, row) : values[row];
                if (key != last) (last, place) = (key, PlaceOf(key));
                places[row] = place;
            }
        }
    }

    private protected override int PlaceOf(Vector keys, int row) => PlaceOf(VectorAccess.Get<T>(keys, row));

    private protected override bool AreSame(Vector keys, int a, int b) => VectorAccess.Get<T>(keys, a) == VectorAccess.Get<T>(keys, b);

    private int PlaceOf(T key)
    {
        if (_table.Length == 0) return Array.BinarySearch(_keys, key);
        var at = unchecked((ulong)(long.CreateTruncating(key) - _least));
        return at < (ulong)_table.Length ? _table[at] : -1;
    }
}

/// <summary>Ranges by bytes.</summary>
internal sealed class BytesKeyedRanges : KeyedRangesKernel
{
    private readonly byte[][] _keys;
    private Coded? _last;

    public BytesKeyedRanges(KeyedRangesFilter filter)
        : base(filter)
    {
        var values = new byte[filter.Keys.Length][];
        var order = new int[values.Length];
        for (var row = 0; row < values.Length; row++) (values[row], order[row]) = (VectorAccess.GetBytes(filter.Keys, row).ToArray(), row);
        Array.Sort(values, order, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        Arrange(filter, order, i => i == 0 || !values[i].AsSpan().SequenceEqual(values[i - 1]));
        _keys = [.. values.Where((v, i) => i == 0 || !v.AsSpan().SequenceEqual(values[i - 1]))];
    }

    private protected override (int First, int End) KeysWithin(in ColumnStatistics statistics)
    {
        var first = FirstNotBelow(statistics.MinBytes.Span);
        var end = FirstNotBelow(statistics.MaxBytes.Span);
        return (first, end < _keys.Length && statistics.MaxBytes.Span.SequenceEqual(_keys[end]) ? end + 1 : end);
    }

    private protected override void FindPlaces(Vector keys, ReadOnlySpan<ulong> mask, Span<int> places)
    {
        if (keys is ConstantVector constant)
        {
            places.Fill(constant.IsNullConstant ? -1 : PlaceOf(((BytesVector)constant.Value)[0]));
            return;
        }

        var coded = keys as DictionaryVector;
        var placeOfCode = coded is null ? null : For((BytesVector)coded.Dictionary);
        var (last, place) = (-1, -1);
        for (var word = 0; word < mask.Length; word++)
        {
            for (var rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                var row = (word * 64) + BitOperations.TrailingZeroCount(rest);
                if (placeOfCode is not null)
                {
                    places[row] = placeOfCode[coded!.Codes[row]];
                    continue;
                }

                var flat = (BytesVector)keys;
                if (last < 0 || !flat[row].SequenceEqual(flat[last])) (last, place) = (row, PlaceOf(flat[row]));
                places[row] = place;
            }
        }
    }

    private protected override int PlaceOf(Vector keys, int row) =>
        keys is DictionaryVector coded ? For((BytesVector)coded.Dictionary)[coded.Codes[row]] : PlaceOf(VectorAccess.GetBytes(keys, row));

    private protected override bool AreSame(Vector keys, int a, int b) =>
        keys is DictionaryVector coded ? coded.Codes[a] == coded.Codes[b] : VectorAccess.GetBytes(keys, a).SequenceEqual(VectorAccess.GetBytes(keys, b));

    // The dictionary of a segment is sorted and one object: its codes are looked up once.
    private int[] For(BytesVector dictionary)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && ReferenceEquals(last.Dictionary, dictionary)) return last.Places;
        var places = new int[dictionary.Length];
        for (var code = 0; code < places.Length; code++) places[code] = PlaceOf(dictionary[code]);
        Volatile.Write(ref _last, new Coded(dictionary, places));
        return places;
    }

    private int PlaceOf(ReadOnlySpan<byte> key)
    {
        var at = FirstNotBelow(key);
        return at < _keys.Length && key.SequenceEqual(_keys[at]) ? at : -1;
    }

    private int FirstNotBelow(ReadOnlySpan<byte> value)
    {
        var (low, high) = (0, _keys.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_keys[middle].AsSpan().SequenceCompareTo(value) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The place of the key of each entry of a dictionary.</summary>
    private sealed record Coded(BytesVector Dictionary, int[] Places);
}
