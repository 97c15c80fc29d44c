using System.Text;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Lexing;

/// <summary>E'' strings.</summary>
internal ref partial struct Lexer
{
    private void ReadEscapedString()
    {
        var start = _at;
        var position = PositionOf(start);
        var value = new StringBuilder();
        // Byte escapes from \200 on make up UTF-8 together with their neighbours.
        var bytes = new List<byte>();
        _at += 2;
        while (true)
        {
            if (_at >= _text.Length) throw Fail("unterminated quoted string", start);
            var c = _text[_at];
            if (c == '\\' && _at + 1 < _text.Length)
            {
                ReadEscape(value, bytes);
                continue;
            }
            Flush(value, bytes);
            _at++;
            if (c != '\'')
            {
                value.Append(c);
            }
            else if (At(0) == '\'')
            {
                value.Append('\'');
                _at++;
            }
            else if (FindContinuation(_at) is var next and >= 0)
            {
                _at = next;
            }
            else
            {
                AddValue(TokenKind.String, start, position, value.ToString());
                return;
            }
        }
    }

    private void ReadEscape(StringBuilder value, List<byte> bytes)
    {
        var start = _at;
        var c = _text[_at + 1];
        _at += 2;
        if (c is >= '0' and <= '7')
        {
            var octal = c - '0';
            for (var i = 0; i < 2 && At(0) is >= '0' and <= '7'; i++) octal = octal * 8 + (_text[_at++] - '0');
            AppendByte((byte)octal, value, bytes);
            return;
        }
        if (c == 'x' && char.IsAsciiHexDigit(At(0)))
        {
            var hex = 0;
            for (var i = 0; i < 2 && char.IsAsciiHexDigit(At(0)); i++) hex = hex * 16 + Convert.ToInt32(_text[_at++].ToString(), 16);
            AppendByte((byte)hex, value, bytes);
            return;
        }
        Flush(value, bytes);
        if (c is 'u' or 'U')
        {
            AppendCodePoint(start, value);
            return;
        }
        value.Append(c switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            _ => c,
        });
    }

    private void AppendCodePoint(int start, StringBuilder value)
    {
        var point = ReadCodePoint(start);
        if (point is >= 0xD800 and <= 0xDBFF)
        {
            var second = _at;
            var low = At(0) == '\\' && At(1) is 'u' or 'U' ? ReadSecond() : -1;
            if (low is < 0xDC00 or > 0xDFFF)
            {
                if (low < 0) _at = Math.Min(second + 1, _text.Length);
                throw Fail("invalid Unicode surrogate pair", second);
            }
            value.Append((char)point).Append((char)low);
            return;
        }
        if (point is >= 0xDC00 and <= 0xDFFF) throw Fail("invalid Unicode surrogate pair", start);
        if (point is 0 or > 0x10FFFF) throw Fail("invalid Unicode escape value", start);
        value.Append(char.ConvertFromUtf32(point));
    }

    private int ReadSecond()
    {
        var start = _at;
        _at += 2;
        return ReadCodePoint(start);
    }

    /// <summary>Reads the digits of the escape at <paramref name="start"/>; the lexer stands behind its letter.</summary>
    private int ReadCodePoint(int start)
    {
        var digits = _text[start + 1] == 'u' ? 4 : 8;
        if (_at + digits > _text.Length || _text.Slice(_at, digits).ContainsAnyExcept(UnicodeEscapes.HexDigits))
            throw SyntaxErrors.InvalidUnicodeEscape(PositionOf(start));
        var point = uint.Parse(_text.Slice(_at, digits), System.Globalization.NumberStyles.AllowHexSpecifier);
        _at += digits;
        return (int)Math.Min(point, int.MaxValue);
    }

    private static void AppendByte(byte b, StringBuilder value, List<byte> bytes)
    {
        if (b == 0) throw SyntaxErrors.InvalidByteSequence([b]);
        if (b >= 0x80)
        {
            bytes.Add(b);
            return;
        }
        Flush(value, bytes);
        value.Append((char)b);
    }

    private static void Flush(StringBuilder value, List<byte> bytes)
    {
        if (bytes.Count == 0) return;
        var all = bytes.ToArray().AsSpan();
        bytes.Clear();
        while (!all.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(all, out var rune, out var used) != System.Buffers.OperationStatus.Done)
                throw SyntaxErrors.InvalidByteSequence(all[..Math.Min(used, all.Length)]);
            value.Append(rune.ToString());
            all = all[used..];
        }
    }
}
