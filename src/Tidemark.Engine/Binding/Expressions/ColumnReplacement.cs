namespace Tidemark.Engine.Binding;

/// <summary>Puts expressions in the place of columns.</summary>
/// <param name="values">What stands for which column; others stay.</param>
internal sealed class ColumnReplacement(IReadOnlyDictionary<ColumnId, BoundExpression> values) : ExpressionRewriter
{
    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression) =>
        expression is BoundColumn column && values.TryGetValue(column.Id, out var value) ? value : base.Visit(expression);
}
