using System.Collections.Immutable;

namespace Tidemark.Engine.Binding;

/// <summary>A row of a table as a view shows it.</summary>
/// <param name="Columns">The view's columns: those of the table under the view's names, and new ones for what the view computes.</param>
/// <param name="Computed">What the new ones are, over the table's columns.</param>
/// <param name="Conditions">What the row must satisfy to be seen, the innermost view first, each with the view that demands it.</param>
internal sealed record ViewRow(ImmutableArray<OutputColumn> Columns, IReadOnlyDictionary<ColumnId, BoundExpression> Computed, ImmutableArray<(Catalog.View View, BoundExpression Condition)> Conditions)
{
    /// <summary>An expression over the view's columns, over those of the table.</summary>
    public BoundExpression OfTable(BoundExpression expression) => Computed.Count == 0 ? expression : new ColumnReplacement(Computed).Visit(expression);

    /// <summary>Columns of RETURNING, over the table's columns.</summary>
    public ImmutableArray<ProjectItem> OfTable(ImmutableArray<ProjectItem> items) => Computed.Count == 0 ? items : [.. items.Select(i => i with { Expression = OfTable(i.Expression) })];
}
