using System.Numerics;

namespace Tidemark.Types;

/// <summary>
/// The double nearest to a decimal number: Eisel and Lemire's algorithm (Daniel Lemire, "Number parsing at a gigabyte per second", 2021). Declines the few
/// numbers that 128 bits do not decide, and subnormals.
/// </summary>
internal static class NearestDouble
{
    /// <summary>Finds the double nearest to digits * 10^exponent, digits not being zero.</summary>
    public static bool TryFind(ulong digits, int exponent, out double value)
    {
        value = 0;
        if (exponent is < PowerTables.MinParse or > PowerTables.MaxParse) return false;
        var zeros = BitOperations.LeadingZeroCount(digits);
        var w = digits << zeros;
        var power = PowerTables.Parse(exponent);
        var high = Math.BigMul(w, (ulong)(power >> 64), out ulong low);
        if ((high & 0x1ff) == 0x1ff)
        {
            var carry = Math.BigMul(w, (ulong)power, out ulong _);
            low += carry;
            if (low < carry) high++;
        }

        // Where the cut-off bits could still carry into the result, other means must decide.
        if (low == ulong.MaxValue && exponent is < -27 or > 55) return false;
        var upper = (int)(high >> 63);
        var mantissa = high >> (upper + 64 - 52 - 3);
        var binary = ((217_706 * exponent) >> 16) + 64 + upper - zeros + 1022;
        if (binary is <= 0 or >= 0x7fe) return false;

        // Exactly between two doubles: to the even one.
        if (low <= 1 && exponent is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 64 - 52 - 3) == high) mantissa &= ~1UL;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >= 1UL << 53)
        {
            mantissa = 1UL << 52;
            binary++;
        }

        value = BitConverter.UInt64BitsToDouble((mantissa & ((1UL << 52) - 1)) | ((ulong)binary << 52));
        return true;
    }
}
