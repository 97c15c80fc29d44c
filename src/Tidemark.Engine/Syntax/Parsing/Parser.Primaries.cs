using System.Globalization;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Constants, columns, parentheses, CASE, ARRAY, ROW: what operators work on.</summary>
internal sealed partial class Parser
{
    private Expression ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                Advance();
                return new IntegerLiteral(int.Parse(TextOf(token), CultureInfo.InvariantCulture)) { Position = token.Position };
            case TokenKind.Number:
                Advance();
                return MakeNumber(TextOf(token).ToString(), token.Position);
            case TokenKind.String:
                Advance();
                return new StringLiteral(StringOf(token)) { Position = token.Position };
            case TokenKind.BitString or TokenKind.HexString:
                Advance();
                return new BitStringLiteral(tokens.Value(token.Value), token.Kind == TokenKind.HexString) { Position = token.Position };
            case TokenKind.Parameter:
                Advance();
                return ParseIndirection(MakeParameter(token));
            case TokenKind.LeftParenthesis:
                return ParseParentheses();
            case TokenKind.Identifier:
                return token.Keyword == Keyword.NotKeyword ? ParseNamed() : ParseKeywordPrimary(token.Keyword, token.Position);
            default:
                throw Unexpected();
        }
    }

    private static Expression MakeNumber(string digits, int position) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new IntegerLiteral(value) { Position = position }
            : new NumericLiteral(digits) { Position = position };

    private ParameterExpression MakeParameter(in Token token)
    {
        // Numbers that no int holds wrap around, and so name a parameter that does not exist.
        var number = 0;
        foreach (var digit in TextOf(token)[1..]) number = unchecked(number * 10 + (digit - '0'));
        return new ParameterExpression(number) { Position = token.Position };
    }

    private Expression ParseKeywordPrimary(Keyword keyword, int position)
    {
        switch (keyword)
        {
            case Keyword.Null:
                Advance();
                return new NullLiteral { Position = position };
            case Keyword.True or Keyword.False:
                Advance();
                return new BooleanLiteral(keyword == Keyword.True) { Position = position };
            case Keyword.Default:
                Advance();
                return new DefaultExpression { Position = position };
            case Keyword.Case:
                return ParseCase();
            case Keyword.Array:
                return ParseArray();
            case Keyword.Exists when PeekIs(TokenKind.LeftParenthesis):
                Advance();
                return new ExistsExpression(ParseParenthesizedQuery()) { Position = position };
            case Keyword.Unique:
                Refuse("UNIQUE predicate", position);
                break;
            case Keyword.Row when PeekIs(TokenKind.LeftParenthesis):
                return ParseOverlaps(ParseRow());
            case Keyword.Double or Keyword.Bigint or Keyword.Bit or Keyword.Boolean or Keyword.Char or Keyword.Character or Keyword.Dec
                or Keyword.Decimal or Keyword.Float or Keyword.Int or Keyword.Integer or Keyword.Interval or Keyword.National or Keyword.Nchar
                or Keyword.Numeric or Keyword.Real or Keyword.Smallint or Keyword.Time or Keyword.Timestamp or Keyword.Varchar
                when AtTypedLiteral():
                return ParseTypedLiteral();
        }
        return ParseSpecialFunction() ?? ParseNamed();
    }

    /// <summary>Parentheses around an expression, a row or a query.</summary>
    private Expression ParseParentheses()
    {
        var position = Position;
        Advance();
        CheckDepth();
        var inner = ParseQueryOrExpression();
        if (inner is Expression expression) return ParseBehindParenthesis(expression, position);
        Expect(TokenKind.RightParenthesis);
        return ParseIndirection(new SubqueryExpression((QueryExpression)inner) { Position = position });
    }

    /// <summary>The rest of <c>(a)</c> or <c>(a, b, ...)</c> behind its first expression.</summary>
    private Expression ParseBehindParenthesis(Expression first, int position)
    {
        if (Accept(TokenKind.RightParenthesis)) return ParseIndirection(first);
        Expect(TokenKind.Comma);
        var fields = new List<Expression> { first };
        do fields.Add(ParseExpression());
        while (Accept(TokenKind.Comma));
        Expect(TokenKind.RightParenthesis);
        return ParseOverlaps(new RowConstructor(ToList(fields), HasKeyword: false) { Position = position });
    }

    private QueryExpression ParseParenthesizedQuery()
    {
        Expect(TokenKind.LeftParenthesis);
        CheckDepth();
        var query = ParseQuery();
        Expect(TokenKind.RightParenthesis);
        return query;
    }

    private RowConstructor ParseRow()
    {
        var position = Position;
        Expect(Keyword.Row);
        Expect(TokenKind.LeftParenthesis);
        var fields = At(TokenKind.RightParenthesis) ? [] : ParseExpressionList();
        Expect(TokenKind.RightParenthesis);
        return new RowConstructor(fields, HasKeyword: true) { Position = position };
    }

    /// <summary>Subscripts and fields behind a value.</summary>
    private Expression ParseIndirection(Expression operand)
    {
        while (true)
        {
            if (At(TokenKind.LeftBracket))
            {
                operand = new SubscriptExpression(operand, ParseSubscripts()) { Position = operand.Position };
            }
            else if (Accept(TokenKind.Dot))
            {
                if (Accept(TokenKind.Star))
                {
                    RefuseMoreBehindStar();
                    return new RowStarExpression(operand) { Position = operand.Position };
                }
                operand = new FieldSelection(operand, ParseLabel()) { Position = operand.Position };
            }
            else return operand;
        }
    }

    private void RefuseMoreBehindStar()
    {
        if (!At(TokenKind.Dot) && !At(TokenKind.LeftBracket)) return;
        ParseIndirection(new NullLiteral());
        throw Complaint("improper use of \"*\"");
    }

    private SyntaxList<Subscript> ParseSubscripts()
    {
        var subscripts = new List<Subscript>();
        while (At(TokenKind.LeftBracket)) subscripts.Add(ParseSubscript());
        return ToList(subscripts);
    }

    private Subscript ParseSubscript()
    {
        var position = Position;
        Expect(TokenKind.LeftBracket);
        var first = At(TokenKind.Colon) ? null : ParseExpression();
        if (!Accept(TokenKind.Colon))
        {
            Expect(TokenKind.RightBracket);
            return new Subscript(null, first, IsSlice: false) { Position = position };
        }
        var upper = At(TokenKind.RightBracket) ? null : ParseExpression();
        Expect(TokenKind.RightBracket);
        return new Subscript(first, upper, IsSlice: true) { Position = position };
    }

    private CaseExpression ParseCase()
    {
        var position = Position;
        Advance();
        var operand = At(Keyword.When) ? null : ParseExpression();
        var branches = new List<WhenClause>();
        do branches.Add(ParseWhen());
        while (At(Keyword.When));
        var otherwise = Accept(Keyword.Else) ? ParseExpression() : null;
        Expect(Keyword.End);
        return new CaseExpression(operand, ToList(branches), otherwise) { Position = position };
    }

    private WhenClause ParseWhen()
    {
        var position = Position;
        Expect(Keyword.When);
        var condition = ParseExpression();
        Expect(Keyword.Then);
        return new WhenClause(condition, ParseExpression()) { Position = position };
    }

    private Expression ParseArray()
    {
        var position = Position;
        Advance();
        if (At(TokenKind.LeftParenthesis)) return new ArraySubqueryExpression(ParseParenthesizedQuery()) { Position = position };
        return ParseArrayElements(position);
    }

    private ArrayConstructor ParseArrayElements(int position)
    {
        CheckDepth();
        Expect(TokenKind.LeftBracket);
        SyntaxList<Expression> elements = [];
        if (At(TokenKind.LeftBracket)) elements = ParseCommaSeparated<Expression>(() => ParseArrayElements(Position));
        else if (!At(TokenKind.RightBracket)) elements = ParseExpressionList();
        Expect(TokenKind.RightBracket);
        return new ArrayConstructor(elements) { Position = position };
    }

    /// <summary>What begins with a name: a column, a function, or a string constant of a type by name.</summary>
    private Expression ParseNamed()
    {
        var first = Current;
        var isColumn = IsColumnName(first);
        if (!isColumn && !IsTypeOrFunctionName(first)) throw Unexpected();
        if (!PeekIs(TokenKind.Dot))
        {
            if (PeekIs(TokenKind.LeftParenthesis) && IsTypeOrFunctionName(first)) return ParseFunction();
            if (PeekIs(TokenKind.String) && IsTypeOrFunctionName(first)) return ParseStringOfType(ParseDotted(ParseTypeOrFunctionId), []);
            if (!isColumn)
            {
                Advance();
                throw Unexpected();
            }
            var column = new ColumnReference([IdentifierOf(first)]) { Position = first.Position };
            Advance();
            return At(TokenKind.LeftBracket) ? ParseIndirection(column) : column;
        }
        return ParseDottedNamed(first);
    }

    private Expression ParseDottedNamed(Token first)
    {
        var start = _index;
        var parts = new List<string> { IdentifierOf(first) };
        Advance();
        while (Accept(TokenKind.Dot))
        {
            if (Accept(TokenKind.Star))
            {
                RefuseMoreBehindStar();
                if (!IsColumnName(first)) throw UnexpectedAt(start + 1);
                return new StarExpression(ToList(parts)) { Position = first.Position };
            }
            parts.Add(ParseLabel());
        }
        if (At(TokenKind.LeftParenthesis))
        {
            _index = start;
            return ParseFunction();
        }
        if (At(TokenKind.String)) return ParseStringOfType(new QualifiedName(ToList(parts)) { Position = first.Position }, []);
        if (!IsColumnName(first)) throw UnexpectedAt(start + 1);
        var column = new ColumnReference(ToList(parts)) { Position = first.Position };
        return At(TokenKind.LeftBracket) ? ParseIndirection(column) : column;
    }

    private TypedLiteral ParseStringOfType(QualifiedName name, SyntaxList<Expression> modifiers)
    {
        var type = new TypeName(name, modifiers) { Position = name.Position };
        var position = Position;
        return new TypedLiteral(type, ParseString()) { Position = position };
    }
}
