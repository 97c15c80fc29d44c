using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Grouping and aggregation: by hashing, or of rows in the order of the keys.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">What is grouped by.</param>
/// <param name="GroupingSets">Indexes into the keys, for each grouping set.</param>
/// <param name="Calls">The aggregates, over the input's columns.</param>
/// <param name="HasGroupingId">Whether a last column tells the grouping set.</param>
/// <param name="Output">Keys, results, and perhaps the grouping set.</param>
internal sealed record AggregateNode(
    PlanNode Input,
    ImmutableArray<BoundExpression> Keys,
    ImmutableArray<ImmutableArray<int>> GroupingSets,
    ImmutableArray<BoundAggregate> Calls,
    bool HasGroupingId,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <summary>Whether rows of one group lie side by side, so that groups are given as they end.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Set where only the groups with the first values of one key are wanted; null for all groups.</summary>
    public FirstGroups? First { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>The groups that an operator above wants of an aggregation: it drops others, which may therefore be incomplete or missing.</summary>
/// <param name="Key">The key that the order begins with.</param>
/// <param name="Count">How many groups; reads no columns.</param>
/// <param name="Offset">How many are skipped before; null for none.</param>
/// <param name="Bounded">The scan to be told what is no longer wanted.</param>
internal sealed record FirstGroups(int Key, BoundExpression Count, BoundExpression? Offset, BoundedScan Bounded);

/// <summary>
/// For each group the row that comes first in an order: DISTINCT ON over a sort, without sorting. Rows come out in no order.
/// </summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">The groups.</param>
/// <param name="OrderBy">What decides which row is first.</param>
internal sealed record FirstPerGroupNode(PlanNode Input, ImmutableArray<BoundExpression> Keys, ImmutableArray<SortKey> OrderBy) : PlanNode(Input.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}
