using System.Runtime.CompilerServices;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows by what is stored of them, not by what SQL calls equal: 1.0 is not 1.00, nor 0 the same as -0. Null is a value like another.</summary>
internal static class RowIdentity
{
    private const ulong OfNull = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Computes the hash of each row.</summary>
    /// <param name="columns">Flat vectors, as long as <paramref name="hashes"/>.</param>
    /// <param name="hashes">Receives the hashes.</param>
    public static void Hash(ReadOnlySpan<Vector> columns, Span<ulong> hashes)
    {
        hashes.Clear();
        foreach (var column in columns)
        {
            switch (column)
            {
                case FixedVector<bool> values: Hash(values, hashes); break;
                case FixedVector<short> values: Hash(values, hashes); break;
                case FixedVector<int> values: Hash(values, hashes); break;
                case FixedVector<long> values: Hash(values, hashes); break;
                case FixedVector<float> values: Hash(values, hashes); break;
                case FixedVector<double> values: Hash(values, hashes); break;
                case FixedVector<Interval> values: Hash(values, hashes); break;
                case FixedVector<Uuid> values: Hash(values, hashes); break;
                case BytesVector values: Hash(values, hashes); break;
                default: throw new ArgumentException("a vector is not flat", nameof(columns));
            }
        }
    }

    /// <summary>Compares pairs of rows by one column: takes away those that differ.</summary>
    /// <param name="left">A flat vector.</param>
    /// <param name="right">A flat vector of the same type.</param>
    /// <param name="pairs">For each row of <paramref name="right"/> the row of <paramref name="left"/>, or -1; set to -1 where they differ.</param>
    public static void Compare(Vector left, Vector right, Span<int> pairs)
    {
        switch (left)
        {
            case FixedVector<bool> values: Compare(values, (FixedVector<bool>)right, pairs); break;
            case FixedVector<short> values: Compare(values, (FixedVector<short>)right, pairs); break;
            case FixedVector<int> values: Compare(values, (FixedVector<int>)right, pairs); break;
            case FixedVector<long> values: Compare(values, (FixedVector<long>)right, pairs); break;
            case FixedVector<float> values: Compare(values, (FixedVector<float>)right, pairs); break;
            case FixedVector<double> values: Compare(values, (FixedVector<double>)right, pairs); break;
            case FixedVector<Interval> values: Compare(values, (FixedVector<Interval>)right, pairs); break;
            case FixedVector<Uuid> values: Compare(values, (FixedVector<Uuid>)right, pairs); break;
            case BytesVector values: Compare(values, (BytesVector)right, pairs); break;
            default: throw new ArgumentException("a vector is not flat", nameof(left));
        }
    }

    private static void Hash<T>(FixedVector<T> column, Span<ulong> hashes)
        where T : unmanaged
    {
        var values = column.Values;
        var isAllValid = column.Validity.IsAllValid;
        for (var row = 0; row < hashes.Length; row++) hashes[row] = ValueHash.Combine(hashes[row], isAllValid || !column.IsNull(row) ? WordOf(values[row]) : OfNull);
    }

    private static void Hash(BytesVector column, Span<ulong> hashes)
    {
        for (var row = 0; row < hashes.Length; row++) hashes[row] = ValueHash.Combine(hashes[row], column.IsNull(row) ? OfNull : ValueHash.Of(column[row]));
    }

    private static void Compare<T>(FixedVector<T> left, FixedVector<T> right, Span<int> pairs)
        where T : unmanaged
    {
        var leftValues = left.Values;
        var rightValues = right.Values;
        var isAllValid = left.Validity.IsAllValid && right.Validity.IsAllValid;
        for (var row = 0; row < pairs.Length; row++)
        {
            if (pairs[row] is not (>= 0 and var pair)) continue;
            var isSame = isAllValid || !(left.IsNull(pair) | right.IsNull(row)) ? AreSame(leftValues[pair], rightValues[row]) : left.IsNull(pair) == right.IsNull(row);
            if (!isSame) pairs[row] = -1;
        }
    }

    private static void Compare(BytesVector left, BytesVector right, Span<int> pairs)
    {
        for (var row = 0; row < pairs.Length; row++)
        {
            if (pairs[row] is not (>= 0 and var pair)) continue;
            var isNull = right.IsNull(row);
            if (left.IsNull(pair) != isNull || (!isNull && !left[pair].SequenceEqual(right[row]))) pairs[row] = -1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreSame<T>(T a, T b)
        where T : unmanaged => Unsafe.SizeOf<T>() == 16 ? Unsafe.BitCast<T, UInt128>(a) == Unsafe.BitCast<T, UInt128>(b) : WordOf(a) == WordOf(b);

    // The branches are decided when the method is compiled for a type.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WordOf<T>(T value)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1) return Unsafe.BitCast<T, byte>(value);
        if (Unsafe.SizeOf<T>() == 2) return Unsafe.BitCast<T, ushort>(value);
        if (Unsafe.SizeOf<T>() == 4) return Unsafe.BitCast<T, uint>(value);
        if (Unsafe.SizeOf<T>() == 8) return Unsafe.BitCast<T, ulong>(value);
        var wide = Unsafe.BitCast<T, UInt128>(value);
        return ValueHash.Combine((ulong)wide, (ulong)(wide >> 64));
    }
}
