namespace Tidemark.Engine.Syntax.Expressions;

/// <summary><c>CASE [operand] WHEN ... THEN ... [ELSE ...] END</c>.</summary>
internal sealed record CaseExpression(Expression? Operand, SyntaxList<WhenClause> Branches, Expression? Else) : Expression;

internal sealed record WhenClause(Expression Condition, Expression Result) : SyntaxNode;

internal sealed record CoalesceExpression(SyntaxList<Expression> Arguments) : Expression;

internal sealed record NullIfExpression(Expression Left, Expression Right) : Expression;

/// <summary>GREATEST or LEAST.</summary>
internal sealed record GreatestLeastExpression(bool IsGreatest, SyntaxList<Expression> Arguments) : Expression;
