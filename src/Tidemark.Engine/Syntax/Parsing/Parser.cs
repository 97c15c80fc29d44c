using System.Diagnostics.CodeAnalysis;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>
/// A recursive-descent parser over the tokens of one text. This file has what all the others use: looking at tokens, taking them, and
/// the errors. A method Parse... takes what it is named after and leaves the parser behind it.
/// </summary>
internal sealed partial class Parser(string text, TokenBuffer tokens)
{
    private readonly StackDepth _depth = StackDepth.Begin();
    private int _index;

    /// <summary>Strings of identifiers seen lately, so that a name that occurs often is one string.</summary>
    private readonly string?[] _names = new string?[32];

    public List<ParsedStatement> ParseStatements()
    {
        var statements = new List<ParsedStatement>(1);
        while (true)
        {
            while (Accept(TokenKind.Semicolon)) { }
            if (At(TokenKind.End)) return statements;
            var start = Current.Start;
            var statement = ParseStatement();
            if (!At(TokenKind.Semicolon) && !At(TokenKind.End)) throw Unexpected();
            statements.Add(new ParsedStatement(statement, text[start..tokens[_index - 1].End], start));
        }
    }

    public Expression ParseWholeExpression()
    {
        var expression = ParseExpression();
        ExpectEnd();
        return expression;
    }

    public TypeName ParseWholeType()
    {
        var type = ParseType();
        ExpectEnd();
        return type;
    }

    private ref readonly Token Current => ref tokens[_index];

    private int Position => tokens[_index].Position;

    private ref readonly Token Peek(int ahead = 1) => ref tokens[_index + ahead];

    private bool At(TokenKind kind) => tokens[_index].Kind == kind;

    private bool At(Keyword keyword) => tokens[_index].Keyword == keyword;

    private bool At(Keyword first, Keyword second) => tokens[_index].Keyword == first && tokens[_index + 1].Keyword == second;

    private bool PeekIs(Keyword keyword, int ahead = 1) => tokens[_index + ahead].Keyword == keyword;

    private bool PeekIs(TokenKind kind, int ahead = 1) => tokens[_index + ahead].Kind == kind;

    private void Advance() => _index++;

    private bool Accept(TokenKind kind)
    {
        if (tokens[_index].Kind != kind) return false;
        _index++;
        return true;
    }

    private bool Accept(Keyword keyword)
    {
        if (tokens[_index].Keyword != keyword) return false;
        _index++;
        return true;
    }

    /// <summary>Takes both words or neither.</summary>
    private bool Accept(Keyword first, Keyword second)
    {
        if (!At(first, second)) return false;
        _index += 2;
        return true;
    }

    /// <summary>Takes all three words or none.</summary>
    private bool Accept(Keyword first, Keyword second, Keyword third)
    {
        if (!At(first, second) || !PeekIs(third, 2)) return false;
        _index += 3;
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!Accept(kind)) throw Unexpected();
    }

    private void Expect(Keyword keyword)
    {
        if (!Accept(keyword)) throw Unexpected();
    }

    /// <summary>Takes a word that alone can stand here, and says so when it does not.</summary>
    private void ExpectOnly(Keyword keyword)
    {
        if (!Accept(keyword)) throw Unexpected($"expected {Keywords.Spelling(keyword).ToUpperInvariant()}");
    }

    private void Expect(Keyword first, Keyword second)
    {
        Expect(first);
        Expect(second);
    }

    private void ExpectEnd()
    {
        if (!At(TokenKind.End)) throw Unexpected();
    }

    /// <summary>The error of a token that cannot stand where it stands.</summary>
    private SqlException Unexpected(string? hint = null) => UnexpectedAt(_index, hint);

    private SqlException UnexpectedAt(int index, string? hint = null)
    {
        var token = tokens[index];
        if (token.Kind == TokenKind.Error) return tokens.Error!;
        return token.Kind == TokenKind.End
            ? SyntaxErrors.AtEnd(token.Position, hint)
            : SyntaxErrors.AtOrNear(text[token.Start..token.End], token.Position, hint);
    }

    /// <summary>A complaint of the grammar that PostgreSQL follows with the token it had reached.</summary>
    private SqlException Complaint(string message)
    {
        var token = Current;
        return token.Kind == TokenKind.Error ? tokens.Error! : SyntaxErrors.Near(message, text[token.Start..token.End], token.Position);
    }

    private ReadOnlySpan<char> TextOf(in Token token) => text.AsSpan(token.Start, token.End - token.Start);

    /// <summary>Every recursion goes through here, so that nesting ends in an error and not in a stack overflow.</summary>
    private void CheckDepth() => _depth.Check();

    private static SyntaxList<T> ToList<T>(List<T> items) => new([.. items]);

    /// <summary>One or more things with commas between them.</summary>
    private SyntaxList<T> ParseCommaSeparated<T>(Func<T> parse)
    {
        var first = parse();
        if (!At(TokenKind.Comma)) return [first];
        var items = new List<T> { first };
        while (Accept(TokenKind.Comma)) items.Add(parse());
        return ToList(items);
    }

    /// <summary>One or more things with commas between them, in parentheses.</summary>
    private SyntaxList<T> ParseParenthesized<T>(Func<T> parse)
    {
        Expect(TokenKind.LeftParenthesis);
        var items = ParseCommaSeparated(parse);
        Expect(TokenKind.RightParenthesis);
        return items;
    }

    [DoesNotReturn]
    private static void Refuse(string what, int position) => throw InternalErrors.NotSupported(what, position);
}
