using System.Globalization;
using System.Runtime.CompilerServices;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>
/// Floating-point numbers in text. Written with the fewest digits that read back as the same number, in C's <c>%g</c> layout with 15 (float4: 6)
/// digits before the exponent form begins, as PostgreSQL does.
/// </summary>
internal static class FloatText
{
    // Up to here a decimal number has one double for each, so a fraction of a power of ten is exact after one rounding (Clinger 1990).
    private const ulong MaxExact = 1UL << 53;
    private const double MaxShortDigits = 1e15;
    private const double FewDecimalsPower = 1e4;
    private const double FewDecimalsMin = 1e-4;
    private const double FewDecimalsMax = 1e11;
    private const int DoubleFixedDigits = 15;
    private const int SingleFixedDigits = 6;

    private static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads plain digits with an optional sign and point, where the result is exact after one rounding; else declines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseSimple(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        if (text.Length - at is 0 or > 20) return false;
        ulong digits = 0;
        var point = -1;
        for (var i = at; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else
            {
                if (text[i] != '.' || point >= 0) return false;
                point = i;
            }
        }

        if (text.Length - at == 20 && point < 0) return false;

        // A sign or a point alone is no number; nineteen digits fit unsigned, and more than 2^53 would round twice.
        if (point >= 0 && text.Length - at == 1) return false;
        var scale = point < 0 ? 0 : text.Length - 1 - point;
        if (digits <= MaxExact) value = digits / PowersOfTen[scale];
        else if (!NearestDouble.TryFind(digits, -scale, out value)) return false;
        if (at == 1) value = -value;
        return true;
    }

    /// <summary>Reads everything that PostgreSQL's float8in does.</summary>
    /// <exception cref="SqlException">22P02, 22003.</exception>
    public static double ParseDouble(ReadOnlySpan<byte> text)
    {
        var rest = AsciiText.Trim(text);
        if (IsNumber(rest, out var hasDigits) && double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return double.IsInfinity(value) || (value == 0 && hasDigits) ? throw DataErrors.FloatOutOfRange(rest, "double precision") : value;
        }

        return Special(rest) ?? throw DataErrors.InvalidText("double precision", text);
    }

    /// <summary>Reads plain digits with an optional sign and point, where the result is certain; else declines.</summary>
    public static bool TryParseSimple(ReadOnlySpan<byte> text, out float value)
    {
        // Rounding twice goes wrong only where the double lies exactly between two floats.
        const long BitsBelow = (1L << 29) - 1;
        const long Halfway = 1L << 28;
        value = 0;
        if (!TryParseSimple(text, out double wide)) return false;
        var size = Math.Abs(wide);
        if (size is not 0 and not (>= 1.2e-38 and <= 3.4e38)) return false;
        value = (float)wide;
        return (BitConverter.DoubleToInt64Bits(wide) & BitsBelow) != Halfway;
    }

    /// <summary>Reads everything that PostgreSQL's float4in does.</summary>
    /// <exception cref="SqlException">22P02, 22003.</exception>
    public static float ParseSingle(ReadOnlySpan<byte> text)
    {
        var rest = AsciiText.Trim(text);
        if (IsNumber(rest, out var hasDigits) && float.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return float.IsInfinity(value) || (value == 0 && hasDigits) ? throw DataErrors.FloatOutOfRange(rest, "real") : value;
        }

        return (float)(Special(rest) ?? throw DataErrors.InvalidText("real", text));
    }

    /// <summary>Writes the shortest text that reads back as the same number.</summary>
    public static int Shortest(double value, Span<byte> target)
    {
        var size = Math.Abs(value);
        if (size < MaxShortDigits && size == Math.Floor(size) && size > 0) return Whole((ulong)size, value < 0, target);
        if (size is >= FewDecimalsMin and < FewDecimalsMax)
        {
            // Measurements mostly have few decimals. A number of at most 15 digits that reads back as the value is the shortest there is.
            var digits = Math.Round(size * FewDecimalsPower);
            if (digits / FewDecimalsPower == size) return FewDecimals((ulong)digits, value < 0, target);
        }

        if (WriteSpecial(value, target, out var length)) return length;
        return Layout(ShortestDigits.Of(size, out var exponent), exponent, value < 0, DoubleFixedDigits, target);
    }

    /// <summary>Writes the shortest text that reads back as the same number.</summary>
    public static int Shortest(float value, Span<byte> target)
    {
        if (WriteSpecial(value, target, out var length)) return length;
        return Layout(ShortestDigits.Of(Math.Abs(value), out var exponent), exponent, value < 0, SingleFixedDigits, target);
    }

    /// <summary>Writes a number rounded to some significant digits, as C's <c>%.*g</c> does.</summary>
    public static int Rounded(double value, int digits, Span<byte> target)
    {
        if (WriteSpecial(value, target, out var length)) return length;
        digits = Math.Max(digits, 1);
        Span<byte> buffer = stackalloc byte[40];
        Span<char> format = ['E', (char)('0' + ((digits - 1) / 10)), (char)('0' + ((digits - 1) % 10))];
        value.TryFormat(buffer, out var written, format, CultureInfo.InvariantCulture);
        return Layout(buffer[..written], digits, target);
    }

    private static bool WriteSpecial(double value, Span<byte> target, out int length)
    {
        ReadOnlySpan<byte> text = double.IsNaN(value) ? "NaN"u8
            : double.IsPositiveInfinity(value) ? "Infinity"u8
            : double.IsNegativeInfinity(value) ? "-Infinity"u8
            : value != 0 ? default
            : double.IsNegative(value) ? "-0"u8 : "0"u8;
        text.CopyTo(target);
        length = text.Length;
        return length > 0;
    }

    private static double? Special(ReadOnlySpan<byte> text)
    {
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        if (AsciiText.EqualsIgnoreCase(text, "NaN"u8)) return double.NaN;
        if (!AsciiText.EqualsIgnoreCase(text, "Infinity"u8) && !AsciiText.EqualsIgnoreCase(text, "inf"u8)) return null;
        return negative ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>Whether the text is a decimal number, and whether it has a digit other than 0 before the exponent.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> text, out bool hasDigits)
    {
        hasDigits = false;
        var at = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var count = 0;
        var points = 0;
        for (; at < text.Length && (text[at] == '.' || (uint)(text[at] - '0') <= 9); at++)
        {
            if (text[at] == '.') points++;
            else count++;
            hasDigits |= text[at] is > (byte)'0';
        }

        if (count == 0 || points > 1) return false;
        if (at == text.Length) return true;
        if ((text[at] | 0x20) != 'e' || ++at == text.Length) return false;
        if (text[at] is (byte)'-' or (byte)'+') at++;
        return at < text.Length && !text[at..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static int Whole(ulong value, bool negative, Span<byte> target)
    {
        if (!negative) return DigitWriter.Unsigned(target, value);
        target[0] = (byte)'-';
        return 1 + DigitWriter.Unsigned(target[1..], value);
    }

    /// <summary>Writes digits / 10^4, which is no whole number.</summary>
    private static int FewDecimals(ulong digits, bool negative, Span<byte> target)
    {
        var (whole, fraction) = Math.DivRem(digits, (ulong)FewDecimalsPower);
        var at = Whole(whole, negative, target);
        target[at] = (byte)'.';
        DigitWriter.Two(target, at + 1, (int)fraction / 100);
        DigitWriter.Two(target, at + 3, (int)fraction % 100);
        var end = at + 5;
        while (target[end - 1] == '0') end--;
        return end;
    }

    /// <summary>Lays out digits * 10^exponent, trailing zeros dropped.</summary>
    private static int Layout(ulong digits, int exponent, bool negative, int fixedDigits, Span<byte> target)
    {
        const ulong ManyZeros = 100_000_000;
        if (digits >= ManyZeros && digits % ManyZeros == 0)
        {
            digits /= ManyZeros;
            exponent += 8;
        }

        Span<byte> text = stackalloc byte[20];
        var count = DigitWriter.Unsigned(text, digits);
        exponent += count - 1;
        while (count > 1 && text[count - 1] == '0') count--;
        return WriteDigits(text[..count], exponent, negative, fixedDigits, target);
    }

    /// <summary>Lays out .NET's text (<c>-1.25E-05</c>, <c>0.001</c>, <c>125</c>) the way C's <c>%g</c> would, trailing zeros dropped.</summary>
    private static int Layout(ReadOnlySpan<byte> text, int fixedDigits, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[40];
        var negative = text[0] == '-';
        if (negative) text = text[1..];
        int count = 0, exponent = -1, scientific = 0;
        var pointSeen = false;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b == 'E')
            {
                scientific = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }

            if (b == '.')
            {
                pointSeen = true;
                continue;
            }

            if (count == 0 && b == '0')
            {
                if (pointSeen) exponent--;
                continue;
            }

            digits[count++] = b;
            if (!pointSeen) exponent++;
        }

        exponent += scientific;
        while (count > 1 && digits[count - 1] == '0') count--;
        return WriteDigits(digits[..count], exponent, negative, fixedDigits, target);
    }

    /// <summary>Writes digits d.ddd times ten to the exponent.</summary>
    private static int WriteDigits(ReadOnlySpan<byte> digits, int exponent, bool negative, int fixedDigits, Span<byte> target)
    {
        var at = 0;
        if (negative) target[at++] = (byte)'-';
        if (exponent < -4 || exponent >= fixedDigits)
        {
            target[at++] = digits[0];
            if (digits.Length > 1)
            {
                target[at++] = (byte)'.';
                digits[1..].CopyTo(target[at..]);
                at += digits.Length - 1;
            }

            target[at++] = (byte)'e';
            target[at++] = (byte)(exponent < 0 ? '-' : '+');
            return at + DigitWriter.Padded(target[at..], (uint)Math.Abs(exponent), 2);
        }

        if (exponent < 0)
        {
            target[at++] = (byte)'0';
            target[at++] = (byte)'.';
            target.Slice(at, -exponent - 1).Fill((byte)'0');
            at += -exponent - 1;
            digits.CopyTo(target[at..]);
            return at + digits.Length;
        }

        var whole = Math.Min(exponent + 1, digits.Length);
        digits[..whole].CopyTo(target[at..]);
        at += whole;
        if (exponent + 1 > whole)
        {
            target.Slice(at, exponent + 1 - whole).Fill((byte)'0');
            return at + exponent + 1 - whole;
        }

        if (whole == digits.Length) return at;
        target[at++] = (byte)'.';
        digits[whole..].CopyTo(target[at..]);
        return at + digits.Length - whole;
    }
}
