using System.Buffers;
using System.Globalization;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Lexing;

/// <summary>The escapes of <c>U&amp;'...'</c> and <c>U&amp;"..."</c>: four digits, or a plus sign and six; the escape character doubled is itself.</summary>
internal static class UnicodeEscapes
{
    public static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <param name="raw">What stands between the quotes, doubled quotes already made one.</param>
    /// <param name="escape">The escape character.</param>
    /// <param name="position">The position of the U.</param>
    public static string Decode(string raw, char escape, int position)
    {
        var value = new StringBuilder(raw.Length);
        char? high = null;
        var i = 0;
        while (i < raw.Length)
        {
            // The three characters of the prefix come before the first.
            var here = position + 3 + i;
            if (raw[i] != escape || (i + 1 < raw.Length && raw[i + 1] == escape))
            {
                if (high is not null) throw SyntaxErrors.Rule("invalid Unicode surrogate pair", here);
                value.Append(raw[i]);
                i += raw[i] == escape ? 2 : 1;
                continue;
            }
            var digits = i + 1 < raw.Length && raw[i + 1] == '+' ? 6 : 4;
            var from = digits == 6 ? i + 2 : i + 1;
            if (from + digits > raw.Length || raw.AsSpan(from, digits).ContainsAnyExcept(HexDigits))
                throw SyntaxErrors.InvalidUnicodeStringEscape(here);
            var point = int.Parse(raw.AsSpan(from, digits), NumberStyles.AllowHexSpecifier);
            i = from + digits;
            if (point is 0 or > 0x10FFFF) throw SyntaxErrors.Rule("invalid Unicode escape value", here);
            if (high is not null != point is >= 0xDC00 and <= 0xDFFF) throw SyntaxErrors.Rule("invalid Unicode surrogate pair", here);
            if (high is not null)
            {
                value.Append(high.Value).Append((char)point);
                high = null;
            }
            else if (point is >= 0xD800 and <= 0xDBFF) high = (char)point;
            else value.Append(char.ConvertFromUtf32(point));
        }
        if (high is not null) throw SyntaxErrors.Rule("invalid Unicode surrogate pair", position + 3 + raw.Length);
        return value.ToString();
    }
}
