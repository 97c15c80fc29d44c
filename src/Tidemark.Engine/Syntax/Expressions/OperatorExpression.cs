using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Expressions;

/// <summary>An infix or prefix operator; comparison and arithmetic are operators like any other. The position is the operator's.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Left">Null for a prefix operator.</param>
/// <param name="Right">The right, or only, operand.</param>
internal sealed record OperatorExpression(OperatorName Operator, Expression? Left, Expression Right) : Expression
{
    public override int Start => Leftmost(Position, Left?.Start ?? 0);
}

/// <summary>Which of AND and OR.</summary>
internal enum LogicalOperator
{
    And,
    Or,
}

/// <summary>A chain of AND or of OR, flattened: <c>a AND b AND c</c> has three operands.</summary>
internal sealed record LogicalExpression(LogicalOperator Operator, SyntaxList<Expression> Operands) : Expression
{
    public override int Start => Leftmost(Position, Operands[0].Start);
}

internal sealed record NotExpression(Expression Operand) : Expression;

/// <summary><c>left operator ANY|ALL (array)</c>.</summary>
internal sealed record QuantifiedArrayExpression(Expression Left, OperatorName Operator, bool IsAll, Expression Array) : Expression
{
    public override int Start => Leftmost(Position, Left.Start);
}

/// <summary><c>left operator ANY|ALL (query)</c>.</summary>
internal sealed record QuantifiedSubqueryExpression(Expression Left, OperatorName Operator, bool IsAll, Queries.QueryExpression Query) : Expression
{
    public override int Start => Leftmost(Position, Left.Start);
}
