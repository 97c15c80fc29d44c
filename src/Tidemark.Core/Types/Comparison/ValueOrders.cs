using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>SQL's total order, equality and hash of a fixed-width type; equal values have equal hashes.</summary>
/// <typeparam name="T">The .NET type of the values.</typeparam>
public interface IFixedOrder<in T>
{
    /// <summary>Below, at or above zero as <paramref name="a"/> sorts before, with or after <paramref name="b"/>.</summary>
    static abstract int Compare(T a, T b);

    /// <summary>Whether SQL's <c>=</c> holds.</summary>
    static abstract bool AreEqual(T a, T b);

    /// <summary>A hash, all of whose bits are usable.</summary>
    static abstract ulong Hash(T value);
}

/// <summary>SQL's total order, equality and hash of a type kept as bytes; equal values have equal hashes.</summary>
public interface IBytesOrder
{
    /// <summary>Below, at or above zero as <paramref name="a"/> sorts before, with or after <paramref name="b"/>.</summary>
    static abstract int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b);

    /// <summary>Whether SQL's <c>=</c> holds.</summary>
    static abstract bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b);

    /// <summary>A hash, all of whose bits are usable.</summary>
    static abstract ulong Hash(ReadOnlySpan<byte> value);
}

#pragma warning disable CS1591 // The members are those of the interfaces.

/// <summary>Integers, oid, dates, times and timestamps. Values of different widths that are equal have equal hashes.</summary>
/// <typeparam name="T">short, int or long.</typeparam>
public readonly struct IntegerOrder<T> : IFixedOrder<T>
    where T : IBinaryInteger<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(T a, T b) => a < b ? -1 : a > b ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(T a, T b) => a == b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(T value) => ValueHash.Of(ulong.CreateTruncating(long.CreateTruncating(value)));
}

/// <summary>boolean: false before true.</summary>
public readonly struct BoolOrder : IFixedOrder<bool>
{
    public static int Compare(bool a, bool b) => (a ? 1 : 0) - (b ? 1 : 0);

    public static bool AreEqual(bool a, bool b) => a == b;

    public static ulong Hash(bool value) => ValueHash.Of(value ? 1UL : 0UL);
}

/// <summary>float4 and float8: NaN equals itself and is the greatest, -0 equals 0. A float4 has the hash of the float8 it equals.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly struct FloatOrder<T> : IFixedOrder<T>
    where T : IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(T a, T b) => a < b ? -1 : a > b ? 1 : a == b ? 0 : (T.IsNaN(a) ? 1 : 0) - (T.IsNaN(b) ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(T a, T b) => a == b || (T.IsNaN(a) && T.IsNaN(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(T value)
    {
        // Adding zero turns -0 into 0; one NaN stands for all.
        var canonical = T.IsNaN(value) ? double.NaN : double.CreateTruncating(value) + 0.0;
        return ValueHash.Of(BitConverter.DoubleToUInt64Bits(canonical));
    }
}

/// <summary>interval: by length, a month taken as 30 days and a day as 24 hours.</summary>
public readonly struct IntervalOrder : IFixedOrder<Interval>
{
    public static int Compare(Interval a, Interval b) => a.CompareTo(b);

    public static bool AreEqual(Interval a, Interval b) => a == b || a.Span == b.Span;

    public static ulong Hash(Interval value)
    {
        var span = value.Span;
        return ValueHash.Of((ulong)span ^ (ulong)(span >> 64));
    }
}

/// <summary>uuid: by its bytes.</summary>
public readonly struct UuidOrder : IFixedOrder<Uuid>
{
    public static int Compare(Uuid a, Uuid b) => a.CompareTo(b);

    public static bool AreEqual(Uuid a, Uuid b) => a == b;

    public static ulong Hash(Uuid value) => ValueHash.Of(value.High ^ ValueHash.Of(value.Low));
}

/// <summary>text, varchar, name, "char", bytea: by bytes, which is the collation C.</summary>
public readonly struct BytesOrder : IBytesOrder
{
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b);

    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b);

    public static ulong Hash(ReadOnlySpan<byte> value) => ValueHash.Of(value);
}

/// <summary>char(n): by bytes, without the blanks at the end.</summary>
public readonly struct BpCharOrder : IBytesOrder
{
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Trim(a).SequenceCompareTo(Trim(b));

    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Trim(a).SequenceEqual(Trim(b));

    public static ulong Hash(ReadOnlySpan<byte> value) => ValueHash.Of(Trim(value));

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.TrimEnd((byte)' ');
}

/// <summary>numeric in packed form: by value, whatever the scale.</summary>
public readonly struct NumericOrder : IBytesOrder
{
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Numeric.Compare(a, b);

    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Numeric.AreEqual(a, b);

    public static ulong Hash(ReadOnlySpan<byte> value) => Numeric.HashOf(value);
}
#pragma warning restore CS1591
