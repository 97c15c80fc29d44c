using System.Text;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Lexing;

/// <summary>Quoted things: strings, bit strings, dollar quotes, quoted identifiers, parameters.</summary>
internal ref partial struct Lexer
{
    /// <summary>A string without escapes; <paramref name="start"/> is its prefix or its first quote, <paramref name="quote"/> its first quote.</summary>
    private void ReadString(int start, int quote, TokenKind kind)
    {
        var position = PositionOf(start);
        StringBuilder? joined = null;
        var from = quote + 1;
        while (true)
        {
            var length = _text[from..].IndexOf('\'');
            if (length < 0)
            {
                _at = _text.Length;
                throw Fail(kind switch
                {
                    TokenKind.BitString => "unterminated bit string literal",
                    TokenKind.HexString => "unterminated hexadecimal string literal",
                    _ => "unterminated quoted string",
                }, start);
            }
            var end = from + length;
            if (end + 1 < _text.Length && _text[end + 1] == '\'')
            {
                (joined ??= new StringBuilder()).Append(_text[from..(end + 1)]);
                from = end + 2;
                continue;
            }
            _at = end + 1;
            var next = FindContinuation(_at);
            if (next < 0)
            {
                var value = joined?.Append(_text[from..end]).ToString();
                if (value is null && kind != TokenKind.String) value = _text[from..end].ToString();
                AddValue(kind, start, position, value);
                return;
            }
            (joined ??= new StringBuilder()).Append(_text[from..end]);
            from = next;
        }
    }

    /// <summary>
    /// Strings that are separated by white space with a line break in it are one. The index behind the next part's quote; -1 when there is none.
    /// </summary>
    private readonly int FindContinuation(int index)
    {
        var hasNewLine = false;
        while (index < _text.Length)
        {
            var c = _text[index];
            if (c is '\n' or '\r') hasNewLine = true;
            else if (c == '-' && index + 1 < _text.Length && _text[index + 1] == '-')
            {
                var length = _text[index..].IndexOfAny('\n', '\r');
                if (length < 0) return -1;
                index += length;
                continue;
            }
            else if (c == '\'') return hasNewLine ? index + 1 : -1;
            else if (!IsSpace(c)) return -1;
            index++;
        }
        return -1;
    }

    private void ReadQuotedIdentifier(int start)
    {
        var position = PositionOf(start);
        var value = ReadBetweenDoubleQuotes(start, start);
        if (value.Length == 0) throw Fail("zero-length delimited identifier", start);
        AddValue(TokenKind.Identifier, start, position, Identifiers.Truncate(value));
    }

    private string ReadBetweenDoubleQuotes(int start, int quote)
    {
        StringBuilder? joined = null;
        var from = quote + 1;
        while (true)
        {
            var length = _text[from..].IndexOf('"');
            if (length < 0)
            {
                _at = _text.Length;
                throw Fail("unterminated quoted identifier", start);
            }
            var end = from + length;
            if (end + 1 < _text.Length && _text[end + 1] == '"')
            {
                (joined ??= new StringBuilder()).Append(_text[from..(end + 1)]);
                from = end + 2;
                continue;
            }
            _at = end + 1;
            return joined is null ? _text[from..end].ToString() : joined.Append(_text[from..end]).ToString();
        }
    }

    /// <summary><c>$1</c>, <c>$$text$$</c>, <c>$tag$text$tag$</c>; else the lone character, which no token starts with.</summary>
    private void ReadDollar()
    {
        var start = _at;
        if (char.IsAsciiDigit(At(1)))
        {
            var end = SkipDigits(start + 1);
            if (end < _text.Length && IsIdentifierStart(_text[end]))
            {
                SkipIdentifier(end);
                throw Fail("trailing junk after parameter", start);
            }
            Add(TokenKind.Parameter, end - start);
            return;
        }
        var tagEnd = start + 1;
        while (tagEnd < _text.Length && _text[tagEnd] != '$' && IsIdentifierPart(_text[tagEnd])) tagEnd++;
        if (tagEnd >= _text.Length || _text[tagEnd] != '$')
        {
            Add(TokenKind.Unknown, 1);
            return;
        }
        var tag = _text[start..(tagEnd + 1)];
        var body = tagEnd + 1;
        var length = _text[body..].IndexOf(tag);
        if (length < 0)
        {
            _at = _text.Length;
            throw Fail("unterminated dollar-quoted string", start);
        }
        _at = body + length + tag.Length;
        AddValue(TokenKind.String, start, PositionOf(start), _text.Slice(body, length).ToString());
    }

    /// <summary><c>U&amp;'...'</c> or <c>U&amp;"..."</c>, with the UESCAPE that may follow it.</summary>
    private void ReadUnicode()
    {
        var start = _at;
        var position = PositionOf(start);
        var isIdentifier = _text[start + 2] == '"';
        string raw;
        if (isIdentifier)
        {
            raw = ReadBetweenDoubleQuotes(start, start + 2);
            if (raw.Length == 0) throw Fail("zero-length delimited identifier", start);
        }
        else
        {
            ReadString(start, start + 2, TokenKind.UnicodeString);
            raw = _buffer.Value(_buffer[_buffer.Count - 1].Value);
            _buffer.RemoveLast();
        }
        var end = _at;
        var escape = '\\';
        SkipWhiteSpace();
        if (_at + 7 <= _text.Length && Keywords.Find(_text.Slice(_at, 7)) == Keyword.Uescape && !IsIdentifierPart(At(7)))
        {
            _at += 7;
            escape = ReadUnicodeEscape();
            end = _at;
        }
        _at = end;
        var value = raw.Contains(escape) ? UnicodeEscapes.Decode(raw, escape, position) : raw;
        AddValue(isIdentifier ? TokenKind.Identifier : TokenKind.String, start, position, isIdentifier ? Identifiers.Truncate(value) : value);
    }

    private char ReadUnicodeEscape()
    {
        const string NeedsString = "UESCAPE must be followed by a simple string literal";
        var count = _buffer.Count;
        var more = Next();
        var token = _buffer[count];
        var literal = _text[token.Start..token.End].ToString();
        if (!more || token.Kind != TokenKind.String) throw SyntaxErrors.Near(NeedsString, literal, token.Position);
        var value = token.Value >= 0 ? _buffer.Value(token.Value) : literal[1..^1];
        _buffer.RemoveLast();
        if (value.Length != 1 || char.IsAsciiHexDigit(value[0]) || value[0] is '+' or '\'' or '"' || IsSpace(value[0]))
            throw SyntaxErrors.Near("invalid Unicode escape character", literal, token.Position);
        return value[0];
    }
}
