namespace Tidemark.Engine.Syntax.Expressions;

/// <summary><c>ARRAY[...]</c>; an inner <c>[...]</c> is a constructor too.</summary>
internal sealed record ArrayConstructor(SyntaxList<Expression> Elements) : Expression;

/// <summary><c>ROW(...)</c>, or <c>(a, b)</c> without the word.</summary>
internal sealed record RowConstructor(SyntaxList<Expression> Fields, bool HasKeyword) : Expression;
