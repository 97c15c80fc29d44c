using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Storage;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Finds the scan that a limited order goes by. ORDER BY column LIMIT n, and GROUP BY f(column) ORDER BY f(column) LIMIT n with a monotonic f, learn while they run which rows can
/// no longer count, and with the chunks visited from the wanted end few of them are read.
/// </summary>
internal static class Bounds
{
    /// <summary>The node with its scan bound, or the node itself.</summary>
    public static TopNNode Bind(TopNNode node, PlanningContext context)
    {
        if (context.DisabledRules.Contains("bound_scans") || node.Keys[0].Expression is not InputColumn key) return node;
        return TryBind(node.Input, key.Ordinal, node.Keys[0], node) is var (input, bounded) ? node with { Input = input, Bounded = bounded } : node;
    }

    // The input with its scan ordered, and what is bounded; bounded is null where the aggregation below does it.
    private static (PlanNode Input, BoundedScan? Bounded)? TryBind(PlanNode input, int ordinal, SortKey key, TopNNode top)
    {
        switch (input)
        {
            case ProjectNode project when project.Expressions[ordinal] is InputColumn column:
                return TryBind(project.Input, column.Ordinal, key, top) is { } below ? (project with { Input = below.Input }, below.Bounded) : null;
            case FilterNode filter when TryBind(filter.Input, ordinal, key, top) is { Bounded: not null } filtered:
                return (filter with { Input = filtered.Input }, filtered.Bounded);
            case SeqScanNode scan when ordinal < scan.Columns.Length && TryBind(scan, scan.Columns[ordinal], null, key) is { } bounded:
                return (bounded.Scan, bounded);
            case AggregateNode { GroupingSets.Length: 1, First: null } aggregate when ordinal < aggregate.Keys.Length && aggregate.GroupingSets[0].Length == aggregate.Keys.Length:
                return TryBind(aggregate, ordinal, key, top) is { } first ? (first, null) : null;
            default:
                return null;
        }
    }

    private static AggregateNode? TryBind(AggregateNode aggregate, int ordinal, SortKey key, TopNNode top)
    {
        var (column, call) = aggregate.Keys[ordinal] switch
        {
            InputColumn plain => (plain, null),
            BoundCall { Function.Kernel: IMonotonicKernel kernel } monotonic when IsBoundable(monotonic, kernel) is { } argument => (argument, monotonic),
            _ => ((InputColumn?)null, (BoundCall?)null),
        };
        // A scan that ends early is worth more than its order.
        if (aggregate.Input is OrderedScanNode ordered) aggregate = aggregate with { Input = ordered.Scan, IsOrdered = false };
        if (column is null || aggregate.Input is not SeqScanNode scan || column.Ordinal >= scan.Columns.Length) return null;
        if (TryBind(scan, scan.Columns[column.Ordinal], call, key) is not { } bounded) return null;
        return aggregate with { Input = bounded.Scan, First = new FirstGroups(ordinal, top.Count, top.Offset, bounded) };
    }

    private static InputColumn? IsBoundable(BoundCall call, IMonotonicKernel kernel)
    {
        var place = kernel.MonotonicArgument(call.Arguments.Length);
        if (place < 0 || call.Arguments[place] is not InputColumn column) return null;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (i != place && PlanExpressionTree.Any(call.Arguments[i], static e => e is InputColumn or PlannedSubquery)) return null;
        }

        return column;
    }

    private static BoundedScan? TryBind(SeqScanNode scan, int number, BoundCall? through, SortKey key)
    {
        var column = scan.Table.Columns[number - 1];
        if (!ColumnFilter.Supports(column.Type) || !KeyForms.IsFixed(key.Expression.Type)) return null;
        // The bounding filter lets no null through, so none may be wanted first.
        if (key.NullsFirst && !column.IsNotNull) return null;
        var order = scan.Table.Hypertable?.TimeDimension is { PartitioningFunction: 0 } time && time.Column == number ? key.Descending ? ChunkOrder.Descending : ChunkOrder.Ascending : scan.Order;
        return new BoundedScan(scan with { Order = order }, number, through, key.Descending);
    }
}

/// <summary>What is known of the form that sort keys of a type take.</summary>
internal static class KeyForms
{
    /// <summary>Whether a value fits a 64-bit key that compares as the values do.</summary>
    public static bool IsFixed(Types.SqlType type) => type.Physical is Types.PhysicalType.Bool or Types.PhysicalType.Int16 or Types.PhysicalType.Int32 or Types.PhysicalType.Int64
        or Types.PhysicalType.Float32 or Types.PhysicalType.Float64;
}
