using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Operators by precedence.</summary>
internal sealed partial class Parser
{
    private static readonly OperatorName
        s_plus = new("+"), s_minus = new("-"), s_star = new("*"), s_slash = new("/"), s_percent = new("%"), s_caret = new("^"),
        s_less = new("<"), s_greater = new(">"), s_equals = new("="), s_lessEquals = new("<="), s_greaterEquals = new(">="),
        s_notEquals = new("<>");

    private Expression ParseExpression() => ParseExpression(Precedence.Lowest);

    /// <summary><see cref="ParseExpression()"/> as an element of a list.</summary>
    private Expression ParseExpressionItem() => ParseExpression(Precedence.Lowest);

    private SyntaxList<Expression> ParseExpressionList() => ParseCommaSeparated(ParseExpressionItem);

    /// <summary>The expression that PostgreSQL's grammar calls b_expr: no AND, OR, NOT, IN, LIKE, BETWEEN, IS NULL at its top.</summary>
    private Expression ParseRestrictedExpression() => ParseExpression(Precedence.Lowest, isRestricted: true);

    /// <summary>An operand: everything that binds tighter than <paramref name="outer"/>.</summary>
    private Expression ParseExpression(Precedence outer, bool isRestricted = false)
    {
        CheckDepth();
        return ParseOperators(ParsePrefix(isRestricted), outer, isRestricted);
    }

    private Expression ParsePrefix(bool isRestricted)
    {
        var position = Position;
        switch (Current.Kind)
        {
            case TokenKind.Minus:
                Advance();
                return Negate(ParseExpression(Precedence.Unary, isRestricted), position);
            case TokenKind.Plus:
                Advance();
                return new OperatorExpression(s_plus, null, ParseExpression(Precedence.Unary, isRestricted)) { Position = position };
            case TokenKind.Operator:
                var prefix = ParseOperator();
                return new OperatorExpression(prefix, null, ParseExpression(Precedence.Other, isRestricted)) { Position = position };
            case TokenKind.Identifier when At(Keyword.Operator) && PeekIs(TokenKind.LeftParenthesis):
                goto case TokenKind.Operator;
            case TokenKind.Identifier when At(Keyword.Not) && !isRestricted:
                Advance();
                return new NotExpression(ParseExpression(Precedence.Not)) { Position = position };
            default:
                return ParsePrimary();
        }
    }

    /// <summary>A minus sign before a number is part of the number.</summary>
    private static Expression Negate(Expression operand, int position) => operand switch
    {
        IntegerLiteral { Value: not long.MinValue } integer => new IntegerLiteral(-integer.Value) { Position = position },
        NumericLiteral numeric => MakeNumber(numeric.Text[0] == '-' ? numeric.Text[1..] : "-" + numeric.Text, position),
        _ => new OperatorExpression(s_minus, null, operand) { Position = position },
    };

    /// <summary>Goes on from <paramref name="left"/> as long as operators bind tighter than <paramref name="outer"/>.</summary>
    private Expression ParseOperators(Expression left, Precedence outer, bool isRestricted)
    {
        while (true)
        {
            var level = OperatorLevel(isRestricted);
            if (level <= outer)
            {
                if (level == outer && level is Precedence.Is or Precedence.Comparison or Precedence.Like) throw Unexpected();
                return left;
            }
            if (outer == Precedence.SelectItem && Current.Kind == TokenKind.Identifier && IsLabelOnly()) return left;
            left = level switch
            {
                Precedence.Or => ParseLogical(left, LogicalOperator.Or, Keyword.Or),
                Precedence.And => ParseLogical(left, LogicalOperator.And, Keyword.And),
                Precedence.Is => ParseIs(left, isRestricted),
                Precedence.Like => ParseLikeFamily(left),
                Precedence.AtTimeZone => ParseAtTimeZone(left),
                Precedence.Collate => ParseCollate(left),
                Precedence.Typecast => ParseTypecast(left),
                _ => ParseInfix(left, level, isRestricted),
            };
        }
    }

    /// <summary>The level of the operator here; SelectItem, which is below all, when there is none.</summary>
    private Precedence OperatorLevel(bool isRestricted)
    {
        switch (Current.Kind)
        {
            case TokenKind.Plus or TokenKind.Minus: return Precedence.Additive;
            case TokenKind.Star or TokenKind.Slash or TokenKind.Percent: return Precedence.Multiplicative;
            case TokenKind.Caret: return Precedence.Power;
            case TokenKind.Less or TokenKind.Greater or TokenKind.Equals or TokenKind.LessEquals or TokenKind.GreaterEquals or TokenKind.NotEquals:
                return Precedence.Comparison;
            case TokenKind.Operator: return Precedence.Other;
            case TokenKind.Typecast: return Precedence.Typecast;
            case TokenKind.Identifier when Current.Keyword != Keyword.NotKeyword: return KeywordLevel(isRestricted);
            default: return Precedence.SelectItem;
        }
    }

    private Precedence KeywordLevel(bool isRestricted)
    {
        switch (Current.Keyword)
        {
            case Keyword.Operator when PeekIs(TokenKind.LeftParenthesis): return Precedence.Other;
            case Keyword.Is: return Precedence.Is;
        }
        if (isRestricted) return Precedence.SelectItem;
        return Current.Keyword switch
        {
            Keyword.And => Precedence.And,
            Keyword.Or => Precedence.Or,
            Keyword.Isnull or Keyword.Notnull => Precedence.Is,
            Keyword.Between or Keyword.In or Keyword.Like or Keyword.Ilike => Precedence.Like,
            // SUBSTRING(x SIMILAR p ESCAPE e) has the word without TO.
            Keyword.Similar when PeekIs(Keyword.To) => Precedence.Like,
            Keyword.Not when Peek().Keyword is Keyword.Between or Keyword.In or Keyword.Like or Keyword.Ilike or Keyword.Similar => Precedence.Like,
            Keyword.At when PeekIs(Keyword.Time) => Precedence.AtTimeZone,
            Keyword.Collate => Precedence.Collate,
            _ => Precedence.SelectItem,
        };
    }

    /// <summary>Whether the operator's word here can only be the label of a select list's entry: nothing that could be an operand follows.</summary>
    private bool IsLabelOnly() => IsBareLabel(Current) && Peek() switch
    {
        { Kind: TokenKind.Comma or TokenKind.End or TokenKind.Semicolon or TokenKind.RightParenthesis } => true,
        {
            Keyword: Keyword.From or Keyword.Into or Keyword.Where or Keyword.Group or Keyword.Having or Keyword.Window or Keyword.Union
            or Keyword.Intersect or Keyword.Except or Keyword.Order or Keyword.Limit or Keyword.Offset or Keyword.Fetch or Keyword.For
        } =>
            Current.Keyword is not (Keyword.Isnull or Keyword.Notnull),
        _ => false,
    };

    /// <summary>A chain of AND or of OR becomes one node.</summary>
    private LogicalExpression ParseLogical(Expression left, LogicalOperator kind, Keyword word)
    {
        var level = kind == LogicalOperator.And ? Precedence.And : Precedence.Or;
        var position = Position;
        var operands = new List<Expression>();
        if (left is LogicalExpression chain && chain.Operator == kind)
        {
            operands.AddRange(chain.Operands);
            position = chain.Position;
        }
        else operands.Add(left);
        while (Accept(word)) operands.Add(ParseExpression(level));
        return new LogicalExpression(kind, ToList(operands)) { Position = position };
    }

    private Expression ParseInfix(Expression left, Precedence level, bool isRestricted)
    {
        var position = Position;
        var name = ParseOperator();
        if (!isRestricted && Current.Keyword is Keyword.Any or Keyword.Some or Keyword.All)
            return ParseQuantified(left, name, position);
        return new OperatorExpression(name, left, ParseExpression(level, isRestricted)) { Position = position };
    }

    /// <summary>An operator, with or without OPERATOR().</summary>
    private OperatorName ParseOperator()
    {
        if (!At(Keyword.Operator)) return TakeOperatorSymbol();
        Advance();
        Expect(TokenKind.LeftParenthesis);
        string? schema = null;
        while (At(TokenKind.Identifier))
        {
            schema = schema is null ? ParseColumnId() : $"{schema}.{ParseColumnId()}";
            Expect(TokenKind.Dot);
        }
        var name = TakeOperatorSymbol();
        Expect(TokenKind.RightParenthesis);
        return schema is null ? name : name with { Schema = schema };
    }

    private OperatorName TakeOperatorSymbol()
    {
        var name = Current.Kind switch
        {
            TokenKind.Plus => s_plus,
            TokenKind.Minus => s_minus,
            TokenKind.Star => s_star,
            TokenKind.Slash => s_slash,
            TokenKind.Percent => s_percent,
            TokenKind.Caret => s_caret,
            TokenKind.Less => s_less,
            TokenKind.Greater => s_greater,
            TokenKind.Equals => s_equals,
            TokenKind.LessEquals => s_lessEquals,
            TokenKind.GreaterEquals => s_greaterEquals,
            TokenKind.NotEquals => s_notEquals,
            TokenKind.Operator => new OperatorName(TextOf(Current).ToString()),
            _ => throw Unexpected(),
        };
        Advance();
        return name;
    }

    private CastExpression ParseTypecast(Expression operand)
    {
        var position = Position;
        Advance();
        return new CastExpression(operand, ParseType()) { Position = position };
    }

    private CollateExpression ParseCollate(Expression operand)
    {
        var position = Position;
        Advance();
        return new CollateExpression(operand, ParseQualifiedName()) { Position = position };
    }

    private FunctionCall ParseAtTimeZone(Expression operand)
    {
        var position = Position;
        Advance();
        Expect(Keyword.Time, Keyword.Zone);
        var zone = ParseExpression(Precedence.AtTimeZone);
        return SystemCall("timezone", FunctionForm.AtTimeZone, position, zone, operand);
    }
}
