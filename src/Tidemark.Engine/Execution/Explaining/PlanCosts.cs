using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Types;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Costs as EXPLAIN shows them, in PostgreSQL's units and from its weights: 0.01 for a row that is handled, 0.0025 for a comparison. They follow from the estimated rows and say what of a plan is dear; the planner
/// chooses by the rows, not by them.
/// </summary>
internal static class PlanCosts
{
    private const double RowCost = 0.01;
    private const double CompareCost = 0.0025;
    private const int TextWidth = 32;

    /// <summary>The cost until the first row is there and until all are.</summary>
    public static (double Startup, double Total) Of(PlanNode node)
    {
        var inputs = node.Inputs.Select(Of).ToArray();
        var below = inputs.Sum(i => i.Total);
        var rows = node.Inputs.Sum(i => i.EstimatedRows);
        var own = node.EstimatedRows * RowCost;
        return node switch
        {
            SortNode or TopNNode or WindowNode => Blocking(below + (rows * Math.Log2(Math.Max(2, node is TopNNode ? node.EstimatedRows : rows)) * CompareCost), own),
            MergeJoinNode => (inputs.Sum(i => i.Startup), below + (rows * CompareCost) + own),
            AggregateNode { IsOrdered: true } or DistinctNode { IsOrdered: true } => (inputs[0].Startup, below + (rows * CompareCost) + own),
            OrderedScanNode => (0, own),
            AggregateNode or DistinctNode or FirstPerGroupNode or SetOperationNode or GapFillNode => Blocking(below + (rows * CompareCost), own),
            HashJoinNode join => (inputs[1].Total + (join.Right.EstimatedRows * RowCost) + inputs[0].Startup, below + (join.Right.EstimatedRows * RowCost) + (join.Left.EstimatedRows * CompareCost) + own),
            NestedLoopNode { Correlations.IsEmpty: false } join => (inputs[0].Startup, inputs[0].Total + (join.Left.EstimatedRows * inputs[1].Total) + own),
            NestedLoopNode join => (inputs.Sum(i => i.Startup), below + (join.Left.EstimatedRows * join.Right.EstimatedRows * CompareCost) + own),
            LimitNode limit when inputs is [var only] => (only.Startup, only.Startup + ((only.Total - only.Startup) * Math.Min(1, limit.EstimatedRows / Math.Max(1, rows)))),
            EmptyNode => (0, 0),
            _ => (inputs.Length == 0 ? 0 : inputs.Min(i => i.Startup), below + own),
        };
    }

    /// <summary>About how many bytes a row has.</summary>
    public static int WidthOf(PlanNode node) => node.Output.Sum(WidthOf);

    private static (double Startup, double Total) Blocking(double below, double own) => (below, below + own);

    private static int WidthOf(OutputColumn column) => column.Type.Kind switch
    {
        TypeKind.Bool => 1,
        TypeKind.Int2 => 2,
        TypeKind.Int4 or TypeKind.Float4 or TypeKind.Date or TypeKind.Oid => 4,
        TypeKind.Int8 or TypeKind.Float8 or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Time => 8,
        TypeKind.Interval or TypeKind.Uuid => 16,
        _ => TextWidth,
    };
}
