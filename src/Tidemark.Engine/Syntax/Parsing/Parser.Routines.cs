using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>CREATE FUNCTION and PROCEDURE, and signatures.</summary>
internal sealed partial class Parser
{
    private CreateFunctionStatement ParseCreateFunction(bool orReplace, int position)
    {
        var isProcedure = At(Keyword.Procedure);
        Advance();
        var name = ParseFunctionName();
        var statement = new CreateFunctionStatement(name, isProcedure, ParseParameters(allowsDefaults: true)) { Position = position, OrReplace = orReplace };
        if (!isProcedure && At(Keyword.Returns) && !PeekIs(Keyword.Null))
        {
            Advance();
            statement = Accept(Keyword.Table)
                ? statement with { ReturnsTable = ParseParenthesized(ParseTableColumn) }
                : statement with { Returns = ParseFunctionType() };
        }
        return ParseFunctionBody(statement);
    }

    private CreateFunctionStatement ParseFunctionBody(CreateFunctionStatement statement)
    {
        var options = new List<Option>();
        var settings = new List<Statement>();
        SyntaxList<string> body = [];
        var bodyPosition = default(TextPosition);
        while (true)
        {
            var position = Position;
            if (Accept(Keyword.As))
            {
                if (!body.IsEmpty) throw SyntaxErrors.Rule("conflicting or redundant options", position);
                var (start, quote) = (Position, Current.Start);
                var first = ParseString();
                bodyPosition = new TextPosition(start + QuoteLength(quote));
                body = Accept(TokenKind.Comma) ? [first, ParseString()] : [first];
            }
            else if (At(Keyword.Set) || At(Keyword.Reset)) settings.Add(ParseSetOrReset());
            else if (ParseFunctionOption() is { } option) options.Add(option);
            else break;
        }
        statement = statement with { Options = ToList(options), Settings = ToList(settings), Body = body, BodyPosition = bodyPosition };
        if (Accept(Keyword.Return)) return statement with { Return = ParseExpression() };
        return At(Keyword.Begin, Keyword.Atomic) ? statement with { Atomic = ParseAtomicBody() } : statement;
    }

    // The length of a string's opening quote: an apostrophe, or dollar signs with a tag between them.
    private int QuoteLength(int start) => text[start] == '$' ? text.IndexOf('$', start + 1) + 1 - start : 1;

    private SyntaxList<Statement> ParseAtomicBody()
    {
        Advance();
        Advance();
        var statements = new List<Statement>();
        while (true)
        {
            while (Accept(TokenKind.Semicolon)) { }
            if (Accept(Keyword.End)) return ToList(statements);
            statements.Add(ParseStatement());
            Expect(TokenKind.Semicolon);
        }
    }

    /// <summary>An option of a function; null, and nothing taken, when there is none.</summary>
    private Option? ParseFunctionOption()
    {
        var position = Position;
        switch (Current.Keyword)
        {
            case Keyword.Language:
                Advance();
                return WordOption("language", ParseStringOrWord(), position);
            case Keyword.Immutable or Keyword.Stable or Keyword.Volatile:
                return WordOption("volatility", ParseLabel(), position);
            case Keyword.Strict:
                Advance();
                return Flag("strict", position);
            case Keyword.Called or Keyword.Returns:
                var isStrict = At(Keyword.Returns);
                Advance();
                if (isStrict) Expect(Keyword.Null);
                Expect(Keyword.On, Keyword.Null);
                Expect(Keyword.Input);
                return Flag("strict", position, isStrict);
            case Keyword.External or Keyword.Security:
                Accept(Keyword.External);
                Expect(Keyword.Security);
                var isDefiner = Accept(Keyword.Definer);
                if (!isDefiner) Expect(Keyword.Invoker);
                return Flag("security", position, isDefiner);
            case Keyword.Leakproof:
                Advance();
                return Flag("leakproof", position);
            case Keyword.Not:
                Advance();
                Expect(Keyword.Leakproof);
                return Flag("leakproof", position, value: false);
            case Keyword.Window:
                Advance();
                return Flag("window", position);
            case Keyword.Cost or Keyword.Rows:
                var name = ParseLabel();
                return new Option(null, name, new OptionValue(OptionValueKind.Number, ParseSignedNumber())) { Position = position };
            case Keyword.Support:
                Advance();
                return WordOption("support", ParseQualifiedName().ToString(), position);
            case Keyword.Parallel:
                Advance();
                return WordOption("parallel", ParseColumnId(), position);
            case Keyword.Transform:
                Refuse("TRANSFORM of a function", position);
                return null;
            default:
                return null;
        }
    }

    private SyntaxList<FunctionParameter> ParseParameters(bool allowsDefaults)
    {
        Expect(TokenKind.LeftParenthesis);
        var parameters = At(TokenKind.RightParenthesis) ? [] : ParseCommaSeparated(() => ParseParameter(allowsDefaults));
        Expect(TokenKind.RightParenthesis);
        return parameters;
    }

    private FunctionParameter ParseParameter(bool allowsDefaults)
    {
        var position = Position;
        var mode = ParseParameterMode();
        string? name = null;
        if (AtParameterName())
        {
            name = ParseTypeOrFunctionId();
            if (mode == ParameterMode.Default) mode = ParseParameterMode();
        }
        var type = ParseFunctionType();
        Expression? value = null;
        if (allowsDefaults && (Accept(Keyword.Default) || Accept(TokenKind.Equals))) value = ParseExpression();
        return new FunctionParameter(name, type, mode, value) { Position = position };
    }

    private FunctionParameter ParseTableColumn()
    {
        var position = Position;
        var name = ParseTypeOrFunctionId();
        return new FunctionParameter(name, ParseFunctionType(), ParameterMode.Default, null) { Position = position };
    }

    private ParameterMode ParseParameterMode()
    {
        if (Accept(Keyword.In)) return Accept(Keyword.Out) ? ParameterMode.InOut : ParameterMode.In;
        if (Accept(Keyword.Out)) return ParameterMode.Out;
        if (Accept(Keyword.Inout)) return ParameterMode.InOut;
        return Accept(Keyword.Variadic) ? ParameterMode.Variadic : ParameterMode.Default;
    }

    /// <summary>Whether the word here is a parameter's name: then a type, or its mode, follows.</summary>
    private bool AtParameterName() => IsTypeOrFunctionName(Current) && PeekIs(TokenKind.Identifier)
        && Peek().Keyword is not (Keyword.Default or Keyword.Array) && !At(Keyword.Double, Keyword.Precision);

    /// <summary>A type, or <c>table.column%TYPE</c>.</summary>
    private TypeName ParseFunctionType()
    {
        var isSetOf = At(Keyword.Setof);
        var type = ParseType();
        if (!At(TokenKind.Percent) || !PeekIs(Keyword.Type)) return type;
        Advance();
        Advance();
        return type with { IsPercentType = true, IsSetOf = isSetOf };
    }

    private FunctionSignature ParseSignature()
    {
        var position = Position;
        var name = ParseFunctionName();
        return new FunctionSignature(name, At(TokenKind.LeftParenthesis) ? ParseParameters(allowsDefaults: false) : null) { Position = position };
    }
}
