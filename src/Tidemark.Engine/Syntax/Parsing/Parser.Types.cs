using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Types: SQL's spellings, others by name, arrays.</summary>
internal sealed partial class Parser
{
    private TypeName ParseType()
    {
        CheckDepth();
        var isSetOf = Accept(Keyword.Setof);
        var type = ParseSimpleType();
        var bounds = ParseArrayBounds();
        return isSetOf || !bounds.IsEmpty ? type with { IsSetOf = isSetOf, ArrayBounds = bounds } : type;
    }

    private SyntaxList<int?> ParseArrayBounds()
    {
        if (Accept(Keyword.Array))
        {
            if (!Accept(TokenKind.LeftBracket)) return [null];
            var size = ParseInteger();
            Expect(TokenKind.RightBracket);
            return [size];
        }
        if (!At(TokenKind.LeftBracket)) return [];
        var bounds = new List<int?>();
        while (Accept(TokenKind.LeftBracket))
        {
            bounds.Add(At(TokenKind.RightBracket) ? null : ParseInteger());
            Expect(TokenKind.RightBracket);
        }
        return ToList(bounds);
    }

    private TypeName ParseSimpleType() => ParseSqlType() ?? ParseNamedType();

    /// <summary>A type by name. Modifiers are any expressions; the type's own function decides.</summary>
    private TypeName ParseNamedType()
    {
        var name = ParseDotted(ParseTypeOrFunctionId);
        var modifiers = At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseExpressionItem) : [];
        return new TypeName(name, modifiers) { Position = name.Position };
    }

    /// <summary>A type that SQL spells with key words; null, and nothing taken, when there is none here.</summary>
    private TypeName? ParseSqlType()
    {
        var position = Position;
        switch (Current.Keyword)
        {
            case Keyword.Int or Keyword.Integer: return TakeSystemType("int4");
            case Keyword.Smallint: return TakeSystemType("int2");
            case Keyword.Bigint: return TakeSystemType("int8");
            case Keyword.Real: return TakeSystemType("float4");
            case Keyword.Boolean: return TakeSystemType("bool");
            case Keyword.Double when PeekIs(Keyword.Precision):
                Advance();
                return TakeSystemType("float8");
            case Keyword.Float:
                Advance();
                return SystemType(ParseFloatPrecision(), position);
            case Keyword.Decimal or Keyword.Dec or Keyword.Numeric:
                Advance();
                return SystemType("numeric", position, At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseExpressionItem) : []);
            case Keyword.Bit:
                Advance();
                return ParseBitType(position);
            case Keyword.Character or Keyword.Char or Keyword.Varchar or Keyword.National or Keyword.Nchar:
                return ParseCharacterType(position);
            case Keyword.Timestamp or Keyword.Time:
                return ParseTimeType(position);
            case Keyword.Interval:
                Advance();
                return At(TokenKind.LeftParenthesis)
                    ? SystemType("interval", position, ParseLength())
                    : ParseIntervalFields(SystemType("interval", position));
            default:
                return null;
        }
    }

    private static TypeName SystemType(string name, int position, SyntaxList<Expression> modifiers = default) =>
        new(SystemName(name, position), modifiers) { Position = position };

    private TypeName TakeSystemType(string name)
    {
        var position = Position;
        Advance();
        return SystemType(name, position);
    }

    private string ParseFloatPrecision()
    {
        if (!Accept(TokenKind.LeftParenthesis)) return "float8";
        var position = Position;
        var bits = ParseInteger();
        Expect(TokenKind.RightParenthesis);
        return bits switch
        {
            < 1 => throw SyntaxErrors.InvalidPrecision("precision for type float must be at least 1 bit", position),
            <= 24 => "float4",
            <= 53 => "float8",
            _ => throw SyntaxErrors.InvalidPrecision("precision for type float must be less than 54 bits", position),
        };
    }

    private TypeName ParseBitType(int position)
    {
        var isVarying = Accept(Keyword.Varying);
        var modifiers = At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseExpressionItem) : [];
        // bit without a length is bit(1).
        if (!isVarying && modifiers.IsEmpty) modifiers = [new IntegerLiteral(1)];
        return SystemType(isVarying ? "varbit" : "bit", position, modifiers);
    }

    private TypeName ParseCharacterType(int position)
    {
        if (Accept(Keyword.National) && !At(Keyword.Character) && !At(Keyword.Char)) throw Unexpected();
        var isVarying = At(Keyword.Varchar);
        Advance();
        if (!isVarying) isVarying = Accept(Keyword.Varying);
        if (At(TokenKind.LeftParenthesis)) return SystemType(isVarying ? "varchar" : "bpchar", position, ParseLength());
        // char without a length is char(1).
        return isVarying ? SystemType("varchar", position) : SystemType("bpchar", position, [new IntegerLiteral(1)]);
    }

    /// <summary><c>(n)</c>, an integer constant.</summary>
    private SyntaxList<Expression> ParseLength()
    {
        Expect(TokenKind.LeftParenthesis);
        var position = Position;
        var length = ParseInteger();
        Expect(TokenKind.RightParenthesis);
        return [new IntegerLiteral(length) { Position = position }];
    }

    private TypeName ParseTimeType(int position)
    {
        var name = At(Keyword.Timestamp) ? "timestamp" : "time";
        Advance();
        var precision = At(TokenKind.LeftParenthesis) ? ParseLength() : [];
        if (Accept(Keyword.With, Keyword.Time, Keyword.Zone)) name += "tz";
        else Accept(Keyword.Without, Keyword.Time, Keyword.Zone);
        return SystemType(name, position, precision);
    }

    /// <summary>The fields behind INTERVAL or behind an interval's literal, when there are any.</summary>
    private TypeName ParseIntervalFields(TypeName type)
    {
        var first = IntervalField(Current.Keyword);
        if (first < 0) return type;
        Advance();
        var last = first;
        if (first is not (0 or 5) || !At(Keyword.To))
        {
            if (first is 2 or 3 or 4 && Accept(Keyword.To)) last = ParseLastField(first);
        }
        else if (first == 0)
        {
            Advance();
            Expect(Keyword.Month);
            last = 1;
        }
        var seconds = last == 5 && At(TokenKind.LeftParenthesis) ? ParseLength() : [];
        var fields = last == first ? s_fields[first] : $"{s_fields[first]} to {s_fields[last]}";
        return type with { IntervalFields = fields, Modifiers = seconds };
    }

    private int ParseLastField(int first)
    {
        var last = IntervalField(Current.Keyword);
        if (last <= first) throw Unexpected();
        Advance();
        return last;
    }

    private static readonly string[] s_fields = ["year", "month", "day", "hour", "minute", "second"];

    private static int IntervalField(Keyword keyword) => keyword switch
    {
        Keyword.Year => 0,
        Keyword.Month => 1,
        Keyword.Day => 2,
        Keyword.Hour => 3,
        Keyword.Minute => 4,
        Keyword.Second => 5,
        _ => -1,
    };

    /// <summary>
    /// Whether the words here are a type that SQL spells followed by a string: <c>timestamp(3) with time zone '...'</c>. If not, the word is
    /// a column's name.
    /// </summary>
    private bool AtTypedLiteral()
    {
        var ahead = 1;
        switch (Current.Keyword)
        {
            case Keyword.Double:
                if (!PeekIs(Keyword.Precision)) return false;
                ahead = 2;
                break;
            case Keyword.National:
                ahead = PeekIs(Keyword.Varying, 2) ? 3 : 2;
                break;
            case Keyword.Character or Keyword.Char or Keyword.Nchar or Keyword.Bit:
                if (PeekIs(Keyword.Varying)) ahead = 2;
                break;
        }
        if (PeekIs(TokenKind.LeftParenthesis, ahead)) ahead = BehindParentheses(ahead);
        if (Current.Keyword is Keyword.Time or Keyword.Timestamp && (PeekIs(Keyword.With, ahead) || PeekIs(Keyword.Without, ahead))
            && PeekIs(Keyword.Time, ahead + 1) && PeekIs(Keyword.Zone, ahead + 2)) ahead += 3;
        return PeekIs(TokenKind.String, ahead);
    }

    private int BehindParentheses(int ahead)
    {
        var depth = 0;
        while (true)
        {
            if (PeekIs(TokenKind.LeftParenthesis, ahead)) depth++;
            else if (PeekIs(TokenKind.RightParenthesis, ahead) && --depth == 0) return ahead + 1;
            else if (PeekIs(TokenKind.End, ahead) || PeekIs(TokenKind.Error, ahead)) return ahead;
            ahead++;
        }
    }

    private TypedLiteral ParseTypedLiteral()
    {
        var hasLength = BehindWords().Kind == TokenKind.LeftParenthesis;
        var type = ParseSqlType() ?? throw Unexpected();
        // A character literal without a length is not cut to one character.
        if (!hasLength && type.Name.Object == "bpchar") type = type with { Modifiers = [] };
        if (!hasLength && type.Name.Object == "bit") type = type with { Modifiers = [] };
        var position = Position;
        var value = ParseString();
        if (type.Name.Object == "interval" && type.Modifiers.IsEmpty) type = ParseIntervalFields(type);
        return new TypedLiteral(type, value) { Position = position };
    }

    private ref readonly Token BehindWords()
    {
        var ahead = 1;
        while (PeekIs(TokenKind.Identifier, ahead)) ahead++;
        return ref Peek(ahead);
    }
}
