using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>Powers of ten, and decimal digit counts, in the widths that numeric calculates in.</summary>
internal static class PowersOfTen
{
    /// <summary>The largest exponent whose power fits 64 bits.</summary>
    public const int MaxLong = 18;

    /// <summary>The largest exponent whose power fits 127 bits.</summary>
    public const int MaxInt128 = 38;

    private const int BigCached = 512;

    private static readonly long[] Longs = MakeLongs();
    private static readonly Int128[] Wide = MakeWide();
    private static readonly BigInteger?[] Bigs = new BigInteger?[BigCached];

    /// <summary>10^exponent, 0 to 18.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Long(int exponent) => Longs[exponent];

    /// <summary>10^exponent, 0 to 38.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Int128(int exponent) => Wide[exponent];

    /// <summary>10^exponent.</summary>
    public static BigInteger Big(int exponent)
    {
        if (exponent >= BigCached) return BigInteger.Pow(10, exponent);
        return Bigs[exponent] ??= BigInteger.Pow(10, exponent);
    }

    /// <summary>Decimal digits of a number without its sign; 1 for zero.</summary>
    public static int CountDigits(Int128 value)
    {
        if (value == System.Int128.MinValue) return 39;
        if (value < 0) value = -value;
        if (value <= ulong.MaxValue) return DigitWriter.CountDigits((ulong)value);
        var digits = 20;
        while (digits <= MaxInt128 && value >= Wide[digits]) digits++;
        return digits;
    }

    /// <summary>Decimal digits of a number without its sign; 1 for zero.</summary>
    public static int CountDigits(BigInteger value)
    {
        if (value.IsZero) return 1;
        value = BigInteger.Abs(value);
        var estimate = (int)((value.GetBitLength() - 1) * 0.30102999566398119521);
        return value >= Big(estimate + 1) ? estimate + 2 : value >= Big(estimate) ? estimate + 1 : Math.Max(estimate, 1);
    }

    private static long[] MakeLongs()
    {
        var powers = new long[MaxLong + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }

    private static Int128[] MakeWide()
    {
        var powers = new Int128[MaxInt128 + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
