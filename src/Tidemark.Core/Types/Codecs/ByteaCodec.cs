using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>bytea: <c>\x</c> and hex digits, or the older escape form; the binary form is the bytes.</summary>
internal readonly struct ByteaFormat : IBytesFormat<ByteaFormat>
{
    private readonly ByteaOutput _output;

    private ByteaFormat(ByteaOutput output) => _output = output;

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    public static ByteaFormat Create(SqlType type, FormatSettings settings) => new(settings.ByteaOutput);

    public void Parse(ReadOnlySpan<byte> text, BytesVectorBuilder target)
    {
        var span = target.GetSpan(text.Length);
        if (text.StartsWith("\\x"u8)) target.Advance(ParseHex(text[2..], span));
        else target.Advance(ParseEscape(text, span));
    }

    public void Format(ReadOnlySpan<byte> value, BytesVectorBuilder target)
    {
        if (_output == ByteaOutput.Escape)
        {
            target.Advance(FormatEscape(value, target.GetSpan(value.Length * 4)));
            return;
        }

        var span = target.GetSpan(2 + (value.Length * 2));
        span[0] = (byte)'\\';
        span[1] = (byte)'x';
        Convert.TryToHexStringLower(value, span[2..], out _);
        target.Advance(2 + (value.Length * 2));
    }

    public void Read(ReadOnlySpan<byte> data, BytesVectorBuilder target) => Copy(data, target);

    public void Write(ReadOnlySpan<byte> value, BytesVectorBuilder target) => Copy(value, target);

    private static void Copy(ReadOnlySpan<byte> value, BytesVectorBuilder target)
    {
        value.CopyTo(target.GetSpan(value.Length));
        target.Advance(value.Length);
    }

    private static int ParseHex(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i += 2)
        {
            while (i < text.Length && text[i] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r') i++;
            if (i == text.Length) break;
            var high = HexValue(text, i);
            if (i + 1 == text.Length) throw DataErrors.InvalidParameter("invalid hexadecimal data: odd number of digits");
            target[length++] = (byte)((high << 4) | HexValue(text, i + 1));
        }

        return length;
    }

    private static int HexValue(ReadOnlySpan<byte> text, int at)
    {
        var digit = HexDigits.IndexOf((byte)(text[at] is >= (byte)'A' and <= (byte)'F' ? text[at] | 0x20 : text[at]));
        if (digit >= 0) return digit;
        System.Text.Rune.DecodeFromUtf8(text[at..], out var rune, out _);
        throw DataErrors.InvalidParameter($"invalid hexadecimal digit: \"{rune}\"");
    }

    private static int ParseEscape(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                target[length++] = text[i];
            }
            else if (i + 1 < text.Length && text[i + 1] == '\\')
            {
                target[length++] = text[++i];
            }
            else if (i + 3 < text.Length && text[i + 1] is >= (byte)'0' and <= (byte)'3' && IsOctal(text[i + 2]) && IsOctal(text[i + 3]))
            {
                target[length++] = (byte)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0'));
                i += 3;
            }
            else
            {
                throw DataErrors.InvalidRepresentation("invalid input syntax for type bytea");
            }
        }

        return length;
    }

    private static bool IsOctal(byte b) => b is >= (byte)'0' and <= (byte)'7';

    private static int FormatEscape(ReadOnlySpan<byte> value, Span<byte> target)
    {
        var length = 0;
        foreach (var b in value)
        {
            if (b == '\\')
            {
                target[length++] = b;
                target[length++] = b;
            }
            else if (b is < 0x20 or > 0x7e)
            {
                target[length++] = (byte)'\\';
                target[length++] = (byte)('0' + (b >> 6));
                target[length++] = (byte)('0' + ((b >> 3) & 7));
                target[length++] = (byte)('0' + (b & 7));
            }
            else
            {
                target[length++] = b;
            }
        }

        return length;
    }
}
