using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Storage;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Finds the scans below a hash join whose rows with other keys than the hashed side's come to nothing: once that side is read, they are told its keys, and pass over chunks, segments
/// and blocks that have none of them.
/// </summary>
internal static class KeyFilters
{
    /// <summary>The scans for each key of a join.</summary>
    public static ImmutableArray<JoinKeyFilter> Of(HashJoinNode join)
    {
        // Left rows without a partner are dropped by these alone.
        if (join.Kind is not (JoinKind.Inner or JoinKind.Semi or JoinKind.Right)) return [];
        var filters = ImmutableArray.CreateBuilder<JoinKeyFilter>();
        for (var key = 0; key < join.LeftKeys.Length; key++)
        {
            if (Unwidened(join.LeftKeys[key]) is InputColumn column && Find(join.Left, column.Ordinal) is var (scan, number)) filters.Add(new JoinKeyFilter(key, scan, number, IsLastPoint(join.Left)));
        }

        return filters.DrainToImmutable();
    }

    /// <summary>The scans of a join whose columns are compared with the hashed side's rows.</summary>
    public static ImmutableArray<JoinRangeFilter> RangesOf(HashJoinNode join)
    {
        if (join.Kind is not (JoinKind.Inner or JoinKind.Semi or JoinKind.Right)) return [];
        var width = join.Left.Output.Length;
        var filters = ImmutableArray.CreateBuilder<JoinRangeFilter>();
        foreach (var part in Conjunctions.Split(join.Residual))
        {
            if (part is not BoundCall { Arguments: [var a, var b], OperatorName: { } symbol } || symbol is not ("<" or "<=" or ">" or ">=") || !a.Type.Is(b.Type)) continue;
            var isLow = symbol[0] == '>';
            if (a is InputColumn { Ordinal: var first } && first < width && Find(join.Left, first) is var (scan, column) && OfRight(b, width) is { } value)
            {
                filters.Add(new JoinRangeFilter(scan, column, isLow, value));
            }
            else if (b is InputColumn { Ordinal: var second } && second < width && Find(join.Left, second) is var (other, number) && OfRight(a, width) is { } least)
            {
                filters.Add(new JoinRangeFilter(other, number, !isLow, least));
            }
        }

        return filters.DrainToImmutable();
    }

    // An expression of the right's columns alone, as one over the right side; null for any other.
    private static BoundExpression? OfRight(BoundExpression expression, int width) =>
        PlanExpressionTree.Any(expression, e => e is PlannedSubquery or BoundCall { Function.Volatility: Volatility.Volatile } || (e is InputColumn column && column.Ordinal < width)) ? null : new ColumnShift(-width).Visit(expression);

    private sealed class ColumnShift(int by) : ExpressionRewriter
    {
        public override BoundExpression Visit(BoundExpression expression) => expression switch
        {
            InputColumn column => column with { Ordinal = column.Ordinal + by },
            WidenedNumber widened => widened with { Operand = Visit(widened.Operand) },
            _ => VisitChildren(expression),
        };
    }

    /// <summary>Whether the rows are the first ones per group of a scan, found without reading most of it.</summary>
    public static bool IsLastPoint(PlanNode node) => node switch
    {
        ProjectNode project => IsLastPoint(project.Input),
        FilterNode filter => IsLastPoint(filter.Input),
        FirstPerGroupNode { Input: SeqScanNode } => true,
        _ => false,
    };

    private static BoundExpression Unwidened(BoundExpression key) => key is WidenedNumber { Operand: { } operand } && operand.Type.Kind is not Types.TypeKind.Float4 ? operand : key;

    // The scan that a column comes from unchanged, where every row of the scan without the wanted values can be left out.
    private static (SeqScanNode Scan, int Column)? Find(PlanNode node, int ordinal)
    {
        switch (node)
        {
            case SeqScanNode scan:
                if (ordinal >= scan.Columns.Length) return null;
                var column = scan.Table.Columns[scan.Columns[ordinal] - 1];
                return ColumnFilter.Supports(column.Type) ? (scan, column.Number) : null;
            case OrderedScanNode ordered:
                return Find(ordered.Scan, ordinal);
            case FilterNode filter:
                return Find(filter.Input, ordinal);
            case SortNode sort:
                return Find(sort.Input, ordinal);
            case ProjectNode project:
                return project.Expressions[ordinal] is InputColumn passed ? Find(project.Input, passed.Ordinal) : null;
            case FirstPerGroupNode first:
                return first.Keys.Any(k => k is InputColumn key && key.Ordinal == ordinal) ? Find(first.Input, ordinal) : null;
            case AggregateNode { GroupingSets.Length: 1, First: null } aggregate when ordinal < aggregate.Keys.Length && aggregate.GroupingSets[0].Contains(ordinal):
                return aggregate.Keys[ordinal] is InputColumn grouped ? Find(aggregate.Input, grouped.Ordinal) : null;
            case WindowNode window when ordinal < window.Input.Output.Length:
                return window.PartitionBy.Any(k => k is InputColumn part && part.Ordinal == ordinal) ? Find(window.Input, ordinal) : null;
            case HashJoinNode { Kind: JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti } join when ordinal < join.Left.Output.Length:
                return Find(join.Left, ordinal);
            case HashJoinNode { Kind: JoinKind.Inner or JoinKind.Right } join when ordinal >= join.Left.Output.Length:
                return Find(join.Right, ordinal - join.Left.Output.Length);
            case MergeJoinNode join when ordinal < join.Left.Output.Length:
                return Find(join.Left, ordinal);
            case MergeJoinNode { Kind: JoinKind.Inner } join:
                return Find(join.Right, ordinal - join.Left.Output.Length);
            case NestedLoopNode { Kind: JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti } join when ordinal < join.Left.Output.Length:
                return Find(join.Left, ordinal);
            default:
                return null;
        }
    }
}
