using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>
/// An operator of a plan. Immutable and without state, so that a plan is cached and run by any number of sessions at once; what changes while it runs lives in the streams
/// that the execution opens over it. Its expressions read the input by place (<see cref="InputColumn"/>); a <see cref="BoundColumn"/> left in them is an outer query's.
/// </summary>
/// <param name="Output">The columns of its batches.</param>
internal abstract record PlanNode(ImmutableArray<OutputColumn> Output)
{
    /// <summary>How many rows the planner expects; only relations between estimates matter.</summary>
    public double EstimatedRows { get; init; } = 1000;

    /// <summary>The operators that it reads, in the order in which EXPLAIN shows them.</summary>
    public abstract ImmutableArray<PlanNode> Inputs { get; }

    // Nodes are told apart by identity: EXPLAIN ANALYZE counts by node, and comparing trees member by member would serve nobody.

    /// <inheritdoc />
    public virtual bool Equals(PlanNode? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
