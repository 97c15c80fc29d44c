using System.Numerics;

namespace Tidemark.Types;

/// <summary>
/// The first 128 bits of powers of ten, for reading and writing floating-point numbers. Made once, at first use: each is a division or a shift of a
/// large integer.
/// </summary>
internal static class PowerTables
{
    public const int MinParse = -342;
    public const int MaxParse = 308;

    // Float64 needs -292 to 324.
    private const int MinFormat = -292;
    private const int MaxFormat = 324;

    private static readonly UInt128[] ForParsing = [.. Enumerable.Range(MinParse, MaxParse - MinParse + 1).Select(q => q < 0 ? Reciprocal(-q, roundUp: q >= -27) : Leading(q, roundUp: false))];
    private static readonly UInt128[] ForFormatting =
        [.. Enumerable.Range(MinFormat, MaxFormat - MinFormat + 1).Select(k => k < 0 ? Reciprocal(-k, roundUp: true) : Leading(k, roundUp: true))];

    /// <summary>10^q / 2^floor(log2(10^q)) * 2^127 as Lemire's algorithm wants it: rounded up for q from -27 to -1, else cut off.</summary>
    public static UInt128 Parse(int q) => ForParsing[q - MinParse];

    /// <summary>The same rounded up, as Schubfach wants it.</summary>
    public static UInt128 Format(int k) => ForFormatting[k - MinFormat];

    private static UInt128 Leading(int exponent, bool roundUp)
    {
        var power = BigInteger.Pow(5, exponent);
        var drop = (int)power.GetBitLength() - 128;
        if (drop <= 0) return (UInt128)(power << -drop);
        var cut = power >> drop;
        return (UInt128)(roundUp && cut << drop != power ? cut + 1 : cut);
    }

    private static UInt128 Reciprocal(int exponent, bool roundUp)
    {
        // 2^n / 5^exponent is never whole, so one more than the quotient rounds up.
        var power = BigInteger.Pow(5, exponent);
        var shift = (int)power.GetBitLength() + 127;
        var quotient = (UInt128)((BigInteger.One << shift) / power);
        return roundUp ? quotient + 1 : quotient;
    }
}
