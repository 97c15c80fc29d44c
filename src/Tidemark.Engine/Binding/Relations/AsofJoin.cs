using System.Collections.Immutable;

namespace Tidemark.Engine.Binding;

/// <summary>
/// ASOF JOIN: for each left row, of the right rows with equal keys the one whose order value is nearest to the left one's on one side of it.
/// </summary>
/// <param name="Kind">Inner, or left to keep left rows without a partner.</param>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
/// <param name="Keys">The equalities, the left side's expression first.</param>
/// <param name="LeftOrder">The left side of the inequality.</param>
/// <param name="RightOrder">Its right side, of the same type.</param>
/// <param name="Symbol">How they compare: left &gt;= right asks for the last right row at or before the left one.</param>
/// <param name="Tolerance">What the pair must meet besides, or null.</param>
internal sealed record AsofJoin(
    JoinKind Kind,
    Relation Left,
    Relation Right,
    ImmutableArray<BoundCall> Keys,
    BoundExpression LeftOrder,
    BoundExpression RightOrder,
    string Symbol,
    BoundExpression? Tolerance) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => [.. Left.Output, .. Right.Output];
}
