using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>IS, BETWEEN, IN, LIKE, ANY and ALL.</summary>
internal sealed partial class Parser
{
    private Expression ParseIs(Expression left, bool isRestricted)
    {
        var position = Position;
        if (Accept(Keyword.Isnull)) return new NullTest(left, false) { Position = position };
        if (Accept(Keyword.Notnull)) return new NullTest(left, true) { Position = position };
        Advance();
        var isNot = Accept(Keyword.Not);
        if (Accept(Keyword.Distinct))
        {
            Expect(Keyword.From);
            return new DistinctFromExpression(left, ParseExpression(Precedence.Is, isRestricted), isNot) { Position = position };
        }
        if (isRestricted && !At(Keyword.Document)) throw Unexpected();
        if (Accept(Keyword.Null)) return new NullTest(left, isNot) { Position = position };
        if (Accept(Keyword.True)) return new BooleanTest(left, TruthValue.True, isNot) { Position = position };
        if (Accept(Keyword.False)) return new BooleanTest(left, TruthValue.False, isNot) { Position = position };
        if (Accept(Keyword.Unknown)) return new BooleanTest(left, TruthValue.Unknown, isNot) { Position = position };
        if (At(Keyword.Document)) Refuse("IS DOCUMENT", position);
        return ParseIsNormalized(left, isNot, position);
    }

    private Expression ParseIsNormalized(Expression left, bool isNot, int position)
    {
        var form = ParseUnicodeForm();
        Expect(Keyword.Normalized);
        var call = form is null
            ? SystemCall("is_normalized", FunctionForm.IsNormalized, position, left)
            : SystemCall("is_normalized", FunctionForm.IsNormalized, position, left, form);
        return isNot ? new NotExpression(call) { Position = position } : call;
    }

    /// <summary>NFC and its kin as a string; null when there is none.</summary>
    private StringLiteral? ParseUnicodeForm()
    {
        if (Current.Keyword is not (Keyword.Nfc or Keyword.Nfd or Keyword.Nfkc or Keyword.Nfkd)) return null;
        var position = Position;
        return new StringLiteral(ParseLabel().ToUpperInvariant()) { Position = position };
    }

    private Expression ParseLikeFamily(Expression left)
    {
        var position = Position;
        var isNot = Accept(Keyword.Not);
        var word = Current.Keyword;
        Advance();
        switch (word)
        {
            case Keyword.Between:
                return ParseBetween(left, isNot, position);
            case Keyword.In:
                return ParseIn(left, isNot, position);
            case Keyword.Similar:
                Expect(Keyword.To);
                return ParseLike(left, LikeKind.SimilarTo, isNot, position);
            default:
                if (Current.Keyword is Keyword.Any or Keyword.Some or Keyword.All)
                    return ParseQuantified(left, LikeOperator(word == Keyword.Ilike, isNot), position);
                return ParseLike(left, word == Keyword.Ilike ? LikeKind.ILike : LikeKind.Like, isNot, position);
        }
    }

    private static OperatorName LikeOperator(bool ignoresCase, bool isNot) => new((isNot ? "!~~" : "~~") + (ignoresCase ? "*" : ""));

    private LikeExpression ParseLike(Expression left, LikeKind kind, bool isNot, int position)
    {
        var pattern = ParseExpression(Precedence.Like);
        var escape = Accept(Keyword.Escape) ? ParseExpression(Precedence.Like) : null;
        return new LikeExpression(left, kind, pattern, escape, isNot) { Position = position };
    }

    private BetweenExpression ParseBetween(Expression left, bool isNot, int position)
    {
        var isSymmetric = Accept(Keyword.Symmetric);
        if (!isSymmetric) Accept(Keyword.Asymmetric);
        var low = ParseRestrictedExpression();
        Expect(Keyword.And);
        var high = ParseExpression(Precedence.Like);
        return new BetweenExpression(left, low, high, isNot, isSymmetric) { Position = position };
    }

    private Expression ParseIn(Expression left, bool isNot, int position)
    {
        var (query, items) = ParseParenthesizedQueryOrList();
        return query is not null
            ? new InSubqueryExpression(left, query, isNot) { Position = position }
            : new InListExpression(left, items, isNot) { Position = position };
    }

    private Expression ParseQuantified(Expression left, OperatorName name, int position)
    {
        var isAll = At(Keyword.All);
        Advance();
        var (query, items) = ParseParenthesizedQueryOrList();
        if (query is not null) return new QuantifiedSubqueryExpression(left, name, isAll, query) { Position = position };
        if (items.Count > 1) throw Unexpected();
        return new QuantifiedArrayExpression(left, name, isAll, items[0]) { Position = position };
    }

    /// <summary><c>(query)</c>, or <c>(expression, ...)</c>. What starts as a query may turn out to be the first expression.</summary>
    private (QueryExpression? Query, SyntaxList<Expression> Items) ParseParenthesizedQueryOrList()
    {
        CheckDepth();
        Expect(TokenKind.LeftParenthesis);
        var first = ParseQueryOrExpression();
        if (first is QueryExpression query)
        {
            Expect(TokenKind.RightParenthesis);
            return (query, []);
        }
        var items = new List<Expression> { (Expression)first };
        while (Accept(TokenKind.Comma)) items.Add(ParseExpression());
        Expect(TokenKind.RightParenthesis);
        return (null, ToList(items));
    }

    /// <summary>
    /// What stands behind an opening parenthesis: a query when it is nothing but one, else an expression, which may begin with a query in
    /// parentheses of its own.
    /// </summary>
    private SyntaxNode ParseQueryOrExpression()
    {
        if (AtQueryWord()) return ParseQuery();
        if (!At(TokenKind.LeftParenthesis)) return ParseExpression();
        var position = Position;
        Advance();
        CheckDepth();
        var inner = ParseQueryOrExpression();
        if (inner is not QueryExpression query)
            return ParseOperators(ParseBehindParenthesis((Expression)inner, position), Precedence.Lowest, isRestricted: false);
        Expect(TokenKind.RightParenthesis);
        if (At(TokenKind.RightParenthesis) || AtQueryContinuation()) return ParseQueryRest(query);
        var value = ParseIndirection(new SubqueryExpression(query) { Position = position });
        return ParseOperators(value, Precedence.Lowest, isRestricted: false);
    }

    /// <summary>Whether a word that begins a query is here. VALUES may also be a column.</summary>
    private bool AtQueryWord() => Current.Keyword switch
    {
        Keyword.Select or Keyword.With or Keyword.Table => true,
        Keyword.Values => PeekIs(TokenKind.LeftParenthesis),
        _ => false,
    };

    /// <summary>Whether a clause is here that makes what stands in parentheses before it a part of a query.</summary>
    private bool AtQueryContinuation() => Current.Keyword is Keyword.Union or Keyword.Intersect or Keyword.Except or Keyword.Order
        or Keyword.Limit or Keyword.Offset or Keyword.Fetch or Keyword.For;
}
