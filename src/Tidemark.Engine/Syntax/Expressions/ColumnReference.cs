namespace Tidemark.Engine.Syntax.Expressions;

/// <summary><c>column</c>, <c>table.column</c>, <c>schema.table.column</c>; or a whole row by its table's name.</summary>
internal sealed record ColumnReference(SyntaxList<string> Parts) : Expression
{
    /// <summary>The last part.</summary>
    public string Column => Parts[^1];
}

/// <summary><c>*</c> or <c>table.*</c>: all columns.</summary>
/// <param name="Qualifier">The parts before the star; empty for a bare one.</param>
internal sealed record StarExpression(SyntaxList<string> Qualifier) : Expression;

/// <summary><c>(row).field</c>.</summary>
internal sealed record FieldSelection(Expression Operand, string Field) : Expression
{
    public override int Start => Operand.Start;
}

/// <summary><c>(row).*</c>.</summary>
internal sealed record RowStarExpression(Expression Operand) : Expression
{
    public override int Start => Operand.Start;
}

/// <summary><c>array[1][2:3]</c>: all adjacent subscripts in one node, since one slice makes slices of all.</summary>
internal sealed record SubscriptExpression(Expression Operand, SyntaxList<Subscript> Subscripts) : Expression
{
    public override int Start => Operand.Start;
}

/// <summary><c>[upper]</c>, or the slice <c>[lower:upper]</c> with either bound left out.</summary>
internal sealed record Subscript(Expression? Lower, Expression? Upper, bool IsSlice) : SyntaxNode;
