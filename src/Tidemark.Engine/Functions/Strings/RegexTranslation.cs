using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tidemark.Engine.Functions;

/// <summary>
/// PostgreSQL's advanced regular expressions (the manual's section 9.7.3) as .NET's. What differs is rewritten: anchors at line ends, word boundaries, escapes,
/// bracket expressions with their classes. .NET takes the first alternative that matches where PostgreSQL takes the longest match.
/// </summary>
internal sealed class RegexTranslation
{
    private readonly string _source;
    private readonly StringBuilder _target = new();
    private readonly bool _newlineStops;
    private readonly bool _newlineAnchors;
    private readonly bool _isExpanded;
    private int _at;

    private RegexTranslation(string source, int start, bool newlineStops, bool newlineAnchors, bool isExpanded)
    {
        _source = source;
        _at = start;
        _newlineStops = newlineStops;
        _newlineAnchors = newlineAnchors;
        _isExpanded = isExpanded;
    }

    /// <summary>The .NET expression for a PostgreSQL one.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="flags">Option letters, without g.</param>
    public static Regex Translate(string pattern, string flags)
    {
        var start = 0;
        var letters = flags;
        var isLiteral = false;
        if (pattern.StartsWith("***=", StringComparison.Ordinal)) (start, isLiteral) = (4, true);
        else if (pattern.StartsWith("***:", StringComparison.Ordinal)) start = 4;
        if (!isLiteral && pattern.AsSpan(start).StartsWith("(?") && pattern.Length > start + 2 && char.IsAsciiLetter(pattern[start + 2]))
        {
            var close = pattern.IndexOf(')', start);
            if (close > 0 && pattern.AsSpan(start + 2, close - start - 2).IndexOfAnyExceptInRange('a', 'z') < 0)
            {
                letters += pattern[(start + 2)..close];
                start = close + 1;
            }
        }

        var options = RegexOptions.CultureInvariant;
        bool stops = false, anchors = false, expanded = false;
        foreach (var letter in letters)
        {
            switch (letter)
            {
                case 'i': options |= RegexOptions.IgnoreCase; break;
                case 'c': options &= ~RegexOptions.IgnoreCase; break;
                case 'n' or 'm': (stops, anchors) = (true, true); break;
                case 'p': (stops, anchors) = (true, false); break;
                case 'w': (stops, anchors) = (false, true); break;
                case 's': (stops, anchors) = (false, false); break;
                case 'x': expanded = true; break;
                case 't': expanded = false; break;
                case 'q': isLiteral = true; break;
                case 'e' or 'b': break;
                default: throw StringErrors.InvalidRegexOption(letter.ToString());
            }
        }

        var text = isLiteral ? Regex.Escape(pattern[start..]) : new RegexTranslation(pattern, start, stops, anchors, expanded).Run();
        try
        {
            return new Regex(text, options);
        }
        catch (RegexParseException error)
        {
            throw StringErrors.InvalidRegex(Reason(error.Error));
        }
    }

    private static string Reason(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses or RegexParseError.InsufficientOpeningParentheses => "parentheses () not balanced",
        RegexParseError.UnterminatedBracket => "brackets [] not balanced",
        RegexParseError.ReversedCharacterRange => "invalid character range",
        RegexParseError.ReversedQuantifierRange or RegexParseError.QuantifierOrCaptureGroupOutOfRange => "invalid repetition count(s)",
        RegexParseError.UndefinedNumberedReference or RegexParseError.UndefinedNamedReference => "invalid backreference number",
        RegexParseError.UnescapedEndingBackslash or RegexParseError.UnrecognizedEscape or RegexParseError.InsufficientOrInvalidHexDigits
            or RegexParseError.MissingControlCharacter or RegexParseError.UnrecognizedControlCharacter => "invalid escape \\ sequence",
        _ => "quantifier operand invalid",
    };

    private string Run()
    {
        while (_at < _source.Length)
        {
            var c = _source[_at++];
            switch (c)
            {
                case '\\':
                    Escape(inBracket: false);
                    break;
                case '[':
                    Bracket();
                    break;
                case '.':
                    _target.Append(_newlineStops ? "[^\\n]" : "[\\s\\S]");
                    break;
                case '^':
                    _target.Append(_newlineAnchors ? "(?:^|(?<=\\n))" : "\\A");
                    break;
                case '$':
                    _target.Append(_newlineAnchors ? "(?=\\n|\\z)" : "\\z");
                    break;
                case '#' when _isExpanded:
                    while (_at < _source.Length && _source[_at] != '\n') _at++;
                    break;
                case ' ' or '\t' or '\n' or '\r' or '\v' or '\f' when _isExpanded:
                    break;
                case '(' when _source.AsSpan(_at).StartsWith("?#"):
                    var close = _source.IndexOf(')', _at);
                    _at = close < 0 ? throw StringErrors.InvalidRegex("parentheses () not balanced") : close + 1;
                    break;
                default:
                    _target.Append(c);
                    break;
            }
        }

        return _target.ToString();
    }

    private void Escape(bool inBracket)
    {
        if (_at == _source.Length) throw StringErrors.InvalidRegex("invalid escape \\ sequence");
        var c = _source[_at++];
        switch (c)
        {
            case 'd': _target.Append(inBracket ? "0-9" : "[0-9]"); break;
            case 'D' when !inBracket: _target.Append("[^0-9]"); break;
            case 's' or 'w': _target.Append('\\').Append(c); break;
            case 'S' or 'W' when !inBracket: _target.Append('\\').Append(c); break;
            case 'a': _target.Append("\\x07"); break;
            case 'b': _target.Append("\\x08"); break;
            case 'B': _target.Append("\\\\"); break;
            case 'e': _target.Append("\\x1B"); break;
            case 'f' or 'n' or 'r' or 't' or 'v': _target.Append('\\').Append(c); break;
            case 'c' when _at < _source.Length: Literal((char)(_source[_at++] & 0x1f)); break;
            case 'u': CodePoint(4, 4); break;
            case 'U': CodePoint(8, 8); break;
            case 'x': CodePoint(1, 255); break;
            case 'A' when !inBracket: _target.Append("\\A"); break;
            case 'Z' when !inBracket: _target.Append("\\z"); break;
            case 'm' when !inBracket: _target.Append("\\b(?=\\w)"); break;
            case 'M' when !inBracket: _target.Append("\\b(?<=\\w)"); break;
            case 'y' when !inBracket: _target.Append("\\b"); break;
            case 'Y' when !inBracket: _target.Append("\\B"); break;
            case '0': Literal('\0'); break;
            case >= '1' and <= '9' when !inBracket:
                var number = c.ToString();
                while (_at < _source.Length && char.IsAsciiDigit(_source[_at])) number += _source[_at++];
                _target.Append("(?:\\").Append(number).Append(')');
                break;
            default:
                if (char.IsAsciiLetterOrDigit(c)) throw StringErrors.InvalidRegex("invalid escape \\ sequence");
                Literal(c);
                break;
        }
    }

    private void CodePoint(int least, int most)
    {
        var start = _at;
        while (_at < _source.Length && _at - start < most && char.IsAsciiHexDigit(_source[_at])) _at++;
        if (_at - start < least || !int.TryParse(_source.AsSpan(start, _at - start), NumberStyles.HexNumber, null, out var value) || !Rune.IsValid(value))
        {
            throw StringErrors.InvalidRegex("invalid escape \\ sequence");
        }

        foreach (var c in new Rune(value).ToString()) Literal(c);
    }

    private void Literal(char c)
    {
        if (char.IsAsciiLetterOrDigit(c) || c > 127) _target.Append(c);
        else _target.Append("\\x").Append(((int)c).ToString("X2"));
    }

    private void Bracket()
    {
        var rest = _source.AsSpan(_at - 1);
        if (rest.StartsWith("[[:<:]]") || rest.StartsWith("[[:>:]]"))
        {
            _target.Append(rest[3] == '<' ? "\\b(?=\\w)" : "\\b(?<=\\w)");
            _at += 6;
            return;
        }

        _target.Append('[');
        if (_at < _source.Length && _source[_at] == '^')
        {
            _target.Append('^');
            if (_newlineStops) _target.Append("\\n");
            _at++;
        }

        for (var first = true; ; first = false)
        {
            if (_at >= _source.Length) throw StringErrors.InvalidRegex("brackets [] not balanced");
            var c = _source[_at++];
            if (c == ']' && !first) break;
            if (c == '[' && _at < _source.Length && _source[_at] is ':' or '.' or '=') BracketElement(_source[_at]);
            else if (c == '\\') Escape(inBracket: true);
            else if (c == '-' && !first && _at < _source.Length && _source[_at] != ']') _target.Append('-');
            else Literal(c);
        }

        _target.Append(']');
    }

    private void BracketElement(char kind)
    {
        var end = _source.IndexOf($"{kind}]", _at + 1, StringComparison.Ordinal);
        if (end < 0) throw StringErrors.InvalidRegex("brackets [] not balanced");
        var name = _source[(_at + 1)..end];
        _at = end + 2;
        if (kind != ':')
        {
            if (name.Length != 1) throw StringErrors.InvalidRegex("invalid collating element");
            Literal(name[0]);
            return;
        }

        _target.Append(name switch
        {
            "alpha" => "\\p{L}",
            "digit" => "0-9",
            "alnum" => "\\p{L}0-9",
            "upper" => "\\p{Lu}",
            "lower" => "\\p{Ll}",
            "space" => "\\s",
            "blank" => " \\t",
            "punct" => "!-/:-@\\[-`{-~",
            "cntrl" => "\\x00-\\x1F\\x7F",
            "xdigit" => "0-9A-Fa-f",
            "word" => "\\w",
            "print" => "\\x20-\\x7E\\p{L}",
            "graph" => "\\x21-\\x7E\\p{L}",
            "ascii" => "\\x00-\\x7F",
            _ => throw StringErrors.InvalidRegex("invalid character class"),
        });
    }
}
