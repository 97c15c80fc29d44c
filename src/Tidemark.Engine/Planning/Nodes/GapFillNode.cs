using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Planning;

/// <summary>Fills the gaps between grouped rows, which come sorted by groups and bucket, see <see cref="GapFill"/>. Memory is that of one row a group.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Kernel">The function that the bucket is a call of.</param>
/// <param name="Bucket">The place of the bucket.</param>
/// <param name="Groups">The places of the groups.</param>
/// <param name="Width">The width; reads no columns, as the next ones do not.</param>
/// <param name="TimeZone">The zone, or null.</param>
/// <param name="Starts">The lower bounds.</param>
/// <param name="Finishes">The upper bounds.</param>
/// <param name="Fills">The columns to fill up, with lookups over the input's columns, of which only those of the groups have values.</param>
/// <param name="Output">The input's columns, then those that are filled up.</param>
internal sealed record GapFillNode(
    PlanNode Input,
    IGapFillKernel Kernel,
    int Bucket,
    ImmutableArray<int> Groups,
    BoundExpression Width,
    BoundExpression? TimeZone,
    ImmutableArray<GapFillBound> Starts,
    ImmutableArray<GapFillBound> Finishes,
    ImmutableArray<GapFillColumn> Fills,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>A column to fill up.</summary>
/// <param name="IsInterpolation">By a line between the neighbours; else by the last value.</param>
/// <param name="Value">The place of its values in the input.</param>
/// <param name="Previous">What stands before the first value, or null.</param>
/// <param name="Next">What stands after the last one, or null.</param>
/// <param name="TreatNullAsMissing">Whether nulls are gaps; null for no.</param>
internal sealed record GapFillColumn(bool IsInterpolation, int Value, BoundExpression? Previous, BoundExpression? Next, BoundExpression? TreatNullAsMissing);
