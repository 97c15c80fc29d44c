using System.Text;

namespace Tidemark.Engine.Functions;

/// <summary>
/// A LIKE pattern: <c>%</c> for any run of characters, <c>_</c> for one, a backslash before a character that stands for itself.
/// The frequent forms (equal, prefix, suffix, contains) are recognised and matched by searching.
/// </summary>
internal sealed class LikePattern
{
    private readonly byte[] _pattern;
    private readonly Form _form;
    private readonly byte[] _literal;

    private LikePattern(byte[] pattern, Form form, byte[] literal)
    {
        _pattern = pattern;
        _form = form;
        _literal = literal;
    }

    private enum Form
    {
        Equal,
        Prefix,
        Suffix,
        Contains,
        General,
    }

    /// <summary>Reads a pattern.</summary>
    public static LikePattern Parse(ReadOnlySpan<byte> pattern)
    {
        var middle = pattern;
        var begins = middle.Length > 0 && middle[0] == '%';
        if (begins) middle = middle.TrimStart((byte)'%');
        var ends = middle.Length > 0 && middle[^1] == '%' && !IsEscaped(middle, middle.Length - 1);
        while (ends && middle.Length > 0 && middle[^1] == '%' && !IsEscaped(middle, middle.Length - 1)) middle = middle[..^1];
        var literal = Literal(middle);
        if (literal is null) return new LikePattern(pattern.ToArray(), Form.General, []);
        var form = (begins, ends || (begins && middle.IsEmpty)) switch
        {
            (true, true) => Form.Contains,
            (true, false) => Form.Suffix,
            (false, true) => Form.Prefix,
            _ => Form.Equal,
        };
        return new LikePattern([], form, literal);
    }

    /// <summary>Whether a text matches.</summary>
    public bool Matches(ReadOnlySpan<byte> text) => _form switch
    {
        Form.Equal => text.SequenceEqual(_literal),
        Form.Prefix => text.StartsWith(_literal),
        Form.Suffix => text.EndsWith(_literal),
        Form.Contains => text.IndexOf(_literal) >= 0,
        _ => MatchesGeneral(text),
    };

    // Only the last % ever needs another try: whatever an earlier one could take more, the last one can.
    private bool MatchesGeneral(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> pattern = _pattern;
        int at = 0, next = 0, retryPattern = -1, retryText = 0;
        while (true)
        {
            if (next < pattern.Length && pattern[next] == '%')
            {
                retryPattern = ++next;
                retryText = at;
                continue;
            }

            if (at == text.Length)
            {
                if (next == pattern.Length) return true;
                if (retryPattern < 0 || retryText >= text.Length) return false;
            }
            else if (next < pattern.Length)
            {
                var wanted = pattern[next];
                if (wanted == '_')
                {
                    at += Utf8Text.SizeAt(text, at);
                    next++;
                    continue;
                }

                var skip = 0;
                if (wanted == '\\')
                {
                    if (next + 1 == pattern.Length) throw StringErrors.PatternEndsWithEscape();
                    skip = 1;
                    wanted = pattern[next + 1];
                }

                if (text[at] == wanted)
                {
                    at++;
                    next += 1 + skip;
                    continue;
                }
            }

            if (retryPattern < 0 || retryText >= text.Length) return false;
            retryText += Utf8Text.SizeAt(text, retryText);
            at = retryText;
            next = retryPattern;
        }
    }

    private static bool IsEscaped(ReadOnlySpan<byte> pattern, int at)
    {
        var slashes = 0;
        while (at - slashes > 0 && pattern[at - slashes - 1] == '\\') slashes++;
        return slashes % 2 == 1;
    }

    /// <summary>The text that a pattern without wildcards stands for; null where there are any, or where it is malformed.</summary>
    private static byte[]? Literal(ReadOnlySpan<byte> pattern)
    {
        if (pattern.IndexOfAny((byte)'%', (byte)'_', (byte)'\\') < 0) return pattern.ToArray();
        var literal = new List<byte>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is (byte)'%' or (byte)'_') return null;
            if (pattern[i] == '\\' && ++i == pattern.Length) return null;
            literal.Add(pattern[i]);
        }

        return [.. literal];
    }

    /// <summary>The pattern with another escape character, rewritten to the backslash (like_escape). An empty one means that there is none.</summary>
    public static byte[] WithEscape(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape)
    {
        if (Utf8Text.Length(escape) > 1) throw StringErrors.InvalidEscape();
        var result = new List<byte>(pattern.Length + 4);
        if (escape.SequenceEqual("\\"u8)) return pattern.ToArray();
        var afterEscape = false;
        for (var i = 0; i < pattern.Length;)
        {
            var size = Utf8Text.SizeAt(pattern, i);
            var character = pattern.Slice(i, size);
            i += size;
            if (!escape.IsEmpty && !afterEscape && character.SequenceEqual(escape))
            {
                result.Add((byte)'\\');
                afterEscape = true;
            }
            else if (character[0] == '\\')
            {
                result.Add((byte)'\\');
                if (!afterEscape) result.Add((byte)'\\');
                afterEscape = false;
            }
            else
            {
                foreach (var b in character) result.Add(b);
                afterEscape = false;
            }
        }

        return [.. result];
    }

    /// <summary>A text or pattern in lower case, for ILIKE.</summary>
    public static byte[] Fold(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).ToLowerInvariant());
}
