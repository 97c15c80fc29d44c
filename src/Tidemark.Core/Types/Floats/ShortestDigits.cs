using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>
/// The shortest decimal number that reads back as a binary one: Schubfach (Raffaele Giulietti, "The Schubfach way to render doubles", 2020). Of the
/// interval of numbers that read back, the ends are left out even where they belong to it, because PostgreSQL leaves them out.
/// </summary>
internal static class ShortestDigits
{
    private const int DoubleMantissaBits = 52;
    private const int DoubleBias = 1075;
    private const int SingleMantissaBits = 23;
    private const int SingleBias = 150;

    /// <summary>The digits of a positive finite number; the number is about digits * 10^exponent.</summary>
    public static ulong Of(double value, out int exponent)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var fraction = bits & ((1UL << DoubleMantissaBits) - 1);
        var biased = (int)(bits >> DoubleMantissaBits) & 0x7ff;
        return biased == 0
            ? Find(fraction, 1 - DoubleBias, isNarrowBelow: false, out exponent)
            : Find(fraction | (1UL << DoubleMantissaBits), biased - DoubleBias, fraction == 0 && biased > 1, out exponent);
    }

    /// <summary>The digits of a positive finite number; the number is about digits * 10^exponent.</summary>
    public static ulong Of(float value, out int exponent)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var fraction = bits & ((1u << SingleMantissaBits) - 1);
        var biased = (int)(bits >> SingleMantissaBits) & 0xff;
        return biased == 0
            ? Find(fraction, 1 - SingleBias, isNarrowBelow: false, out exponent)
            : Find(fraction | (1u << SingleMantissaBits), biased - SingleBias, fraction == 0 && biased > 1, out exponent);
    }

    /// <param name="c">The binary number's significand.</param>
    /// <param name="q">Its exponent: the number is c * 2^q.</param>
    /// <param name="isNarrowBelow">Whether the next smaller number is half as far as the next larger one.</param>
    /// <param name="k">The decimal exponent.</param>
    private static ulong Find(ulong c, int q, bool isNarrowBelow, out int k)
    {
        // k = floor(log10 of the interval's width); the number and the interval's ends, times 4 / 10^k, rounded to odd.
        k = ((q * 1_262_611) - (isNarrowBelow ? 524_031 : 0)) >> 22;
        var h = q + ((-k * 1_741_647) >> 19) + 1;
        var power = PowerTables.Format(-k);
        var lower = RoundToOdd(power, ((4 * c) - (isNarrowBelow ? 1UL : 2UL)) << h) + 1;
        var number = RoundToOdd(power, (4 * c) << h);
        var upper = RoundToOdd(power, ((4 * c) + 2) << h) - 1;
        var s = number / 4;
        if (s >= 10)
        {
            // One digit less, if exactly one such number lies inside.
            var tens = s / 10;
            var downInside = lower <= 40 * tens;
            var upInside = (40 * tens) + 40 <= upper;
            if (downInside != upInside)
            {
                k++;
                return upInside ? tens + 1 : tens;
            }
        }

        var down = lower <= 4 * s;
        var up = (4 * s) + 4 <= upper;
        if (down != up) return up ? s + 1 : s;
        var middle = (4 * s) + 2;
        return number > middle || (number == middle && (s & 1) != 0) ? s + 1 : s;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(UInt128 power, ulong factor)
    {
        var carry = Math.BigMul((ulong)power, factor, out ulong _);
        var high = Math.BigMul((ulong)(power >> 64), factor, out ulong low);
        var middle = low + carry;
        if (middle < low) high++;
        return middle > 1 ? high | 1 : high;
    }
}
