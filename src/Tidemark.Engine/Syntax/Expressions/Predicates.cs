using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary><c>IS [NOT] NULL</c>, also as ISNULL and NOTNULL.</summary>
internal sealed record NullTest(Expression Operand, bool IsNot) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

/// <summary>What a boolean is tested for.</summary>
internal enum TruthValue
{
    True,
    False,
    Unknown,
}

/// <summary><c>IS [NOT] TRUE|FALSE|UNKNOWN</c>.</summary>
internal sealed record BooleanTest(Expression Operand, TruthValue Value, bool IsNot) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

/// <summary><c>IS [NOT] DISTINCT FROM</c>.</summary>
internal sealed record DistinctFromExpression(Expression Left, Expression Right, bool IsNot) : Expression
{
    public override int Start => Leftmost(Position, Left.Start);
}

/// <summary><c>[NOT] BETWEEN [SYMMETRIC] low AND high</c>.</summary>
internal sealed record BetweenExpression(Expression Operand, Expression Low, Expression High, bool IsNot, bool IsSymmetric) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

/// <summary>The pattern language.</summary>
internal enum LikeKind
{
    Like,
    ILike,
    SimilarTo,
}

/// <summary><c>[NOT] LIKE|ILIKE|SIMILAR TO pattern [ESCAPE escape]</c>.</summary>
internal sealed record LikeExpression(Expression Operand, LikeKind Kind, Expression Pattern, Expression? Escape, bool IsNot) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

/// <summary><c>[NOT] IN (values)</c>.</summary>
internal sealed record InListExpression(Expression Operand, SyntaxList<Expression> Items, bool IsNot) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

/// <summary><c>[NOT] IN (query)</c>.</summary>
internal sealed record InSubqueryExpression(Expression Operand, QueryExpression Query, bool IsNot) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

internal sealed record ExistsExpression(QueryExpression Query) : Expression;

/// <summary><c>WHERE CURRENT OF cursor</c>.</summary>
internal sealed record CurrentOfExpression(string Cursor) : Expression;
