using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Tidemark.Engine.Functions;

/// <summary>Regular expressions that were used before.</summary>
internal static class RegexCache
{
    private const int MaxCached = 1024;
    private static readonly ConcurrentDictionary<(string Pattern, string Flags), Regex> Cache = new();

    /// <summary>The expression for a pattern and its option letters.</summary>
    public static Regex Get(string pattern, string flags)
    {
        if (Cache.TryGetValue((pattern, flags), out var regex)) return regex;
        regex = RegexTranslation.Translate(pattern, flags);
        if (Cache.Count >= MaxCached) Cache.Clear();
        Cache.TryAdd((pattern, flags), regex);
        return regex;
    }

    /// <summary>Whether a UTF-8 text has a match, without making a string of it.</summary>
    public static bool IsMatch(Regex regex, ReadOnlySpan<byte> text)
    {
        if (text.Length <= 512)
        {
            Span<char> chars = stackalloc char[text.Length];
            return regex.IsMatch(chars[..Encoding.UTF8.GetChars(text, chars)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return regex.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(text, rented)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
