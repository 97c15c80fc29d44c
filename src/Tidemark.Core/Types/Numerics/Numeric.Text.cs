using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <content>Text in and out.</content>
public readonly partial struct Numeric
{
    private const int MaxExponent = int.MaxValue / 2;

    /// <summary>Reads a number, NaN or an infinity, as PostgreSQL's numeric_in does.</summary>
    /// <exception cref="SqlException">22P02, 22003.</exception>
    public static Numeric Parse(ReadOnlySpan<byte> text)
    {
        if (TryParsePlain(text, out var plain)) return plain;
        return TryParse(text, out var value) ? value : throw DataErrors.InvalidText("numeric", text);
    }

    /// <summary>Reads digits with an optional sign and point, of a length that cannot overflow; else declines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParsePlain(ReadOnlySpan<byte> text, out Numeric value)
    {
        value = default;
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        if (text.Length - at is 0 or > PowersOfTen.MaxLong) return false;
        long coefficient = 0;
        var point = -1;
        for (var i = at; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                coefficient = (coefficient * 10) + digit;
            }
            else
            {
                if (text[i] != '.' || point >= 0) return false;
                point = i;
            }
        }

        if (point >= 0 && text.Length - at == 1) return false;
        value = new Numeric(at == 1 ? -coefficient : coefficient, point < 0 ? 0 : text.Length - 1 - point);
        return true;
    }

    /// <summary>Reads everything; false for what is no number.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out Numeric value)
    {
        value = default;
        var rest = AsciiText.Trim(text);
        if (AsciiText.EqualsIgnoreCase(rest, "NaN"u8))
        {
            value = NaN;
            return true;
        }

        var negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is (byte)'-' or (byte)'+') rest = rest[1..];
        if (AsciiText.EqualsIgnoreCase(rest, "Infinity"u8) || AsciiText.EqualsIgnoreCase(rest, "inf"u8))
        {
            value = negative ? NegativeInfinity : PositiveInfinity;
            return true;
        }

        var end = rest.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0;
        if (end >= 0 && !TryExponent(rest[(end + 1)..], out exponent)) return false;
        var mantissa = end >= 0 ? rest[..end] : rest;
        var point = mantissa.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        if (mantissa.Length - (point < 0 ? 0 : 1) == 0) return false;
        if (mantissa[..(point < 0 ? mantissa.Length : point)].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (point >= 0 && mantissa[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        value = Assemble(mantissa, (long)decimals - exponent, negative);
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        long value = 0;
        foreach (var b in text)
        {
            value = (value * 10) + (b - '0');
            if (value >= MaxExponent) throw DataErrors.NumericOverflow();
        }

        exponent = (int)(negative ? -value : value);
        return true;
    }

    /// <summary>The digits of a mantissa (its point ignored) / 10^scale; a negative scale appends zeros.</summary>
    private static Numeric Assemble(ReadOnlySpan<byte> mantissa, long scale, bool negative)
    {
        var digits = new StringBuilder(mantissa.Length);
        foreach (var b in mantissa)
        {
            if (b != '.' && (b != '0' || digits.Length > 0)) digits.Append((char)b);
        }

        if (digits.Length - scale > MaxWholeDigits && digits.Length > 0) throw DataErrors.NumericOverflow();
        if (scale > MaxScale) throw DataErrors.NumericOverflow();
        if (digits.Length == 0) return new Numeric(Int128.Zero, (int)Math.Max(scale, 0));
        var value = BigInteger.Parse(digits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
        if (scale < 0)
        {
            value *= PowersOfTen.Big((int)-scale);
            scale = 0;
        }

        return FromBig(negative ? -value : value, (int)scale);
    }

    /// <summary>Appends the text to a buffer, without ending the value.</summary>
    internal void Format(BytesVectorBuilder target)
    {
        if (_scale < 0)
        {
            target.Write(IsNaN ? "NaN"u8 : Sign > 0 ? "Infinity"u8 : "-Infinity"u8);
            return;
        }

        if (_big is null && FitsLong(_small) && _scale <= PowersOfTen.MaxLong)
        {
            target.Advance(FormatLong((long)_small, _scale, target.GetSpan(24)));
            return;
        }

        var digits = BigInteger.Abs(UnscaledValue).ToString(CultureInfo.InvariantCulture);
        var whole = digits.Length - _scale;
        var length = Math.Max(whole, 1) + _scale + 2;
        var span = target.GetSpan(length);
        var at = 0;
        if (Sign < 0) span[at++] = (byte)'-';
        if (whole <= 0) span[at++] = (byte)'0';
        else at += Encoding.ASCII.GetBytes(digits.AsSpan(0, whole), span[at..]);
        if (_scale > 0)
        {
            span[at++] = (byte)'.';
            if (whole < 0)
            {
                span.Slice(at, -whole).Fill((byte)'0');
                at += -whole;
            }

            at += Encoding.ASCII.GetBytes(digits.AsSpan(Math.Max(whole, 0)), span[at..]);
        }

        target.Advance(at);
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var builder = new BytesVectorBuilder(SqlTypes.Text, 1);
        Format(builder);
        return Encoding.ASCII.GetString(builder.Pending);
    }

    private static int FormatLong(long coefficient, int scale, Span<byte> target)
    {
        var at = 0;
        if (coefficient < 0) target[at++] = (byte)'-';
        var size = (ulong)(coefficient < 0 ? -coefficient : coefficient);
        if (scale == 0) return at + DigitWriter.Unsigned(target[at..], size);
        var (whole, fraction) = Math.DivRem(size, (ulong)PowersOfTen.Long(scale));
        at += DigitWriter.Unsigned(target[at..], whole);
        target[at++] = (byte)'.';
        for (var i = at + scale - 1; i >= at; i--)
        {
            target[i] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        return at + scale;
    }
}
