using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Lexing;

internal enum TokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>An identifier or key word; <see cref="Token.Keyword"/> tells.</summary>
    Identifier,

    /// <summary>Digits only, at most int.MaxValue.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Number,
    String,
    /// <summary>Inside the lexer only: a U&amp; string whose escapes are still to be decoded.</summary>
    UnicodeString,
    BitString,
    HexString,

    /// <summary><c>$1</c>.</summary>
    Parameter,

    /// <summary>An operator that has no kind of its own.</summary>
    Operator,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    Comma,
    Semicolon,
    Dot,
    DotDot,
    Colon,
    ColonEquals,
    EqualsGreater,
    Typecast,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Caret,
    Less,
    Greater,
    Equals,
    LessEquals,
    GreaterEquals,
    NotEquals,

    /// <summary>A character that no token starts with.</summary>
    Unknown,

    /// <summary>Text that is no token; the lexer stops here and keeps the error, which is due when the parser gets here.</summary>
    Error,
}

/// <summary>A token as a place in the text. What it stands for is computed when it is asked for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Keyword">The key word, for an unquoted identifier that is one.</param>
/// <param name="Start">Index of its first UTF-16 unit.</param>
/// <param name="End">Index behind its last.</param>
/// <param name="Position">Its first character as PostgreSQL counts: code points from 1.</param>
/// <param name="Value">Index of its decoded value in <see cref="TokenBuffer"/>; -1 when the text itself will do.</param>
internal readonly record struct Token(TokenKind Kind, Keyword Keyword, int Start, int End, int Position, int Value);

/// <summary>What the lexer found before it reached the end or an error, and the values that are not just slices of the text.</summary>
internal sealed class TokenBuffer(int capacity)
{
    private Token[] _tokens = new Token[capacity];
    private readonly List<string> _values = [];

    public int Count { get; private set; }

    public int Capacity => _tokens.Length;

    /// <summary>The error at the last token, when that is of kind <see cref="TokenKind.Error"/>.</summary>
    public SqlException? Error { get; set; }

    /// <summary>A token; beyond the end, the last one.</summary>
    public ref readonly Token this[int index] => ref _tokens[Math.Min(index, Count - 1)];

    public string Value(int index) => _values[index];

    public int AddValue(string value)
    {
        _values.Add(value);
        return _values.Count - 1;
    }

    public void Add(in Token token)
    {
        if (Count == _tokens.Length) Array.Resize(ref _tokens, Count * 2);
        _tokens[Count++] = token;
    }

    public void RemoveLast() => Count--;

    /// <summary>Reads a token as a key word that it is not.</summary>
    public void Reword(int index, Keyword keyword) => _tokens[index] = _tokens[index] with { Keyword = keyword };

    /// <summary>Forgets everything, so that the buffer can be used for another text.</summary>
    public void Clear()
    {
        Count = 0;
        Error = null;
        _values.Clear();
    }
}
