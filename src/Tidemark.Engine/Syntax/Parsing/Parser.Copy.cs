using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>COPY with its three generations of options.</summary>
internal sealed partial class Parser
{
    private CopyStatement ParseCopy()
    {
        var position = Position;
        Advance();
        if (At(TokenKind.LeftParenthesis)) return ParseCopyQuery(position);
        var options = new List<Option>();
        if (At(Keyword.Binary)) options.Add(TakeOldFormat("binary"));
        var table = ParseQualifiedName();
        var columns = ParseOptionalNames();
        var isFrom = Accept(Keyword.From);
        if (!isFrom) Expect(Keyword.To);
        var (endpoint, path) = ParseCopyEndpoint();
        ParseOldDelimiters(options);
        ParseCopyOptions(options);
        var wherePosition = Position;
        Expression? where = Accept(Keyword.Where) ? ParseExpression() : null;
        if (where is not null && !isFrom)
        {
            throw SyntaxErrors.Rule("WHERE clause not allowed with COPY TO", wherePosition);
        }
        return new CopyStatement(table, null, isFrom, endpoint)
        {
            Position = position,
            Columns = columns,
            Path = path,
            Options = ToList(options),
            Where = where,
        };
    }

    private CopyStatement ParseCopyQuery(int position)
    {
        Expect(TokenKind.LeftParenthesis);
        var query = ParsePreparable();
        Expect(TokenKind.RightParenthesis);
        Expect(Keyword.To);
        var (endpoint, path) = ParseCopyEndpoint();
        var options = new List<Option>();
        ParseCopyOptions(options);
        return new CopyStatement(null, query, IsFrom: false, endpoint) { Position = position, Path = path, Options = ToList(options) };
    }

    private (CopyEndpoint Endpoint, string? Path) ParseCopyEndpoint()
    {
        if (Accept(Keyword.Program))
        {
            if (At(TokenKind.String)) return (CopyEndpoint.Program, ParseString());
            if (Current.Keyword is Keyword.Stdin or Keyword.Stdout) throw SyntaxErrors.Rule("STDIN/STDOUT not allowed with PROGRAM", Position);
            throw Unexpected();
        }
        // PostgreSQL takes either word in either direction.
        if (Accept(Keyword.Stdin) || Accept(Keyword.Stdout)) return (CopyEndpoint.Client, null);
        return (CopyEndpoint.File, ParseString());
    }

    private void ParseOldDelimiters(List<Option> options)
    {
        var position = Position;
        if (Accept(Keyword.Using)) Expect(Keyword.Delimiters);
        else if (!Accept(Keyword.Delimiters)) return;
        options.Add(StringOption("delimiter", ParseString(), position));
    }

    private void ParseCopyOptions(List<Option> options)
    {
        Accept(Keyword.With);
        if (At(TokenKind.LeftParenthesis)) options.AddRange(ParseParenthesized(ParseCopyOption));
        else
            while (ParseOldCopyOption() is { } option)
                options.Add(option);
    }

    private Option ParseCopyOption()
    {
        var position = Position;
        return new Option(null, ParseLabel(), ParseCopyValue()) { Position = position };
    }

    private OptionValue? ParseCopyValue()
    {
        var position = Position;
        if (Accept(TokenKind.Star)) return new OptionValue(OptionValueKind.Star, "*") { Position = position };
        if (At(TokenKind.LeftParenthesis))
            return new OptionValue(OptionValueKind.List, "", ParseParenthesized(ParseCopyListItem)) { Position = position };
        return ParseUtilityValue();
    }

    private Name ParseCopyListItem()
    {
        var position = Position;
        var text = At(TokenKind.String) ? ParseString() : ParseBooleanOrWord() ?? throw Unexpected();
        return new Name(text) { Position = position };
    }

    /// <summary>An option of the syntax without parentheses; null, and nothing taken, when there is none.</summary>
    private Option? ParseOldCopyOption()
    {
        var position = Position;
        switch (Current.Keyword)
        {
            case Keyword.Binary: return TakeOldFormat("binary");
            case Keyword.Csv: return TakeOldFormat("csv");
            case Keyword.Freeze:
                Advance();
                return Flag("freeze", position);
            case Keyword.Header:
                Advance();
                return Flag("header", position);
            case Keyword.Delimiter: return ParseOldString("delimiter");
            case Keyword.Null: return ParseOldString("null");
            case Keyword.Quote: return ParseOldString("quote");
            case Keyword.Escape: return ParseOldString("escape");
            case Keyword.Encoding:
                Advance();
                return StringOption("encoding", ParseString(), position);
            case Keyword.Force:
                Advance();
                return ParseOldForce(position);
            default:
                return null;
        }
    }

    private Option TakeOldFormat(string format)
    {
        var position = Position;
        Advance();
        return WordOption("format", format, position);
    }

    private Option ParseOldString(string name)
    {
        var position = Position;
        Advance();
        Accept(Keyword.As);
        return StringOption(name, ParseString(), position);
    }

    private Option ParseOldForce(int position)
    {
        var name = Accept(Keyword.Quote) ? "force_quote" : Accept(Keyword.Not, Keyword.Null) ? "force_not_null" : "force_null";
        if (name == "force_null") Expect(Keyword.Null);
        var start = Position;
        var value = name == "force_quote" && Accept(TokenKind.Star)
            ? new OptionValue(OptionValueKind.Star, "*")
            : new OptionValue(OptionValueKind.List, "", ParseNameList());
        return new Option(null, name, value with { Position = start }) { Position = position };
    }
}
