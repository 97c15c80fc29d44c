using System.Collections.Concurrent;
using System.Text;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Paths that were read lately, by their text.</summary>
internal static class JsonPathCache
{
    private const int MaxCached = 256;
    private static readonly ConcurrentDictionary<string, JsonPath> Cache = new(StringComparer.Ordinal);

    /// <summary>The path of a value of type jsonpath.</summary>
    public static JsonPath Get(ReadOnlySpan<byte> value)
    {
        Span<char> chars = value.Length <= 256 ? stackalloc char[value.Length] : new char[value.Length];
        chars = chars[..Encoding.UTF8.GetChars(value, chars)];
        if (Cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var known)) return known;
        var text = chars.ToString();
        var path = JsonPathParser.Parse(text);
        if (Cache.Count >= MaxCached) Cache.Clear();
        Cache.TryAdd(text, path);
        return path;
    }
}
