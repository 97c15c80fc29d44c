using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary>A constant.</summary>
internal abstract record Literal : Expression;

/// <summary>An integer that fits bigint: of type integer when it fits that, else bigint. A minus sign before a number is folded into it.</summary>
internal sealed record IntegerLiteral(long Value) : Literal;

/// <summary>A number with a point or an exponent, or too large for bigint, of type numeric; with its sign, otherwise as written.</summary>
internal sealed record NumericLiteral(string Text) : Literal;

/// <summary>A string constant in any of its forms ('', E'', U&amp;'', $$), decoded. Its type is not known yet.</summary>
internal sealed record StringLiteral(string Value) : Literal;

/// <summary><c>B'101'</c> or <c>X'1FF'</c>.</summary>
internal sealed record BitStringLiteral(string Digits, bool IsHexadecimal) : Literal;

internal sealed record BooleanLiteral(bool Value) : Literal;

internal sealed record NullLiteral : Literal;

/// <summary><c>interval '1 day'</c>, <c>timestamp '...'</c>, <c>schema.type 'text'</c>: a string constant of a named type.</summary>
internal sealed record TypedLiteral(TypeName Type, string Value) : Literal;

/// <summary>A parameter <c>$1</c>; numbers start at 1.</summary>
internal sealed record ParameterExpression(int Number) : Expression;

/// <summary>DEFAULT in place of a value, in INSERT and UPDATE.</summary>
internal sealed record DefaultExpression : Expression;
