using System.Text;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>The tokens of JSON.</summary>
internal enum JsonToken : byte
{
    End,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Comma,
    Colon,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>Splits JSON text into tokens; errors have PostgreSQL's wording and its context line (jsonapi.c, jsonfuncs.c).</summary>
internal ref struct JsonLexer
{
    private const int ContextLength = 50;

    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _decodes;
    private int _line = 1;
    private int _lineStart;

    /// <summary>A lexer before the first token.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="decodes">Whether escapes must have a meaning as text (jsonb), not only the right form (json).</param>
    public JsonLexer(ReadOnlySpan<byte> text, bool decodes)
    {
        _text = text;
        _decodes = decodes;
    }

    /// <summary>The kind of the present token.</summary>
    public JsonToken Token { get; private set; }

    /// <summary>Where the present token begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the present token ends.</summary>
    public int End { get; private set; }

    /// <summary>The present token's bytes, a string's quotes included.</summary>
    public readonly ReadOnlySpan<byte> Value => _text[Start..End];

    /// <summary>Whether the present string has an escape.</summary>
    public bool HasEscape { get; private set; }

    /// <summary>Goes to the next token.</summary>
    public void Next()
    {
        var at = End;
        while (at < _text.Length && _text[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            if (_text[at++] == '\n')
            {
                _line++;
                _lineStart = at;
            }
        }

        Start = at;
        if (at == _text.Length)
        {
            Token = JsonToken.End;
            End = at;
            return;
        }

        switch (_text[at])
        {
            case (byte)'{':
                Single(JsonToken.ObjectStart);
                break;
            case (byte)'}':
                Single(JsonToken.ObjectEnd);
                break;
            case (byte)'[':
                Single(JsonToken.ArrayStart);
                break;
            case (byte)']':
                Single(JsonToken.ArrayEnd);
                break;
            case (byte)',':
                Single(JsonToken.Comma);
                break;
            case (byte)':':
                Single(JsonToken.Colon);
                break;
            case (byte)'"':
                String();
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                Number();
                break;
            default:
                Word();
                break;
        }
    }

    /// <summary>The error that the present token stands where something else was expected.</summary>
    /// <param name="expected">What was expected, as the subject of "Expected ..., but found".</param>
    public readonly SqlException Unexpected(string expected) => Token == JsonToken.End
        ? Fail("The input string ended unexpectedly.")
        : Fail($"Expected {expected}, but found \"{DataErrors.Show(Value)}\".");

    private readonly SqlException Fail(string detail) => DataErrors.InvalidJson(detail, Context());

    private readonly SqlException InvalidToken() => Fail($"Token \"{DataErrors.Show(Value)}\" is invalid.");

    private readonly string Context()
    {
        var start = _lineStart;
        while (End - start >= ContextLength) start += Rune.DecodeFromUtf8(_text[start..], out _, out var used) == System.Buffers.OperationStatus.Done ? used : 1;
        if (start - _lineStart <= 3) start = _lineStart;
        var isCut = Token != JsonToken.End && End < _text.Length && _text[End] is not ((byte)'\n' or (byte)'\r');
        return $"JSON data, line {_line}: {(start > _lineStart ? "..." : "")}{DataErrors.Show(_text[start..Math.Max(start, End)])}{(isCut ? "..." : "")}";
    }

    private void Single(JsonToken token)
    {
        Token = token;
        End = Start + 1;
    }

    private static bool IsWordByte(byte b) => char.IsAsciiLetterOrDigit((char)b) || b == '_' || b >= 0x80;

    private void Word()
    {
        var at = Start;
        while (at < _text.Length && IsWordByte(_text[at])) at++;

        // Nothing is known yet of this token but its extent; it must not look like the end of the input.
        Token = JsonToken.String;
        End = at == Start ? Start + 1 : at;
        var word = Value;
        Token = word.SequenceEqual("true"u8) ? JsonToken.True
            : word.SequenceEqual("false"u8) ? JsonToken.False
            : word.SequenceEqual("null"u8) ? JsonToken.Null
            : throw InvalidToken();
    }

    private void Number()
    {
        Token = JsonToken.Number;
        var at = Start;
        if (_text[at] == '-') at++;
        var valid = true;
        if (at < _text.Length && _text[at] == '0') at++;
        else valid = Digits(ref at);
        if (at < _text.Length && _text[at] == '.')
        {
            at++;
            valid &= Digits(ref at);
        }

        if (at < _text.Length && (_text[at] | 0x20) == 'e')
        {
            at++;
            if (at < _text.Length && _text[at] is (byte)'+' or (byte)'-') at++;
            valid &= Digits(ref at);
        }

        for (; at < _text.Length && IsWordByte(_text[at]); at++) valid = false;
        End = at;
        if (!valid) throw InvalidToken();
    }

    private readonly bool Digits(ref int at)
    {
        var first = at;
        while (at < _text.Length && (uint)(_text[at] - '0') <= 9) at++;
        return at > first;
    }

    private void String()
    {
        Token = JsonToken.String;
        HasEscape = false;
        var highSurrogate = false;
        for (var at = Start + 1; at < _text.Length; at++)
        {
            var b = _text[at];
            if (b == '"')
            {
                if (highSurrogate) throw LoneSurrogate(at);
                End = at + 1;
                return;
            }

            if (b < 32)
            {
                End = at;
                throw Fail($"Character with value 0x{b:x2} must be escaped.");
            }

            if (b != '\\')
            {
                if (highSurrogate) throw LoneSurrogate(at);
                continue;
            }

            HasEscape = true;
            if (++at == _text.Length) break;
            if (_text[at] == 'u')
            {
                Unicode(ref at, ref highSurrogate);
                if (at >= _text.Length) break;
                continue;
            }

            if (highSurrogate) throw LoneSurrogate(at);
            if ("\"\\/bfnrt"u8.Contains(_text[at])) continue;
            Start = at;
            End = at + RuneLength(at);
            throw Fail($"Escape sequence \"\\{DataErrors.Show(Value)}\" is invalid.");
        }

        End = _text.Length;
        throw InvalidToken();
    }

    private void Unicode(ref int at, ref bool highSurrogate)
    {
        var code = 0;
        for (var i = 0; i < 4; i++)
        {
            if (++at >= _text.Length) return;
            if (!char.IsAsciiHexDigit((char)_text[at]))
            {
                End = at + RuneLength(at);
                throw Fail("\"\\u\" must be followed by four hexadecimal digits.");
            }

            code = (code << 4) | Convert.ToInt32(((char)_text[at]).ToString(), 16);
        }

        if (!_decodes) return;
        if (char.IsHighSurrogate((char)code))
        {
            if (highSurrogate)
            {
                End = at + 1;
                throw Fail("Unicode high surrogate must not follow a high surrogate.");
            }

            highSurrogate = true;
            return;
        }

        if (char.IsLowSurrogate((char)code) != highSurrogate) throw LoneSurrogate(at);
        highSurrogate = false;
        if (code != 0) return;
        End = at + 1;
        throw DataErrors.UnsupportedUnicodeEscape("\\u0000 cannot be converted to text.", Context());
    }

    private SqlException LoneSurrogate(int at)
    {
        End = at + RuneLength(at);
        return Fail("Unicode low surrogate must follow a high surrogate.");
    }

    private readonly int RuneLength(int at)
    {
        Rune.DecodeFromUtf8(_text[at..], out _, out var used);
        return Math.Max(used, 1);
    }
}
