using System.Numerics;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>What floating-point filters share.</summary>
internal abstract class FloatKernel<T>(int columnId) : FilterKernel(columnId)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Apply(Vector column, Span<ulong> mask)
    {
        RemoveNulls(column.Validity, mask);
        switch (column)
        {
            case FixedVector<T> flat:
                Apply(flat.Values, mask);
                break;
            case ConstantVector constant:
                if (constant.IsNullConstant || !Holds(((FixedVector<T>)constant.Value).Values[0])) mask.Clear();
                break;
            case DictionaryVector coded:
                var dictionary = ((FixedVector<T>)coded.Dictionary).Values;
                for (var row = 0; row < coded.Length; row++)
                {
                    if (!Holds(dictionary[coded.Codes[row]])) mask[row >> 6] &= ~(1UL << (row & 63));
                }

                break;
        }
    }

    private protected bool Holds(T value)
    {
        Span<ulong> mask = [1];
        Apply([value], mask);
        return mask[0] != 0;
    }

    private protected abstract void Apply(ReadOnlySpan<T> values, Span<ulong> mask);
}

/// <summary>A range of numbers, made inclusive; an upper bound of NaN, the greatest number, lets everything above the lower one pass.</summary>
internal sealed class FloatRangeKernel<T> : FloatKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _low = T.NegativeInfinity;
    private readonly T _high = T.NaN;
    private readonly bool _isEmpty;

    public FloatRangeKernel(RangeFilter filter)
        : base(filter.ColumnId)
    {
        if (filter.Low is not null)
        {
            _low = VectorAccess.Get<T>(filter.Low, 0);
            if (!filter.LowInclusive)
            {
                if (T.IsNaN(_low)) _isEmpty = true;
                _low = T.IsPositiveInfinity(_low) ? T.NaN : T.BitIncrement(_low);
            }
        }

        if (filter.High is not null)
        {
            _high = VectorAccess.Get<T>(filter.High, 0);
            if (!filter.HighInclusive)
            {
                if (T.IsNegativeInfinity(_high)) _isEmpty = true;
                _high = T.IsNaN(_high) ? T.PositiveInfinity : T.BitDecrement(_high);
            }
        }
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (_isEmpty || statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return BlockMatch.Some;
        var (low, high) = (double.CreateTruncating(_low), double.CreateTruncating(_high));
        if (FloatOrder.Less(statistics.MaxDouble, low) || FloatOrder.Less(high, statistics.MinDouble)) return BlockMatch.None;
        return statistics.Nulls == 0 && !FloatOrder.Less(statistics.MinDouble, low) && !FloatOrder.Less(high, statistics.MaxDouble) ? BlockMatch.All : BlockMatch.Some;
    }

    private protected override void Apply(ReadOnlySpan<T> values, Span<ulong> mask)
    {
        if (_isEmpty) mask.Clear();
        else if (!T.IsNaN(_high)) MaskKernels.And(values, new Between<T>(_low, _high), mask);
        else if (T.IsNaN(_low)) MaskKernels.And(values, default(IsNaN<T>), mask);
        else MaskKernels.And(values, new NotBelow<T>(_low), mask);
    }
}

/// <summary>A set of numbers.</summary>
internal sealed class FloatSetKernel<T> : FloatKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _members;
    private readonly bool _hasNaN;

    public FloatSetKernel(SetFilter filter)
        : base(filter.ColumnId)
    {
        var members = new SortedSet<T>();
        for (var row = 0; row < filter.Values.Length; row++)
        {
            var value = VectorAccess.Get<T>(filter.Values, row);
            // Adding zero makes negative zero positive.
            if (T.IsNaN(value)) _hasNaN = true;
            else members.Add(value + T.Zero);
        }

        _members = [.. members];
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (statistics.Nulls == statistics.Rows || (_members.Length == 0 && !_hasNaN)) return BlockMatch.None;
        if (!statistics.HasRange || (_hasNaN && double.IsNaN(statistics.MaxDouble))) return BlockMatch.Some;
        foreach (var member in _members)
        {
            var value = double.CreateTruncating(member);
            if (!FloatOrder.Less(value, statistics.MinDouble) && !FloatOrder.Less(statistics.MaxDouble, value)) return BlockMatch.Some;
        }

        return BlockMatch.None;
    }

    private protected override void Apply(ReadOnlySpan<T> values, Span<ulong> mask)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            var bits = mask[word];
            for (var rest = bits; rest != 0; rest &= rest - 1)
            {
                var row = BitOperations.TrailingZeroCount(rest);
                var value = values[(word * 64) + row];
                if (T.IsNaN(value) ? !_hasNaN : Array.BinarySearch(_members, value + T.Zero) < 0) bits &= ~(1UL << row);
            }

            mask[word] = bits;
        }
    }
}
