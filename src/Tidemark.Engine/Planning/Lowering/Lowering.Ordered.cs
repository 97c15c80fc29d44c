using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <content>Operators that make use of the order in which rows come.</content>
internal sealed partial class Lowering
{
    // What a row costs, in nanoseconds about: to be looked at by a merge, to be put into a hash table, to be looked up there.
    private const double MergedRow = 40;
    private const double HashedRow = 250;
    private const double ProbedRow = 60;

    private readonly RowOrders _orders = new(context);

    private bool UsesOrder(string rule) => !context.DisabledRules.Contains(rule);

    private MergeJoinNode? TryMerge(Join join, PlanNode left, PlanNode right, ImmutableArray<BoundExpression> leftKeys, ImmutableArray<BoundExpression> rightKeys, BoundExpression? residual, double rows)
    {
        if (join.Kind is not (JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti) || !UsesOrder("merge_joins")) return null;
        if (!IsMergeCheaper(left.EstimatedRows, right.EstimatedRows)) return null;
        var (leftOrder, rightOrder) = (_orders.Of(left), _orders.Of(right));
        if (leftOrder.Length < leftKeys.Length || rightOrder.Length < leftKeys.Length) return null;
        var lowerLeft = new ExpressionLowering(this, left.Output).Visit(leftKeys);
        var lowerRight = new ExpressionLowering(this, right.Output).Visit(rightKeys);
        var used = new List<int>();
        for (var at = 0; at < leftKeys.Length; at++)
        {
            var key = -1;
            for (var k = 0; k < leftKeys.Length && key < 0; k++)
            {
                if (!used.Contains(k) && PlaceOf(lowerLeft[k]) == leftOrder[at].Ordinal && PlaceOf(lowerRight[k]) == rightOrder[at].Ordinal) key = k;
            }

            if (key < 0 || leftOrder[at].Descending != rightOrder[at].Descending) return null;
            used.Add(key);
        }

        if (!_orders.IsCheap(left) || !_orders.IsCheap(right)) return null;
        return new MergeJoinNode(
            join.Kind,
            _orders.Realize(left, leftKeys.Length),
            _orders.Realize(right, leftKeys.Length),
            [.. used.Select(k => lowerLeft[k])],
            [.. used.Select(k => lowerRight[k])],
            [.. leftOrder.Take(leftKeys.Length).Select(o => o.Descending)],
            LowerCondition(residual, left, right),
            join.Output)
        {
            EstimatedRows = rows,
        };
    }

    // Hashing is shared by the processors, but for the making of the table, of the smaller side.
    private bool IsMergeCheaper(double left, double right)
    {
        if (context.OrderedRows == 0) return true;
        var (small, large) = (Math.Min(left, right), Math.Max(left, right));
        return small >= context.OrderedRows && (small + large) * MergedRow < (small * HashedRow) + (large * ProbedRow / context.Parallelism);
    }

    private static int PlaceOf(BoundExpression key) => key switch
    {
        InputColumn column => column.Ordinal,
        // Numbers keep their order when they become wider; but float4 values were rounded.
        WidenedNumber { Operand: InputColumn column } => column.Ordinal,
        _ => -1,
    };

    // Groups are given as they end where they are about as many as the rows, or where few of them are asked for, or where the rows come in order anyway.
    private AggregateNode InOrder(AggregateNode node, bool isLimited)
    {
        if (!UsesOrder("ordered_groups") || node.Keys.IsEmpty || node.GroupingSets is not [var only] || only.Length != node.Keys.Length || node.HasGroupingId) return node;
        if (!isLimited && context.OrderedRows > 0 && !HasOrder(node.Input) && !_orders.IsUnique(node.Input, node.Keys)) return node;
        return _orders.TryGroup(node.Input, node.Keys) is { } input ? node with { Input = input, IsOrdered = true } : node;
    }

    private DistinctNode InOrder(DistinctNode node)
    {
        if (!UsesOrder("ordered_groups") || !(_orders.IsFree(node.Input) || _orders.IsUnique(node.Input, node.Keys))) return node;
        return _orders.TryGroup(node.Input, node.Keys) is { } input ? node with { Input = input, IsOrdered = true } : node;
    }

    // Whether rows come in an order that nothing has to be changed for.
    private static bool HasOrder(PlanNode node) => node switch
    {
        FilterNode n => HasOrder(n.Input),
        ProjectNode n => HasOrder(n.Input),
        OrderedScanNode or MergeJoinNode or SortNode or AggregateNode { IsOrdered: true } => true,
        _ => false,
    };
}
