using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>boolean: <c>t</c> and <c>f</c>; reads unique prefixes of true, false, yes, no, on, off, and 1 and 0.</summary>
internal readonly struct BoolFormat : IFixedFormat<BoolFormat, bool>
{
    public static int MaxTextLength => 1;

    public static int BinaryLength => 1;

    public static BoolFormat Create(SqlType type, FormatSettings settings) => default;

    public bool Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1)
        {
            if (text[0] is (byte)'t' or (byte)'1') return true;
            if (text[0] is (byte)'f' or (byte)'0') return false;
        }

        return TryParse(AsciiText.Trim(text)) ?? throw DataErrors.InvalidText("boolean", text);
    }

    public int Format(bool value, Span<byte> target)
    {
        target[0] = (byte)(value ? 't' : 'f');
        return 1;
    }

    public bool Read(ReadOnlySpan<byte> data) => data[0] != 0;

    public static void Write(bool value, Span<byte> target) => target[0] = value ? (byte)1 : (byte)0;

    /// <summary>The value of a trimmed text, or null.</summary>
    public static bool? TryParse(ReadOnlySpan<byte> text)
    {
        if (AsciiText.IsPrefixOf(text, "true"u8) || AsciiText.IsPrefixOf(text, "yes"u8)) return true;
        if (AsciiText.IsPrefixOf(text, "false"u8) || AsciiText.IsPrefixOf(text, "no"u8)) return false;
        if (AsciiText.EqualsIgnoreCase(text, "on"u8)) return true;
        if (text.Length >= 2 && AsciiText.IsPrefixOf(text, "off"u8)) return false;
        return text.Length != 1 ? null : text[0] == '1' ? true : text[0] == '0' ? false : null;
    }
}
