using System.Collections.Immutable;
using Tidemark.Engine.Binding;
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
            case NestedLoopNode { Kind: JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti } join when ordinal < join.Left.Output.Length:
                return Find(join.Left, ordinal);
            default:
                return null;
        }
    }
}
