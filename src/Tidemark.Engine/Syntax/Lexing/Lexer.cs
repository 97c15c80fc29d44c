using System.Buffers;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Lexing;

/// <summary>
/// Cuts a text into tokens by PostgreSQL's rules (scan.l), with standard_conforming_strings on. It runs to the end of the text or to the
/// first error, which it leaves in the buffer: a syntax error before that place comes first.
/// </summary>
internal ref partial struct Lexer
{
    private static readonly SearchValues<char> UnlikeSql = SearchValues.Create("~!@#^&|`?%");

    private readonly ReadOnlySpan<char> _text;
    private readonly TokenBuffer _buffer;
    private int _at;

    /// <summary>Low surrogates before <see cref="_counted"/>, by which a position is less than an index.</summary>
    private int _surrogates;
    private int _counted;
    private readonly bool _hasSurrogates;

    private Lexer(ReadOnlySpan<char> text, TokenBuffer buffer)
    {
        _text = text;
        _buffer = buffer;
        _hasSurrogates = text.ContainsAnyInRange('\uDC00', '\uDFFF');
    }

    /// <summary>Fills <paramref name="buffer"/>; its last token is of kind End or Error.</summary>
    public static void Tokenize(ReadOnlySpan<char> text, TokenBuffer buffer)
    {
        var lexer = new Lexer(text, buffer);
        try
        {
            while (lexer.Next()) { }
        }
        catch (SqlException error)
        {
            buffer.Error = error;
            lexer.Add(TokenKind.Error, text.Length);
        }
    }

    /// <summary>Reads one token; false when it was the end.</summary>
    private bool Next()
    {
        SkipWhiteSpace();
        if (_at >= _text.Length)
        {
            Add(TokenKind.End, _at);
            return false;
        }
        var c = _text[_at];
        if (IsIdentifierStart(c)) ReadWord(c);
        else if (char.IsAsciiDigit(c)) ReadNumber();
        else ReadSymbol(c);
        return true;
    }

    private void ReadSymbol(char c)
    {
        switch (c)
        {
            case '(': Add(TokenKind.LeftParenthesis, 1); break;
            case ')': Add(TokenKind.RightParenthesis, 1); break;
            case ',': Add(TokenKind.Comma, 1); break;
            case ';': Add(TokenKind.Semicolon, 1); break;
            case '[': Add(TokenKind.LeftBracket, 1); break;
            case ']': Add(TokenKind.RightBracket, 1); break;
            case '\'': ReadString(_at, _at, TokenKind.String); break;
            case '"': ReadQuotedIdentifier(_at); break;
            case '$': ReadDollar(); break;
            case '.' when char.IsAsciiDigit(At(1)): ReadNumber(); break;
            case '.': AddEither('.', TokenKind.DotDot, TokenKind.Dot); break;
            case ':' when At(1) == '=': Add(TokenKind.ColonEquals, 2); break;
            case ':': AddEither(':', TokenKind.Typecast, TokenKind.Colon); break;
            default:
                if (IsOperatorCharacter(c)) ReadOperator();
                else Add(TokenKind.Unknown, char.IsHighSurrogate(c) ? 2 : 1);
                break;
        }
    }

    private void AddEither(char second, TokenKind pair, TokenKind single)
    {
        if (At(1) == second) Add(pair, 2);
        else Add(single, 1);
    }

    /// <summary>The character <paramref name="ahead"/> places on; NUL behind the end.</summary>
    private readonly char At(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void SkipWhiteSpace()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (IsSpace(c)) _at++;
            else if (c == '-' && At(1) == '-') SkipLineComment();
            else if (c == '/' && At(1) == '*') SkipBlockComment();
            else return;
        }
    }

    private void SkipLineComment()
    {
        var length = _text[_at..].IndexOfAny('\n', '\r');
        _at = length < 0 ? _text.Length : _at + length;
    }

    private void SkipBlockComment()
    {
        var start = _at;
        var depth = 1;
        _at += 2;
        while (depth > 0)
        {
            if (_at >= _text.Length) throw Fail("unterminated /* comment", start);
            if (_text[_at] == '*' && At(1) == '/')
            {
                depth--;
                _at += 2;
            }
            else if (_text[_at] == '/' && At(1) == '*')
            {
                depth++;
                _at += 2;
            }
            else _at++;
        }
    }

    private void ReadWord(char c)
    {
        if (At(1) == '\'')
        {
            switch (c | 0x20)
            {
                case 'e': ReadEscapedString(); return;
                case 'b': ReadString(_at, _at + 1, TokenKind.BitString); return;
                case 'x': ReadString(_at, _at + 1, TokenKind.HexString); return;
                case 'n':
                    Add(TokenKind.Identifier, 1, Keyword.Nchar);
                    return;
            }
        }
        if ((c is 'u' or 'U') && At(1) == '&' && (At(2) is '\'' or '"'))
        {
            ReadUnicode();
            return;
        }
        var end = _at + 1;
        while (end < _text.Length && IsIdentifierPart(_text[end])) end++;
        Add(TokenKind.Identifier, end - _at, Keywords.Find(_text[_at..end]));
    }

    private void ReadNumber()
    {
        var start = _at;
        var end = SkipDigits(start);
        var kind = TokenKind.Integer;
        // "1..2" is a range of integers, not "1." and ".2".
        if (end < _text.Length && _text[end] == '.' && !(end > start && end + 1 < _text.Length && _text[end + 1] == '.'))
        {
            kind = TokenKind.Number;
            end = SkipDigits(end + 1);
        }
        if (end < _text.Length && (_text[end] is 'e' or 'E'))
        {
            var digits = end + 1;
            if (digits < _text.Length && (_text[digits] is '+' or '-')) digits++;
            var after = SkipDigits(digits);
            if (after > digits)
            {
                kind = TokenKind.Number;
                end = after;
            }
            else if (digits > end + 1)
            {
                _at = digits;
                throw Fail("trailing junk after numeric literal", start);
            }
        }
        if (end < _text.Length && IsIdentifierStart(_text[end]))
        {
            SkipIdentifier(end);
            throw Fail("trailing junk after numeric literal", start);
        }
        if (kind == TokenKind.Integer && !int.TryParse(_text[start..end], out _)) kind = TokenKind.Number;
        Add(kind, end - start);
    }

    private readonly int SkipDigits(int index)
    {
        while (index < _text.Length && char.IsAsciiDigit(_text[index])) index++;
        return index;
    }

    private void SkipIdentifier(int index)
    {
        while (index < _text.Length && IsIdentifierPart(_text[index])) index++;
        _at = index;
    }

    private void ReadOperator()
    {
        var length = 1;
        while (_at + length < _text.Length && IsOperatorCharacter(_text[_at + length]))
        {
            var (a, b) = (_text[_at + length], At(length + 1));
            if ((a == '-' && b == '-') || (a == '/' && b == '*')) break;
            length++;
        }
        var run = _text.Slice(_at, length);
        // SQL lets "a*-b" be a product: a trailing sign belongs to an operator only if that has a character no SQL operator has.
        while (run.Length > 1 && (run[^1] is '+' or '-') && !run[..^1].ContainsAny(UnlikeSql)) run = run[..^1];
        Add(Classify(run), run.Length);
    }

    private static TokenKind Classify(ReadOnlySpan<char> run) => run switch
    {
        "+" => TokenKind.Plus,
        "-" => TokenKind.Minus,
        "*" => TokenKind.Star,
        "/" => TokenKind.Slash,
        "%" => TokenKind.Percent,
        "^" => TokenKind.Caret,
        "<" => TokenKind.Less,
        ">" => TokenKind.Greater,
        "=" => TokenKind.Equals,
        "<=" => TokenKind.LessEquals,
        ">=" => TokenKind.GreaterEquals,
        "<>" or "!=" => TokenKind.NotEquals,
        "=>" => TokenKind.EqualsGreater,
        _ => TokenKind.Operator,
    };

    /// <summary>Adds the token that starts here and moves behind it.</summary>
    private void Add(TokenKind kind, int length, Keyword keyword = Keyword.NotKeyword)
    {
        var end = kind is TokenKind.End or TokenKind.Error ? _text.Length : _at + length;
        _buffer.Add(new Token(kind, keyword, _at, end, PositionOf(_at), -1));
        _at = end;
    }

    /// <summary>Adds the token from <paramref name="start"/> to where the lexer is now.</summary>
    private readonly void AddValue(TokenKind kind, int start, int position, string? value) =>
        _buffer.Add(new Token(kind, Keyword.NotKeyword, start, _at, position, value is null ? -1 : _buffer.AddValue(value)));

    /// <summary>The place of an index as PostgreSQL counts. Calls go forward, so that surrogates are counted once.</summary>
    private int PositionOf(int index)
    {
        if (!_hasSurrogates) return index + 1;
        if (index < _counted) (_surrogates, _counted) = (0, 0);
        for (; _counted < index; _counted++)
            if (char.IsLowSurrogate(_text[_counted]))
                _surrogates++;
        return index - _surrogates + 1;
    }

    /// <summary>An error about the text from <paramref name="start"/> to where the lexer is now.</summary>
    private SqlException Fail(string message, int start) => SyntaxErrors.Near(message, _text[start.._at].ToString(), PositionOf(start));

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    private static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c >= 0x80;

    private static bool IsOperatorCharacter(char c) => c is '~' or '!' or '@' or '#' or '^' or '&' or '|' or '`' or '?'
        or '+' or '-' or '*' or '/' or '%' or '<' or '>' or '=';
}
