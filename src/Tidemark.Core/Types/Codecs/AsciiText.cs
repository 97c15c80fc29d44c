namespace Tidemark.Types;

/// <summary>The parts of C's ctype that input functions use, on ASCII bytes.</summary>
internal static class AsciiText
{
    /// <summary>Whether C's isspace holds: blank, tab, line feed, vertical tab, form feed, carriage return.</summary>
    public static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);

    /// <summary>The text without white space at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && IsSpace(text[0])) text = text[1..];
        while (text.Length > 0 && IsSpace(text[^1])) text = text[..^1];
        return text;
    }

    /// <summary>Whether the texts are equal but for the case of ASCII letters.</summary>
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => System.Text.Ascii.EqualsIgnoreCase(text, other);

    /// <summary>Whether <paramref name="word"/> begins with the text, in any case, the text not being empty.</summary>
    public static bool IsPrefixOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length > 0 && text.Length <= word.Length && System.Text.Ascii.EqualsIgnoreCase(text, word[..text.Length]);
}
