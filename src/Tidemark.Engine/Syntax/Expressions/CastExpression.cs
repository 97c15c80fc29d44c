using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary><c>operand::type</c> or <c>CAST(operand AS type)</c>. The position is that of <c>::</c> or of CAST.</summary>
internal sealed record CastExpression(Expression Operand, TypeName Type) : Expression
{
    public override int Start => Leftmost(Position, Operand.Start);
}

internal sealed record CollateExpression(Expression Operand, QualifiedName Collation) : Expression
{
    public override int Start => Operand.Start;
}
