using System.Buffers.Binary;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Values in a form that compares fast: for each a number that compares as the values do and, where values may differ that have the same number, what decides then. Descending orders and
/// nulls are the caller's.
/// </summary>
internal sealed class SortValues
{
    // A span of months, days and microseconds has 73 bits.
    private const int IntervalShift = 10;

    private readonly Vector _values;
    private readonly BytesVector? _bytes;

    /// <summary>Over a flat vector.</summary>
    public SortValues(Vector flat)
    {
        _values = flat;
        Words = new ulong[flat.Length];
        IsExact = true;
        switch (flat)
        {
            case FixedVector<bool> v: Fill<bool, BoolKey>(v.Values); break;
            case FixedVector<short> v: Fill<short, Int16Key>(v.Values); break;
            case FixedVector<int> v: Fill<int, Int32Key>(v.Values); break;
            case FixedVector<long> v: Fill<long, Int64Key>(v.Values); break;
            case FixedVector<float> v: Fill<float, Float32Key>(v.Values); break;
            case FixedVector<double> v: Fill<double, Float64Key>(v.Values); break;
            case FixedVector<Interval> v: FillIntervals(v.Values); break;
            case FixedVector<Uuid> v: FillIdentifiers(v.Values); break;
            case BytesVector v when ValueComparison.OrderOf(v.Type) is ValueOrder.Bytes:
                _bytes = v;
                IsExact = FillBytes(Words, 0);
                break;
            case BytesVector v when KeyEncoding.Supports(v.Type):
                _bytes = Encoded(v);
                IsExact = FillBytes(Words, 0);
                break;
            default:
                IsExact = false;
                break;
        }
    }

    /// <summary>The number of each value.</summary>
    public ulong[] Words { get; }

    /// <summary>Whether values with the same number are equal.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Compares two values that have the same number.</summary>
    public int CompareRest(int row, SortValues other, int otherRow)
    {
        if (IsExact && other.IsExact) return 0;
        return _bytes is null ? ValueComparison.Compare(_values, row, other._values, otherRow) : _bytes[row].SequenceCompareTo(other._bytes![otherRow]);
    }

    /// <summary>Numbers that only compare with each other, and tell more of the values apart; and whether they tell all apart.</summary>
    public (ulong[] Words, bool IsExact) OwnWords(Validity validity)
    {
        if (_bytes is null || IsExact) return (Words, IsExact);
        // Where all values begin alike, what tells them apart comes after that.
        var shared = SharedBytes(_bytes, validity);
        if (shared == 0) return (Words, IsExact);
        var words = new ulong[Words.Length];
        return (words, FillBytes(words, shared));
    }

    /// <summary>The place of each value among all of them, equal values having the same.</summary>
    public ulong[] Ranks()
    {
        var order = new int[Words.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        order.AsSpan().Sort((a, b) => Words[a] != Words[b] ? Words[a].CompareTo(Words[b]) : CompareRest(a, this, b));
        var ranks = new ulong[order.Length];
        for (var i = 1; i < order.Length; i++)
        {
            var (before, at) = (order[i - 1], order[i]);
            ranks[at] = ranks[before] + (Words[before] == Words[at] && CompareRest(before, this, at) == 0 ? 0UL : 1UL);
        }

        return ranks;
    }

    private void Fill<T, TKey>(ReadOnlySpan<T> values)
        where T : unmanaged
        where TKey : struct, IFixedKey<T>
    {
        for (var i = 0; i < values.Length; i++) Words[i] = TKey.ToKey(values[i]);
    }

    private void FillIntervals(ReadOnlySpan<Interval> values)
    {
        IsExact = false;
        for (var i = 0; i < values.Length; i++) Words[i] = Int64Key.ToKey((long)(values[i].Span >> IntervalShift));
    }

    private void FillIdentifiers(ReadOnlySpan<Uuid> values)
    {
        IsExact = false;
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < values.Length; i++)
        {
            values[i].Write(bytes);
            Words[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }
    }

    // Whether what was read is all there is. Strings have no zero bytes; what else lies in bytes may.
    private bool FillBytes(ulong[] words, int from)
    {
        var longest = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var bytes = _bytes![i];
            bytes = bytes.Length > from ? bytes[from..] : [];
            longest = Math.Max(longest, bytes.Length);
            words[i] = WordOf(bytes);
        }

        return longest <= sizeof(ulong) && _values.Type.Kind is TypeKind.Text or TypeKind.Varchar or TypeKind.Name;
    }

    private static BytesVector Encoded(BytesVector values)
    {
        var builder = new BytesVectorBuilder(SqlTypes.Bytea, values.Length);
        var type = KeyEncoding.BaseOf(values.Type);
        for (var row = 0; row < values.Length; row++)
        {
            if (!values.IsNull(row)) KeyEncoding.Write(type, values, row, builder);
            builder.EndValue();
        }

        return (BytesVector)builder.Detach();
    }

    private static int SharedBytes(BytesVector values, Validity validity)
    {
        ReadOnlySpan<byte> first = default;
        var shared = -1;
        for (var row = 0; row < values.Length && shared != 0; row++)
        {
            if (!validity.IsValid(row)) continue;
            if (shared < 0)
            {
                first = values[row];
                shared = first.Length;
            }
            else
            {
                shared = first[..shared].CommonPrefixLength(values[row]);
            }
        }

        return Math.Max(shared, 0);
    }

    private static ulong WordOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var word = 0UL;
        for (var i = 0; i < bytes.Length; i++) word |= (ulong)bytes[i] << (56 - (i * 8));
        return word;
    }
}
