using System.Numerics;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>What filters on bytes share: with a dictionary, which is sorted, they become a test of codes.</summary>
internal abstract class BytesKernel(int columnId) : FilterKernel(columnId)
{
    private Coded? _last;

    public override BlockMatch Test(SegmentColumn column, int block)
    {
        var lists = column.Lists;
        if (!column.HasDictionary || !column.HasRange || lists.Nulls[block] == lists.RowCounts[block]) return base.Test(column, block);
        var (min, max) = ((int)lists.MinIntegers[block], (int)lists.MaxIntegers[block]);
        var coded = For(column.Dictionary);
        if (max < coded.Low || min > coded.High) return BlockMatch.None;
        if (coded.Members is { } members)
        {
            var any = false;
            for (var code = Math.Max(min, coded.Low); code <= Math.Min(max, coded.High) && !any; code++) any = members[code];
            if (!any) return BlockMatch.None;
            return min == max && lists.Nulls[block] == 0 ? BlockMatch.All : BlockMatch.Some;
        }

        return min >= coded.Low && max <= coded.High && lists.Nulls[block] == 0 ? BlockMatch.All : BlockMatch.Some;
    }

    public override void Apply(Vector column, Span<ulong> mask)
    {
        RemoveNulls(column.Validity, mask);
        switch (column)
        {
            case BytesVector flat:
                for (var word = 0; word < mask.Length; word++)
                {
                    for (var rest = mask[word]; rest != 0; rest &= rest - 1)
                    {
                        var row = BitOperations.TrailingZeroCount(rest);
                        if (!Holds(flat[(word * 64) + row])) mask[word] &= ~(1UL << row);
                    }
                }

                break;
            case ConstantVector constant:
                if (constant.IsNullConstant || !Holds(((BytesVector)constant.Value)[0])) mask.Clear();
                break;
            case DictionaryVector dictionary:
                Apply(For((BytesVector)dictionary.Dictionary), dictionary.Codes, mask);
                break;
        }
    }

    private protected abstract bool Holds(ReadOnlySpan<byte> value);

    /// <summary>The codes that pass.</summary>
    private protected abstract Coded Code(BytesVector dictionary);

    /// <summary>The number of entries below a value, or below and equal to it.</summary>
    private protected static int CountBelow(BytesVector dictionary, ReadOnlySpan<byte> value, bool orEqual)
    {
        var (low, high) = (0, dictionary.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = dictionary[middle].SequenceCompareTo(value);
            if (order < 0 || (order == 0 && orEqual)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private Coded For(BytesVector dictionary)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && ReferenceEquals(last.Dictionary, dictionary)) return last;
        last = Code(dictionary);
        Volatile.Write(ref _last, last);
        return last;
    }

    private static void Apply(Coded coded, ReadOnlySpan<int> codes, Span<ulong> mask)
    {
        if (coded.Low > coded.High)
        {
            mask.Clear();
        }
        else if (coded.Members is not { } members)
        {
            if (coded.Low == coded.High) MaskKernels.And(codes, new EqualTo<int>(coded.Low), mask);
            else MaskKernels.And(codes, new Between<int>(coded.Low, coded.High), mask);
        }
        else
        {
            for (var word = 0; word < mask.Length; word++)
            {
                var bits = 0UL;
                var rows = Math.Min(64, codes.Length - (word * 64));
                for (var row = 0; row < rows; row++) bits |= members[codes[(word * 64) + row]] ? 1UL << row : 0;
                mask[word] &= bits;
            }
        }
    }

    /// <summary>The codes of a dictionary that pass: those from Low to High, and of these, if there is a list, those marked in it.</summary>
    private protected sealed record Coded(BytesVector Dictionary, int Low, int High, bool[]? Members);
}

/// <summary>A range of bytes.</summary>
internal sealed class BytesRangeKernel : BytesKernel
{
    private readonly byte[]? _low;
    private readonly byte[]? _high;
    private readonly bool _lowInclusive;
    private readonly bool _highInclusive;

    public BytesRangeKernel(RangeFilter filter)
        : base(filter.ColumnId)
    {
        _low = filter.Low is null ? null : VectorAccess.GetBytes(filter.Low, 0).ToArray();
        _high = filter.High is null ? null : VectorAccess.GetBytes(filter.High, 0).ToArray();
        _lowInclusive = filter.LowInclusive;
        _highInclusive = filter.HighInclusive;
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return BlockMatch.Some;
        var min = statistics.MinBytes.Span;
        var max = statistics.MaxBytes.Span;
        if (!AboveLow(max) || !BelowHigh(min)) return BlockMatch.None;
        return statistics.Nulls == 0 && AboveLow(min) && BelowHigh(max) ? BlockMatch.All : BlockMatch.Some;
    }

    private protected override bool Holds(ReadOnlySpan<byte> value) => AboveLow(value) && BelowHigh(value);

    private protected override Coded Code(BytesVector dictionary) => new(
        dictionary,
        _low is null ? 0 : CountBelow(dictionary, _low, !_lowInclusive),
        _high is null ? dictionary.Length - 1 : CountBelow(dictionary, _high, _highInclusive) - 1,
        null);

    private bool AboveLow(ReadOnlySpan<byte> value) => _low is null || value.SequenceCompareTo(_low) is var order && (order > 0 || (order == 0 && _lowInclusive));

    private bool BelowHigh(ReadOnlySpan<byte> value) => _high is null || value.SequenceCompareTo(_high) is var order && (order < 0 || (order == 0 && _highInclusive));
}

/// <summary>A set of bytes.</summary>
internal sealed class BytesSetKernel : BytesKernel
{
    private readonly byte[][] _members;

    public BytesSetKernel(SetFilter filter)
        : base(filter.ColumnId)
    {
        _members = new byte[filter.Values.Length][];
        for (var i = 0; i < _members.Length; i++) _members[i] = VectorAccess.GetBytes(filter.Values, i).ToArray();
        Array.Sort(_members, (a, b) => a.AsSpan().SequenceCompareTo(b));
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return _members.Length == 0 ? BlockMatch.None : BlockMatch.Some;
        var at = FirstNotBelow(statistics.MinBytes.Span);
        if (at == _members.Length || _members[at].AsSpan().SequenceCompareTo(statistics.MaxBytes.Span) > 0) return BlockMatch.None;
        return statistics.IsExact && statistics.Nulls == 0 && statistics.MinBytes.Span.SequenceEqual(statistics.MaxBytes.Span) ? BlockMatch.All : BlockMatch.Some;
    }

    private protected override bool Holds(ReadOnlySpan<byte> value)
    {
        var at = FirstNotBelow(value);
        return at < _members.Length && value.SequenceEqual(_members[at]);
    }

    private protected override Coded Code(BytesVector dictionary)
    {
        var marks = new bool[dictionary.Length];
        var (low, high) = (int.MaxValue, -1);
        foreach (var member in _members)
        {
            var code = CountBelow(dictionary, member, orEqual: false);
            if (code == dictionary.Length || !dictionary[code].SequenceEqual(member)) continue;
            marks[code] = true;
            (low, high) = (Math.Min(low, code), Math.Max(high, code));
        }

        return new Coded(dictionary, low, high, marks);
    }

    private int FirstNotBelow(ReadOnlySpan<byte> value)
    {
        var (low, high) = (0, _members.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_members[middle].AsSpan().SequenceCompareTo(value) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>A range or a set of uuids.</summary>
internal sealed class UuidKernel : FilterKernel
{
    // So many are compared one by one.
    private const int MaxCompared = 4;

    private readonly Uuid? _low;
    private readonly Uuid? _high;
    private readonly bool _lowInclusive;
    private readonly bool _highInclusive;
    private readonly HashSet<Uuid>? _members;
    private readonly Uuid[] _sorted = [];

    public UuidKernel(int columnId, Uuid? low, bool lowInclusive, Uuid? high, bool highInclusive)
        : base(columnId) => (_low, _lowInclusive, _high, _highInclusive) = (low, lowInclusive, high, highInclusive);

    public UuidKernel(int columnId, Vector members)
        : base(columnId)
    {
        _members = [];
        for (var row = 0; row < members.Length; row++) _members.Add(VectorAccess.Get<Uuid>(members, row));
        _sorted = [.. _members];
        Array.Sort(_sorted);
    }

    public override BlockMatch Test(in ColumnStatistics statistics)
    {
        if (statistics.Nulls == statistics.Rows) return BlockMatch.None;
        if (!statistics.HasRange) return BlockMatch.Some;
        var (min, max) = (Uuid.Read(statistics.MinBytes.Span), Uuid.Read(statistics.MaxBytes.Span));
        if (_members is not null)
        {
            var at = Array.BinarySearch(_sorted, min);
            return at >= 0 || (~at < _sorted.Length && _sorted[~at] <= max) ? BlockMatch.Some : BlockMatch.None;
        }

        if (!AboveLow(max) || !BelowHigh(min)) return BlockMatch.None;
        return statistics.Nulls == 0 && AboveLow(min) && BelowHigh(max) ? BlockMatch.All : BlockMatch.Some;
    }

    // Of many members few lie between the least and the greatest value of a block, where the values are sorted.
    public override void Apply(Vector column, in ColumnStatistics statistics, Span<ulong> mask)
    {
        if (_members is null || !statistics.HasRange || column is not FixedVector<Uuid> flat)
        {
            Apply(column, mask);
            return;
        }

        var low = Array.BinarySearch(_sorted, Uuid.Read(statistics.MinBytes.Span));
        var high = Array.BinarySearch(_sorted, Uuid.Read(statistics.MaxBytes.Span));
        if (low < 0) low = ~low;
        high = high < 0 ? ~high : high + 1;
        if (high - low > MaxCompared)
        {
            Apply(column, mask);
            return;
        }

        RemoveNulls(column.Validity, mask);
        var values = flat.Values;
        for (var word = 0; word < mask.Length; word++)
        {
            var found = 0UL;
            var part = values.Slice(word * 64, Math.Min(64, values.Length - (word * 64)));
            for (var member = low; member < high; member++)
            {
                var wanted = _sorted[member];
                for (var row = 0; row < part.Length; row++) found |= part[row] == wanted ? 1UL << row : 0;
            }

            mask[word] &= found;
        }
    }

    public override void Apply(Vector column, Span<ulong> mask)
    {
        RemoveNulls(column.Validity, mask);
        for (var word = 0; word < mask.Length; word++)
        {
            for (var rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                var row = BitOperations.TrailingZeroCount(rest);
                if (!Holds(VectorAccess.Get<Uuid>(column, (word * 64) + row))) mask[word] &= ~(1UL << row);
            }
        }
    }

    private bool Holds(Uuid value) => _members?.Contains(value) ?? (AboveLow(value) && BelowHigh(value));

    private bool AboveLow(Uuid value) => _low is not { } low || (_lowInclusive ? value >= low : value > low);

    private bool BelowHigh(Uuid value) => _high is not { } high || (_highInclusive ? value <= high : value < high);
}
