using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>A join by hashing the right side.</summary>
/// <param name="Kind">How rows without a partner are treated.</param>
/// <param name="Left">The side that streams.</param>
/// <param name="Right">The side that is hashed.</param>
/// <param name="LeftKeys">Keys over the left's columns.</param>
/// <param name="RightKeys">Keys over the right's columns, of the same types.</param>
/// <param name="Residual">What pairs must meet besides, over the columns of left and right one after the other; null for nothing.</param>
/// <param name="Output">The columns.</param>
internal sealed record HashJoinNode(
    JoinKind Kind,
    PlanNode Left,
    PlanNode Right,
    ImmutableArray<BoundExpression> LeftKeys,
    ImmutableArray<BoundExpression> RightKeys,
    BoundExpression? Residual,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <summary>The scans of the left side that are told which keys the hashed side has; rows with other keys come to nothing.</summary>
    public ImmutableArray<JoinKeyFilter> KeyFilters { get; init; } = [];

    /// <summary>The scans of the left side that are told between which values of the hashed side a column has to lie.</summary>
    public ImmutableArray<JoinRangeFilter> RangeFilters { get; init; } = [];

    /// <summary>Whether the hashed side is read before the left one is opened, because scans there learn from it.</summary>
    public bool TellsScans => !KeyFilters.IsEmpty || !RangeFilters.IsEmpty;

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Left, Right];
}

/// <summary>A scan whose column is a key of a join above it.</summary>
/// <param name="Key">The number of the key.</param>
/// <param name="Scan">The scan.</param>
/// <param name="Column">The number of the table's column.</param>
/// <param name="IsGroup">Whether the first row of each value of the column is looked for: then a list of values says when to stop.</param>
internal sealed record JoinKeyFilter(int Key, SeqScanNode Scan, int Column, bool IsGroup);

/// <summary>A scan whose column is compared with the hashed side's rows besides the keys.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Column">The number of the table's column.</param>
/// <param name="IsLow">Whether the column is at least, or more than, the value; otherwise it is at most, or less.</param>
/// <param name="Value">The value, over the right's columns.</param>
internal sealed record JoinRangeFilter(SeqScanNode Scan, int Column, bool IsLow, BoundExpression Value);

/// <summary>A join by trying all pairs.</summary>
/// <param name="Kind">How rows without a partner are treated.</param>
/// <param name="Left">The outer side.</param>
/// <param name="Right">The inner side.</param>
/// <param name="Condition">What pairs must meet, over the columns of left and right one after the other; null for nothing.</param>
/// <param name="Correlations">For a lateral join the values of the left row that the right side needs: it is run anew for each row.</param>
/// <param name="Output">The columns.</param>
internal sealed record NestedLoopNode(
    JoinKind Kind,
    PlanNode Left,
    PlanNode Right,
    BoundExpression? Condition,
    ImmutableArray<Correlation> Correlations,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Left, Right];
}

/// <summary>ASOF JOIN, see <see cref="AsofJoin"/>: the right side is kept, hashed by its keys and sorted by its order within them.</summary>
/// <param name="Kind">Inner or left.</param>
/// <param name="Left">The side that streams.</param>
/// <param name="Right">The side that is kept.</param>
/// <param name="LeftKeys">Keys over the left's columns.</param>
/// <param name="RightKeys">Keys over the right's columns, of the same types.</param>
/// <param name="LeftOrder">The left's order value.</param>
/// <param name="RightOrder">The right's, of the same type.</param>
/// <param name="Symbol">How they compare.</param>
/// <param name="Tolerance">What the pair must meet besides, over both sides' columns; null for nothing.</param>
/// <param name="Output">The columns.</param>
internal sealed record AsofJoinNode(
    JoinKind Kind,
    PlanNode Left,
    PlanNode Right,
    ImmutableArray<BoundExpression> LeftKeys,
    ImmutableArray<BoundExpression> RightKeys,
    BoundExpression LeftOrder,
    BoundExpression RightOrder,
    string Symbol,
    BoundExpression? Tolerance,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Left, Right];
}
