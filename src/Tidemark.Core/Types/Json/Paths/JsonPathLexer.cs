using System.Globalization;
using System.Text;

namespace Tidemark.Types;

/// <summary>What a token of a path is.</summary>
internal enum JsonPathTokenKind
{
    End,
    Symbol,
    Name,
    String,
    Variable,
    Number,
}

/// <summary>A token of a path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, decoded; the symbol of one.</param>
/// <param name="Source">As it stands in the path, for errors.</param>
internal readonly record struct JsonPathToken(JsonPathTokenKind Kind, string Text, string Source);

/// <summary>Splits the text of a path into tokens, as jsonpath_scan.l does.</summary>
internal sealed class JsonPathLexer(string text)
{
    private const string Special = "?%$.[]{}()|&!=<>@#,*:-+/\\\"";

    private int _at;

    /// <summary>The next token.</summary>
    public JsonPathToken Next()
    {
        SkipBlanks();
        if (_at >= text.Length) return new JsonPathToken(JsonPathTokenKind.End, "", "");
        var start = _at;
        var c = text[_at];
        if (c == '"') return Token(JsonPathTokenKind.String, Quoted(), start);
        if (c == '$')
        {
            _at++;
            if (_at < text.Length && text[_at] == '"') return Token(JsonPathTokenKind.Variable, Quoted(), start);
            return _at < text.Length && IsOther(text[_at]) ? Token(JsonPathTokenKind.Variable, Name(), start) : Token(JsonPathTokenKind.Symbol, "$", start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))) return Token(JsonPathTokenKind.Number, Number(), start);
        foreach (var symbol in (ReadOnlySpan<string>)["**", "&&", "||", "==", "!=", "<>", "<=", ">="])
        {
            if (!text.AsSpan(_at).StartsWith(symbol)) continue;
            _at += 2;
            return Token(JsonPathTokenKind.Symbol, symbol == "<>" ? "!=" : symbol, start);
        }

        if (c != '\\' && Special.Contains(c, StringComparison.Ordinal))
        {
            _at++;
            return Token(JsonPathTokenKind.Symbol, c == '=' ? "==" : c.ToString(), start);
        }

        return Token(JsonPathTokenKind.Name, Name(), start);
    }

    private JsonPathToken Token(JsonPathTokenKind kind, string value, int start) => new(kind, value, text[start.._at]);

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool IsOther(char c) => !IsBlank(c) && (c == '\\' || !Special.Contains(c, StringComparison.Ordinal));

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (IsBlank(text[_at]))
            {
                _at++;
                continue;
            }

            if (!text.AsSpan(_at).StartsWith("/*")) return;
            var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            if (end < 0) throw JsonPathErrors.AtEnd("unexpected end of comment");
            _at = end + 2;
        }
    }

    private string Number()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (_at < text.Length && text[_at] == '.')
        {
            _at++;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var exponent = _at + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                _at = exponent;
                while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            }
        }

        if (_at < text.Length && IsOther(text[_at])) throw JsonPathErrors.Near("trailing junk after numeric literal", text[start..(_at + 1)]);
        return Numeric.Parse(Encoding.UTF8.GetBytes(text[start.._at])).ToString();
    }

    private string Name()
    {
        var name = new StringBuilder();
        while (_at < text.Length && IsOther(text[_at]))
        {
            if (text[_at] == '\\') Escape(name);
            else name.Append(text[_at++]);
        }

        return name.ToString();
    }

    private string Quoted()
    {
        var value = new StringBuilder();
        for (_at++; ;)
        {
            if (_at >= text.Length) throw JsonPathErrors.AtEnd("unexpected end of quoted string");
            if (text[_at] == '"')
            {
                _at++;
                return value.ToString();
            }

            if (text[_at] == '\\') Escape(value);
            else value.Append(text[_at++]);
        }
    }

    private void Escape(StringBuilder target)
    {
        var start = _at++;
        if (_at >= text.Length) throw JsonPathErrors.AtEnd("unexpected end after backslash");
        var c = text[_at++];
        switch (c)
        {
            case 'b': target.Append('\b'); break;
            case 'f': target.Append('\f'); break;
            case 'n': target.Append('\n'); break;
            case 'r': target.Append('\r'); break;
            case 't': target.Append('\t'); break;
            case 'v': target.Append('\v'); break;
            case 'x': target.Append((char)Hex(start, 2, "invalid hexadecimal character sequence")); break;
            case 'u' when _at < text.Length && text[_at] == '{':
                var close = text.IndexOf('}', _at);
                if (close < 0 || close - _at is < 2 or > 7) throw JsonPathErrors.Near("invalid unicode sequence", text[start..Math.Min(text.Length, _at + 1)]);
                _at++;
                target.Append(char.ConvertFromUtf32(Hex(start, close - _at, "invalid unicode sequence")));
                _at++;
                break;
            case 'u':
                target.Append((char)Hex(start, 4, "invalid unicode sequence"));
                break;
            default: target.Append(c); break;
        }
    }

    private int Hex(int start, int digits, string error)
    {
        var end = _at;
        while (end < text.Length && end < _at + digits && char.IsAsciiHexDigit(text[end])) end++;
        if (end < _at + digits) throw JsonPathErrors.Near(error, text[start..end]);
        var value = int.Parse(text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _at = end;
        return value;
    }
}
