using Tidemark.Engine.Syntax.Lexing;

namespace Tidemark.Engine.Sessions.Sharing;

/// <summary>A number or string of a text.</summary>
/// <param name="Position">Where it stands, as the syntax tree counts.</param>
/// <param name="Value">A number as written, or the decoded characters of a string.</param>
internal readonly record struct TextConstant(int Position, ReadOnlyMemory<char> Value);

/// <summary>
/// A statement's text with a mark in the place of each number and string: texts with equal shapes have the same tokens but for the values of their constants, so that their syntax trees differ in nothing
/// else. White space and comments belong to the shape: clients write their texts by rote. One thread reads one text at a time.
/// </summary>
internal sealed class StatementShape
{
    private const int MaxLength = 1024;

    // Longer lists of constants are data, and hardly ever of the same length.
    private const int MaxConstants = 16;

    // No token begins with these, so that a mark never means the character itself.
    private const char IntegerMark = '\u0001';
    private const char LongMark = '\u0002';
    private const char NumericMark = '\u0003';
    private const char StringMark = '\u0004';

    private readonly TokenBuffer _tokens = new(64);
    private readonly List<TextConstant> _constants = [];
    private readonly char[] _key = new char[MaxLength];
    private int _length;

    /// <summary>The shape of the text that was read last.</summary>
    public ReadOnlySpan<char> Key => _key.AsSpan(0, _length);

    /// <summary>The constants of the text that was read last, in their order.</summary>
    public IReadOnlyList<TextConstant> Constants => _constants;

    /// <summary>The statement's own text, without the semicolon and the white space around it.</summary>
    public Range Own { get; private set; }

    /// <summary>Reads a text. False when it is not one statement over rows, has no constants or too many, or has parameters of its own.</summary>
    public bool TryRead(string text)
    {
        if (text.Length > MaxLength || !MayBeOverRows(text)) return false;
        _tokens.Clear();
        _constants.Clear();
        _length = 0;
        Lexer.Tokenize(text, _tokens);
        var (copied, end) = (0, 0);
        for (var i = 0; i < _tokens.Count; i++)
        {
            ref readonly var token = ref _tokens[i];
            switch (token.Kind)
            {
                case TokenKind.End when _constants.Count > 0:
                    Copy(text, copied, text.Length);
                    Own = _tokens[0].Start..end;
                    return true;
                case TokenKind.End or TokenKind.Error or TokenKind.Unknown or TokenKind.Parameter:
                case TokenKind.Semicolon when _tokens[i + 1].Kind != TokenKind.End:
                    return false;
                case TokenKind.Semicolon:
                    continue;
                case TokenKind.Integer or TokenKind.Number or TokenKind.String:
                    if (_constants.Count == MaxConstants) return false;
                    Copy(text, copied, token.Start);
                    copied = token.End;
                    _key[_length++] = Add(token, text);
                    break;
            }

            end = token.End;
        }

        return false;
    }

    private static bool MayBeOverRows(string text)
    {
        foreach (var c in text)
        {
            if (char.IsAsciiLetter(c)) return (c | 0x20) is 's' or 'i' or 'u' or 'd';
            if (!char.IsWhiteSpace(c)) return false;
        }

        return false;
    }

    private char Add(in Token token, string text)
    {
        if (token.Kind == TokenKind.String)
        {
            var value = token.Value >= 0 ? _tokens.Value(token.Value).AsMemory() : text.AsMemory(token.Start + 1, token.End - token.Start - 2);
            _constants.Add(new TextConstant(token.Position, value));
            return StringMark;
        }

        var digits = text.AsMemory(token.Start, token.End - token.Start);
        _constants.Add(new TextConstant(token.Position, digits));
        return token.Kind == TokenKind.Integer ? IntegerMark : long.TryParse(digits.Span, out _) ? LongMark : NumericMark;
    }

    private void Copy(string text, int start, int end)
    {
        text.AsSpan(start, end - start).CopyTo(_key.AsSpan(_length));
        _length += end - start;
    }
}
