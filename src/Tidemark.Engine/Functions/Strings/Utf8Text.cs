using System.Runtime.CompilerServices;

namespace Tidemark.Engine.Functions;

/// <summary>Characters in UTF-8: SQL counts code points.</summary>
internal static class Utf8Text
{
    /// <summary>The number of characters.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text) count += IsContinuation(b) ? 0 : 1;
        return count;
    }

    /// <summary>Where the character with this index begins, counted from 0; the length of the text when it has fewer.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> text, int character)
    {
        var at = 0;
        while (character > 0 && at < text.Length)
        {
            at += SizeAt(text, at);
            character--;
        }

        return at;
    }

    /// <summary>Bytes of the character that begins at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeAt(ReadOnlySpan<byte> text, int at)
    {
        var first = text[at];
        var size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        return Math.Min(size, text.Length - at);
    }

    /// <summary>Where the last character of a text that is not empty begins.</summary>
    public static int LastOffset(ReadOnlySpan<byte> text)
    {
        var at = text.Length - 1;
        while (at > 0 && IsContinuation(text[at])) at--;
        return at;
    }

    /// <summary>Characters <paramref name="start"/> (from 1, may be below) to start + <paramref name="length"/> - 1, as substring gives them.</summary>
    public static ReadOnlySpan<byte> Substring(ReadOnlySpan<byte> text, int start, int? length)
    {
        var end = length is { } count ? (long)start + count : long.MaxValue;
        if (end <= 1) return default;
        var skip = Math.Max(start, 1) - 1;
        var begin = OffsetOf(text, skip);
        var rest = text[begin..];
        var take = end - 1 - skip;
        return take >= rest.Length ? rest : rest[..OffsetOf(rest, (int)Math.Max(take, 0))];
    }

    private static bool IsContinuation(byte b) => (sbyte)b < -64;
}
