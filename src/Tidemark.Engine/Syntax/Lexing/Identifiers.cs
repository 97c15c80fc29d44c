using System.Text;

namespace Tidemark.Engine.Syntax.Lexing;

/// <summary>Folding and truncation of identifiers.</summary>
internal static class Identifiers
{
    /// <summary>PostgreSQL's NAMEDATALEN less one: the bytes of UTF-8 that an identifier may have.</summary>
    public const int MaxBytes = 63;

    /// <summary>Cuts an identifier to the characters that fit.</summary>
    public static string Truncate(string identifier)
    {
        if (identifier.Length * 3 <= MaxBytes || Encoding.UTF8.GetByteCount(identifier) <= MaxBytes) return identifier;
        var (length, bytes) = (0, 0);
        foreach (var rune in identifier.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes) break;
            length += rune.Utf16SequenceLength;
        }
        return identifier[..length];
    }

    /// <summary>Lower case for ASCII letters only, as PostgreSQL folds in a UTF-8 database.</summary>
    public static string Fold(ReadOnlySpan<char> identifier)
    {
        if (!identifier.ContainsAnyInRange('A', 'Z')) return Truncate(identifier.ToString());
        return Truncate(string.Create(identifier.Length, identifier, static (folded, source) =>
        {
            for (var i = 0; i < folded.Length; i++)
                folded[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] | 0x20) : source[i];
        }));
    }
}
