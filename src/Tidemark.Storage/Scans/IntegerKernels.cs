using System.Numerics;
using System.Runtime.InteropServices;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>What integer filters share: reading the vector in whatever shape it comes.</summary>
/// <typeparam name="TNumber">The integer.</typeparam>
/// <typeparam name="T">The vector's element: the integer itself, or bool for a byte.</typeparam>
internal abstract class IntegerKernel<TNumber, T>(int columnId) : FilterKernel(columnId)
    where TNumber : unmanaged, IBinaryInteger<TNumber>
    where T : unmanaged
{
    public override void Apply(Vector column, Span<ulong> mask)
    {
        RemoveNulls(column.Validity, mask);
        switch (column)
        {
            case FixedVector<T> flat:
                Apply(MemoryMarshal.Cast<T, TNumber>(flat.Values), mask);
                break;
            case ConstantVector constant:
                if (constant.IsNullConstant || !Holds(MemoryMarshal.Cast<T, TNumber>(((FixedVector<T>)constant.Value).Values)[0])) mask.Clear();
                break;
            case DictionaryVector coded:
                var dictionary = MemoryMarshal.Cast<T, TNumber>(((FixedVector<T>)coded.Dictionary).Values);
                for (var row = 0; row < coded.Length; row++)
                {
                    if (!Holds(dictionary[coded.Codes[row]])) mask[row >> 6] &= ~(1UL << (row & 63));
                }

                break;
        }
    }

    private protected abstract bool Holds(TNumber value);

    private protected abstract void Apply(ReadOnlySpan<TNumber> values, Span<ulong> mask);
}

/// <summary>A range of integers, made inclusive.</summary>
internal sealed class IntegerRangeKernel<TNumber, T> : IntegerKernel<TNumber, T>
    where TNumber : unmanaged, IBinaryInteger<TNumber>, IMinMaxValue<TNumber>
    where T : unmanaged
{
    private readonly TNumber _low = TNumber.MinValue;
    private readonly TNumber _high = TNumber.MaxValue;
    private readonly bool _isEmpty;

    public IntegerRangeKernel(RangeFilter filter, Func<T, TNumber> toNumber)
        : base(filter.ColumnId)
    {
        if (filter.Low is not null)
        {
            _low = toNumber(VectorAccess.Get<T>(filter.Low, 0));
            if (!filter.LowInclusive && _low++ == TNumber.MaxValue) _isEmpty = true;
        }

        if (filter.High is not null)
        {
            _high = toNumber(VectorAccess.Get<T>(filter.High, 0));
            if (!filter.HighInclusive && _high-- == TNumber.MinValue) _isEmpty = true;
        }

        _isEmpty |= _low > _high;
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (_isEmpty || statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return BlockMatch.Some;
        var (low, high) = (long.CreateTruncating(_low), long.CreateTruncating(_high));
        if (statistics.MaxInteger < low || statistics.MinInteger > high) return BlockMatch.None;
        return statistics.Nulls == 0 && statistics.MinInteger >= low && statistics.MaxInteger <= high ? BlockMatch.All : BlockMatch.Some;
    }

    // Asked of every block of a segment: without the statistics' detour.
    public override BlockMatch Test(SegmentColumn column, int block)
    {
        var lists = column.Lists;
        if (_isEmpty || lists.Nulls[block] == lists.RowCounts[block]) return BlockMatch.None;
        if (!column.HasRange) return BlockMatch.Some;
        var (low, high) = (long.CreateTruncating(_low), long.CreateTruncating(_high));
        if (lists.MaxIntegers[block] < low || lists.MinIntegers[block] > high) return BlockMatch.None;
        return lists.Nulls[block] == 0 && lists.MinIntegers[block] >= low && lists.MaxIntegers[block] <= high ? BlockMatch.All : BlockMatch.Some;
    }

    private protected override bool Holds(TNumber value) => !_isEmpty && value >= _low && value <= _high;

    private protected override void Apply(ReadOnlySpan<TNumber> values, Span<ulong> mask)
    {
        if (_isEmpty) mask.Clear();
        else if (_low == _high) MaskKernels.And(values, new EqualTo<TNumber>(_low), mask);
        else MaskKernels.And(values, new Between<TNumber>(_low, _high), mask);
    }
}

/// <summary>A set of integers.</summary>
internal sealed class IntegerSetKernel<TNumber, T> : IntegerKernel<TNumber, T>
    where TNumber : unmanaged, IBinaryInteger<TNumber>
    where T : unmanaged
{
    // So many are compared one by one, a register of values at a time.
    private const int MaxCompared = 8;

    private readonly TNumber[] _members;
    private readonly MemberTable<TNumber>? _table;

    public IntegerSetKernel(SetFilter filter, Func<T, TNumber> toNumber)
        : base(filter.ColumnId)
    {
        var members = new TNumber[filter.Values.Length];
        for (var row = 0; row < members.Length; row++) members[row] = toNumber(VectorAccess.Get<T>(filter.Values, row));
        Array.Sort(members);
        var distinct = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (i == 0 || members[i] != members[i - 1]) members[distinct++] = members[i];
        }

        _members = members[..distinct];
        if (distinct > MaxCompared) _table = new MemberTable<TNumber>(_members);
    }

    // Of many members few lie between the least and the greatest value of a block, where the values are sorted.
    public override void Apply(Vector column, in ColumnStatistics statistics, Span<ulong> mask)
    {
        if (_table is null || !statistics.HasRange || column is not FixedVector<T> flat)
        {
            Apply(column, mask);
            return;
        }

        var low = Array.BinarySearch(_members, TNumber.CreateTruncating(statistics.MinInteger));
        var high = Array.BinarySearch(_members, TNumber.CreateTruncating(statistics.MaxInteger));
        if (low < 0) low = ~low;
        high = high < 0 ? ~high : high + 1;
        RemoveNulls(column.Validity, mask);
        var values = MemoryMarshal.Cast<T, TNumber>(flat.Values);
        if (high - low <= MaxCompared) MaskKernels.And(values, new OneOf<TNumber>(_members, low, high), mask);
        else _table.And(values, mask);
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (_members.Length == 0 || statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return BlockMatch.Some;
        return Test(statistics.MinInteger, statistics.MaxInteger, statistics.Nulls == 0);
    }

    public override BlockMatch Test(SegmentColumn column, int block)
    {
        var lists = column.Lists;
        if (_members.Length == 0 || lists.Nulls[block] == lists.RowCounts[block]) return BlockMatch.None;
        return column.HasRange ? Test(lists.MinIntegers[block], lists.MaxIntegers[block], lists.Nulls[block] == 0) : BlockMatch.Some;
    }

    private protected override bool Holds(TNumber value) => Array.BinarySearch(_members, value) >= 0;

    private BlockMatch Test(long min, long max, bool hasNoNulls)
    {
        var at = Array.BinarySearch(_members, TNumber.CreateTruncating(min));
        if (at >= 0) return min == max && hasNoNulls ? BlockMatch.All : BlockMatch.Some;
        return ~at < _members.Length && long.CreateTruncating(_members[~at]) <= max ? BlockMatch.Some : BlockMatch.None;
    }

    private protected override void Apply(ReadOnlySpan<TNumber> values, Span<ulong> mask)
    {
        if (_table is null) MaskKernels.And(values, new OneOf<TNumber>(_members, 0, _members.Length), mask);
        else _table.And(values, mask);
    }
}
