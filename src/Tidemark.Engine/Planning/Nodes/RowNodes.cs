using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Lets the rows through for which all conditions are true, testing them in order.</summary>
internal sealed record FilterNode(PlanNode Input, ImmutableArray<BoundExpression> Conditions) : PlanNode(Input.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Computes expressions.</summary>
internal sealed record ProjectNode(PlanNode Input, ImmutableArray<BoundExpression> Expressions, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Expands set-returning functions of the select list beside the input's columns.</summary>
internal sealed record ProjectSetNode(PlanNode Input, ImmutableArray<TableFunctionReference> Calls, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Sorts all rows.</summary>
internal sealed record SortNode(PlanNode Input, ImmutableArray<SortKey> Keys) : PlanNode(Input.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Gives the first rows of an order without sorting the rest. Count and offset read no columns.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">The order.</param>
/// <param name="Count">How many rows come out.</param>
/// <param name="Offset">How many are skipped before; null for none.</param>
/// <param name="Bounded">The scan whose column is the first key, to be told what can no longer be among the first; null where there is none.</param>
internal sealed record TopNNode(PlanNode Input, ImmutableArray<SortKey> Keys, BoundExpression Count, BoundExpression? Offset, BoundedScan? Bounded = null) : PlanNode(Input.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>A scan that an operator above bounds while it runs.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Column">The number of the table column that is bounded.</param>
/// <param name="Through">The call of a monotonic function of the column that the order goes by; null for the column itself.</param>
/// <param name="Descending">Whether the greatest values are wanted.</param>
internal sealed record BoundedScan(SeqScanNode Scan, int Column, BoundCall? Through, bool Descending);

/// <summary>Gives the first rows as they come. Count and offset read no columns.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Count">How many; null for all.</param>
/// <param name="Offset">How many are skipped before; null for none.</param>
/// <param name="TieKeys">For WITH TIES the keys that the input is sorted by.</param>
internal sealed record LimitNode(PlanNode Input, BoundExpression? Count, BoundExpression? Offset, ImmutableArray<BoundExpression> TieKeys) : PlanNode(Input.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Lets the first row of each set of equal keys through.</summary>
internal sealed record DistinctNode(PlanNode Input, ImmutableArray<BoundExpression> Keys) : PlanNode(Input.Output)
{
    /// <summary>Whether rows of equal keys lie side by side.</summary>
    public bool IsOrdered { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Gives one input's rows after another's.</summary>
internal sealed record AppendNode(ImmutableArray<PlanNode> Parts, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => Parts;
}

/// <summary>INTERSECT and EXCEPT, by counting.</summary>
internal sealed record SetOperationNode(SetOperationKind Kind, bool IsAll, PlanNode Left, PlanNode Right, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Left, Right];
}

/// <summary>Window functions over one window.</summary>
/// <param name="Input">The rows.</param>
/// <param name="PartitionBy">The partitions' keys.</param>
/// <param name="OrderBy">The order within a partition.</param>
/// <param name="Frame">The frame, with offsets over the input's columns.</param>
/// <param name="Calls">The functions.</param>
/// <param name="Output">The input's columns, then the functions' results.</param>
internal sealed record WindowNode(
    PlanNode Input,
    ImmutableArray<BoundExpression> PartitionBy,
    ImmutableArray<SortKey> OrderBy,
    WindowFrame Frame,
    ImmutableArray<WindowItem> Calls,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <summary>How many rows of each partition an operator above wants, those with the lowest ranks: it drops others, which may therefore be missing. Reads no columns; null for all.</summary>
    public BoundExpression? FirstRows { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>Computes common tables, then the query that reads them.</summary>
internal sealed record WithNode(ImmutableArray<CommonTablePlan> Tables, PlanNode Query) : PlanNode(Query.Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [.. Tables.SelectMany(t => t.Recursive is null ? [t.Query] : new[] { t.Query, t.Recursive }), Query];
}

/// <summary>A common table's plans.</summary>
/// <param name="Id">What <see cref="CommonTableScanNode"/>s name it by.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">The rows; of a recursive one the first.</param>
/// <param name="Recursive">What is repeated over the rows of the round before; null for an ordinary one.</param>
/// <param name="IsUnionAll">Whether repeated rows are kept.</param>
internal sealed record CommonTablePlan(int Id, string Name, PlanNode Query, PlanNode? Recursive, bool IsUnionAll);

/// <summary>Reads a common table; inside its own recursive term, the rows of the round before.</summary>
internal sealed record CommonTableScanNode(int Id, string Name, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [];
}
