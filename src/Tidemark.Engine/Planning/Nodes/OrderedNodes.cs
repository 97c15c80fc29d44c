using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Storage;

namespace Tidemark.Engine.Planning;

/// <summary>A column that rows are in the order of.</summary>
/// <param name="Ordinal">Its place in the output.</param>
/// <param name="Descending">Whether the greatest comes first.</param>
/// <param name="NullsFirst">Whether nulls come before all values.</param>
/// <param name="IsNotNull">Whether there are none.</param>
internal readonly record struct OrderedColumn(int Ordinal, bool Descending, bool NullsFirst, bool IsNotNull);

/// <summary>
/// Reads a table, or the chunks of a hypertable, in the order in which segments lie: sorted units are merged, and what is not sorted, such as fresh rows in memory, is sorted first. The order holds
/// whatever the state of storage is.
/// </summary>
/// <param name="Scan">What is read.</param>
/// <param name="Keys">The order.</param>
/// <param name="Clustering">The beginning of the clustering key that a unit must be sorted by. It has the columns of the order and, before and between them, such as have one value in all rows.</param>
/// <param name="Index">The index that the order comes from.</param>
internal sealed record OrderedScanNode(SeqScanNode Scan, ImmutableArray<OrderedColumn> Keys, ImmutableArray<SortColumn> Clustering, string Index) : PlanNode(Scan.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Scan];
}

/// <summary>A join of two sides that are sorted by the keys.</summary>
/// <param name="Kind">Inner, left, semi or anti.</param>
/// <param name="Left">The side whose order the result has.</param>
/// <param name="Right">The side of which the rows of one key are kept.</param>
/// <param name="LeftKeys">Keys over the left's columns, in the order of its rows.</param>
/// <param name="RightKeys">Keys over the right's columns, of the same types.</param>
/// <param name="Descending">For each key whether the greatest comes first, on both sides.</param>
/// <param name="Residual">What pairs must meet besides, over the columns of left and right one after the other; null for nothing.</param>
/// <param name="Output">The columns.</param>
internal sealed record MergeJoinNode(
    JoinKind Kind,
    PlanNode Left,
    PlanNode Right,
    ImmutableArray<BoundExpression> LeftKeys,
    ImmutableArray<BoundExpression> RightKeys,
    ImmutableArray<bool> Descending,
    BoundExpression? Residual,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <summary>Whether the rows come in the order of the left side. Left rows whose partners a condition refuses come behind those of their batch.</summary>
    public bool KeepsOrder => Kind != JoinKind.Left || Residual is null;

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Left, Right];
}
