using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Puts expressions in the place of columns, inside of subqueries as well.</summary>
internal sealed class ColumnSubstitution(IReadOnlyDictionary<ColumnId, BoundExpression> replacements) : ExpressionRewriter
{
    /// <summary>A substitution of a projection's columns by what they are computed from.</summary>
    public static ColumnSubstitution Of(IEnumerable<ProjectItem> items)
    {
        var replacements = new Dictionary<ColumnId, BoundExpression>();
        foreach (var item in items)
        {
            if (item.Expression is not BoundColumn column || column.Id != item.Output.Id) replacements[item.Output.Id] = item.Expression;
        }

        return new ColumnSubstitution(replacements);
    }

    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression) =>
        expression is BoundColumn column && replacements.TryGetValue(column.Id, out var replacement) ? replacement : VisitChildren(expression);
}
