using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Functions that SQL spells in ways of its own.</summary>
internal sealed partial class Parser
{
    /// <summary>Null, and nothing taken, when there is none here.</summary>
    private Expression? ParseSpecialFunction() => ParseSqlValue() ?? (PeekIs(TokenKind.LeftParenthesis) ? ParseSpecialCall() : ParseCollationFor());

    private SqlValueExpression? ParseSqlValue()
    {
        SqlValueKind kind;
        switch (Current.Keyword)
        {
            case Keyword.CurrentDate: kind = SqlValueKind.CurrentDate; break;
            case Keyword.CurrentTime: kind = SqlValueKind.CurrentTime; break;
            case Keyword.CurrentTimestamp: kind = SqlValueKind.CurrentTimestamp; break;
            case Keyword.Localtime: kind = SqlValueKind.LocalTime; break;
            case Keyword.Localtimestamp: kind = SqlValueKind.LocalTimestamp; break;
            case Keyword.CurrentRole: kind = SqlValueKind.CurrentRole; break;
            case Keyword.CurrentUser: kind = SqlValueKind.CurrentUser; break;
            case Keyword.User: kind = SqlValueKind.User; break;
            case Keyword.SessionUser: kind = SqlValueKind.SessionUser; break;
            case Keyword.CurrentCatalog: kind = SqlValueKind.CurrentCatalog; break;
            case Keyword.CurrentSchema when !PeekIs(TokenKind.LeftParenthesis) && !PeekIs(TokenKind.Dot):
                kind = SqlValueKind.CurrentSchema;
                break;
            default: return null;
        }
        var position = Position;
        Advance();
        int? precision = null;
        if (kind is SqlValueKind.CurrentTime or SqlValueKind.CurrentTimestamp or SqlValueKind.LocalTime or SqlValueKind.LocalTimestamp
            && Accept(TokenKind.LeftParenthesis))
        {
            precision = ParseInteger();
            Expect(TokenKind.RightParenthesis);
        }
        return new SqlValueExpression(kind, precision) { Position = position };
    }

    private FunctionCall? ParseCollationFor()
    {
        if (!At(Keyword.Collation, Keyword.For)) return null;
        var position = Position;
        Advance();
        Advance();
        Expect(TokenKind.LeftParenthesis);
        var value = ParseExpression();
        Expect(TokenKind.RightParenthesis);
        return SystemCall("pg_collation_for", FunctionForm.CollationFor, position, value);
    }

    private Expression? ParseSpecialCall()
    {
        var position = Position;
        var keyword = Current.Keyword;
        switch (keyword)
        {
            case Keyword.Cast or Keyword.Extract or Keyword.Overlay or Keyword.Position or Keyword.Substring or Keyword.Trim
                or Keyword.Treat or Keyword.Normalize or Keyword.Coalesce or Keyword.Nullif or Keyword.Greatest or Keyword.Least or Keyword.Grouping:
                Advance();
                Advance();
                break;
            case Keyword.Xmlattributes or Keyword.Xmlconcat or Keyword.Xmlelement or Keyword.Xmlexists or Keyword.Xmlforest or Keyword.Xmlparse
                or Keyword.Xmlpi or Keyword.Xmlroot or Keyword.Xmlserialize or Keyword.Xmltable:
                Refuse(Keywords.Spelling(keyword).ToUpperInvariant(), position);
                return null;
            default:
                return null;
        }
        Expression call = keyword switch
        {
            Keyword.Cast => ParseCast(position),
            Keyword.Extract => ParseExtract(position),
            Keyword.Overlay => ParseOverlay(position),
            Keyword.Position => ParsePosition(position),
            Keyword.Substring => ParseSubstring(position),
            Keyword.Trim => ParseTrim(position),
            Keyword.Treat => ParseTreat(position),
            Keyword.Normalize => ParseNormalize(position),
            Keyword.Coalesce => new CoalesceExpression(ParseExpressionList()) { Position = position },
            Keyword.Nullif => ParseNullIf(position),
            Keyword.Grouping => new GroupingExpression(ParseExpressionList()) { Position = position },
            _ => new GreatestLeastExpression(keyword == Keyword.Greatest, ParseExpressionList()) { Position = position },
        };
        Expect(TokenKind.RightParenthesis);
        return call;
    }

    private CastExpression ParseCast(int position)
    {
        var operand = ParseExpression();
        Expect(Keyword.As);
        return new CastExpression(operand, ParseType()) { Position = position };
    }

    private FunctionCall ParseTreat(int position)
    {
        var operand = ParseExpression();
        Expect(Keyword.As);
        // As in PostgreSQL, a call of the function that is called like the type.
        return SystemCall(ParseType().Name.Object, FunctionForm.Call, position, operand);
    }

    private NullIfExpression ParseNullIf(int position)
    {
        var left = ParseExpression();
        Expect(TokenKind.Comma);
        return new NullIfExpression(left, ParseExpression()) { Position = position };
    }

    private FunctionCall ParseExtract(int position)
    {
        var fieldPosition = Position;
        string field;
        if (At(TokenKind.String)) field = ParseString();
        else
        {
            // Any identifier, and of the key words the fields.
            if (!At(TokenKind.Identifier) || (Current.Keyword != Keyword.NotKeyword && IntervalField(Current.Keyword) < 0)) throw Unexpected();
            field = ParseLabel();
        }
        Expect(Keyword.From);
        return SystemCall("extract", FunctionForm.Extract, position, new StringLiteral(field) { Position = fieldPosition }, ParseExpression());
    }

    /// <summary>The spelling with commas, of a function that also has one with words; the lists of both begin with an expression.</summary>
    private FunctionCall ParsePlainArguments(string name, int position, FunctionArgument? first)
    {
        var arguments = new List<FunctionArgument>();
        var isVariadic = false;
        if (first is not null) arguments.Add(first);
        if (first is null ? !At(TokenKind.RightParenthesis) : Accept(TokenKind.Comma))
        {
            var (rest, variadic) = ParseArguments(allowsVariadic: true);
            arguments.AddRange(rest);
            isVariadic = variadic;
        }
        // The word is the function's own unqualified name here.
        var qualified = new QualifiedName([name]) { Position = position };
        return new FunctionCall(qualified, ToList(arguments)) { Position = position, IsVariadic = isVariadic };
    }

    private FunctionCall ParseOverlay(int position)
    {
        if (At(TokenKind.RightParenthesis)) return ParsePlainArguments("overlay", position, null);
        var first = ParseArgument();
        if (first.Name is not null || !Accept(Keyword.Placing)) return ParsePlainArguments("overlay", position, first);
        var replacement = ParseExpression();
        Expect(Keyword.From);
        var from = ParseExpression();
        return Accept(Keyword.For)
            ? SystemCall("overlay", FunctionForm.Overlay, position, first.Value, replacement, from, ParseExpression())
            : SystemCall("overlay", FunctionForm.Overlay, position, first.Value, replacement, from);
    }

    private FunctionCall ParsePosition(int position)
    {
        var part = ParseRestrictedExpression();
        Expect(Keyword.In);
        var whole = ParseRestrictedExpression();
        return SystemCall("position", FunctionForm.Position, position, whole, part);
    }

    private FunctionCall ParseSubstring(int position)
    {
        if (At(TokenKind.RightParenthesis)) return ParsePlainArguments("substring", position, null);
        var first = ParseArgument();
        if (first.Name is not null) return ParsePlainArguments("substring", position, first);
        var whole = first.Value;
        if (Accept(Keyword.From))
        {
            var from = ParseExpression();
            return Accept(Keyword.For)
                ? SystemCall("substring", FunctionForm.Substring, position, whole, from, ParseExpression())
                : SystemCall("substring", FunctionForm.Substring, position, whole, from);
        }
        if (Accept(Keyword.For))
        {
            var length = ParseExpression();
            if (Accept(Keyword.From)) return SystemCall("substring", FunctionForm.Substring, position, whole, ParseExpression(), length);
            var cast = new CastExpression(length, SystemType("int4", 0));
            return SystemCall("substring", FunctionForm.Substring, position, whole, new IntegerLiteral(1), cast);
        }
        if (Accept(Keyword.Similar))
        {
            var pattern = ParseExpression();
            Expect(Keyword.Escape);
            return SystemCall("substring", FunctionForm.SubstringSimilar, position, whole, pattern, ParseExpression());
        }
        return ParsePlainArguments("substring", position, first);
    }

    private FunctionCall ParseTrim(int position)
    {
        var name = Accept(Keyword.Leading) ? "ltrim" : Accept(Keyword.Trailing) ? "rtrim" : "btrim";
        if (name == "btrim") Accept(Keyword.Both);
        var arguments = new List<Expression>();
        if (!Accept(Keyword.From))
        {
            arguments.Add(ParseExpression());
            if (Accept(Keyword.From))
            {
                // TRIM(x FROM y): y comes first in the call.
                var rest = ParseExpressionList();
                arguments.InsertRange(0, rest);
                return SystemCall(name, FunctionForm.Trim, position, [.. arguments]);
            }
            while (Accept(TokenKind.Comma)) arguments.Add(ParseExpression());
        }
        else arguments.AddRange(ParseExpressionList());
        return SystemCall(name, FunctionForm.Trim, position, [.. arguments]);
    }

    private FunctionCall ParseNormalize(int position)
    {
        var value = ParseExpression();
        if (!Accept(TokenKind.Comma)) return SystemCall("normalize", FunctionForm.Normalize, position, value);
        return SystemCall("normalize", FunctionForm.Normalize, position, value, ParseUnicodeForm() ?? throw Unexpected());
    }

    /// <summary><c>row OVERLAPS row</c>, when that follows; else the row.</summary>
    private Expression ParseOverlaps(RowConstructor left)
    {
        if (!At(Keyword.Overlaps)) return left;
        var position = Position;
        Advance();
        var right = At(Keyword.Row) ? ParseRow() : ParseImplicitRow();
        if (left.Fields.Count != 2) throw SyntaxErrors.Rule("wrong number of parameters on left side of OVERLAPS expression", left.Position);
        if (right.Fields.Count != 2) throw SyntaxErrors.Rule("wrong number of parameters on right side of OVERLAPS expression", right.Position);
        return SystemCall("overlaps", FunctionForm.Overlaps, position, left.Fields[0], left.Fields[1], right.Fields[0], right.Fields[1]);
    }

    private RowConstructor ParseImplicitRow()
    {
        var position = Position;
        Expect(TokenKind.LeftParenthesis);
        var fields = new List<Expression> { ParseExpression() };
        if (!At(TokenKind.Comma)) throw Unexpected();
        while (Accept(TokenKind.Comma)) fields.Add(ParseExpression());
        Expect(TokenKind.RightParenthesis);
        return new RowConstructor(ToList(fields), HasKeyword: false) { Position = position };
    }
}
