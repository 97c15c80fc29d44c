using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <content>Joins: by merging or hashing where the condition has equalities between the sides, else by trying pairs.</content>
internal sealed partial class Lowering
{
    private PlanNode LowerJoin(Join join)
    {
        if (join.Kind == JoinKind.Right && !join.IsLateral) return LowerMirrored(join);
        var left = Lower(join.Left);
        var right = Lower(join.Right);
        if (IsEmpty(join.Kind, left, right)) return new EmptyNode(join.Output);
        var correlations = new ExpressionLowering(this, left.Output).Correlations(join.Right);
        var rows = EstimateJoin(join, left, right);
        if (!correlations.IsEmpty || join.IsLateral)
        {
            return new NestedLoopNode(join.Kind, left, right, LowerCondition(join.Condition, left, right), correlations, join.Output) { EstimatedRows = rows };
        }

        var keys = SplitKeys(join.Condition, join.Left, join.Right);
        // A table of the many rows that few are looked for among would be made of all of them.
        if ((keys.Left.IsEmpty || (join.Kind is JoinKind.Semi or JoinKind.Anti && left.EstimatedRows * 100 < right.EstimatedRows)) && RangeJoin(join, left, right) is { } ranged) return ranged;
        if (keys.Left.IsEmpty) return new NestedLoopNode(join.Kind, left, right, LowerCondition(join.Condition, left, right), [], join.Output) { EstimatedRows = rows };
        if (TryMerge(join, left, right, keys.Left, keys.Right, keys.Residual, rows) is { } merged) return merged;
        if (join.Kind == JoinKind.Inner && (right.EstimatedRows > left.EstimatedRows * 2 || KeyFilters.IsLastPoint(right)) && !KeyFilters.IsLastPoint(left))
        {
            // The smaller side is hashed; the columns keep their order.
            var swapped = Hash(join with { Left = join.Right, Right = join.Left }, right, left, keys.Right, keys.Left, keys.Residual, rows);
            return Reordered(swapped, join.Output, rows);
        }

        if (join.Kind == JoinKind.Left && KeyFilters.IsLastPoint(right) && !KeyFilters.IsLastPoint(left))
        {
            // With the kept side hashed, the scan learns for which keys the last row is asked.
            var mirrored = Hash(join with { Kind = JoinKind.Right, Left = join.Right, Right = join.Left }, right, left, keys.Right, keys.Left, keys.Residual, rows);
            return Reordered(mirrored, join.Output, rows);
        }

        return Hash(join, left, right, keys.Left, keys.Right, keys.Residual, rows);
    }

    // What a side without rows leaves of a join, so that the other side is not read: a condition that is never true empties a side.
    private static bool IsEmpty(JoinKind kind, PlanNode left, PlanNode right) => kind switch
    {
        JoinKind.Inner or JoinKind.Semi => left is EmptyNode || right is EmptyNode,
        JoinKind.Left or JoinKind.Anti => left is EmptyNode,
        JoinKind.Right => right is EmptyNode,
        _ => left is EmptyNode && right is EmptyNode,
    };

    // Few rows beside a hypertable, each with a range of its times: the chunks and blocks of the range are looked up for each row.
    private PlanNode? RangeJoin(Join join, PlanNode left, PlanNode right)
    {
        if (join.Condition is null || ExpressionVolatility.IsVolatile(join.Condition) || context.DisabledRules.Contains("range_joins")) return null;
        if (join.Kind is JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti && left.EstimatedRows * 4 < right.EstimatedRows && WithRange(join.Right, join.Condition) is { } inner)
        {
            return LowerJoin(join with { Right = inner, Condition = null, IsLateral = true });
        }

        if (join.Kind == JoinKind.Inner && right.EstimatedRows * 4 < left.EstimatedRows && WithRange(join.Left, join.Condition) is { } other)
        {
            var swapped = LowerJoin(join with { Left = join.Right, Right = other, Condition = null, IsLateral = true });
            return Reordered(swapped, join.Output, swapped.EstimatedRows);
        }

        return null;
    }

    // The scan of a hypertable with a condition added that bounds its time; null where that is not so.
    private static Filter? WithRange(Relation side, BoundExpression condition)
    {
        var own = side is Filter filter ? Conjunctions.Split(filter.Condition) : [];
        if ((side is Filter { Input: var input } ? input : side) is not TableScan { Table.Hypertable.TimeDimension: var time } scan) return null;
        var parts = Conjunctions.Split(condition);
        var bounds = new List<ScanCondition>();
        new ScanConditions(scan).Divide(parts, bounds, [], []);
        if (!bounds.Exists(b => b.Column == time.Column && b.Kind is not (ScanConditionKind.IsNull or ScanConditionKind.IsNotNull))) return null;
        return new Filter(scan, Conjunctions.Combine([.. own, .. parts])!);
    }

    // A right join is a left join of the sides exchanged.
    private ProjectNode LowerMirrored(Join join)
    {
        var mirrored = Lower(join with { Kind = JoinKind.Left, Left = join.Right, Right = join.Left });
        return Reordered(mirrored, join.Output, mirrored.EstimatedRows);
    }

    private static ProjectNode Reordered(PlanNode input, ImmutableArray<OutputColumn> output, double rows)
    {
        var places = new Dictionary<ColumnId, int>();
        for (var i = 0; i < input.Output.Length; i++) places.TryAdd(input.Output[i].Id, i);
        return new ProjectNode(input, [.. output.Select(c => new InputColumn(places[c.Id], c.Type, c.Name))], output) { EstimatedRows = rows };
    }

    private HashJoinNode Hash(
        Join join,
        PlanNode left,
        PlanNode right,
        ImmutableArray<BoundExpression> leftKeys,
        ImmutableArray<BoundExpression> rightKeys,
        BoundExpression? residual,
        double rows)
    {
        var node = new HashJoinNode(
            join.Kind,
            left,
            right,
            new ExpressionLowering(this, left.Output).Visit(leftKeys),
            new ExpressionLowering(this, right.Output).Visit(rightKeys),
            LowerCondition(residual, left, right),
            join.Output)
        {
            EstimatedRows = rows,
        };
        return context.DisabledRules.Contains("join_filters") ? node : node with { KeyFilters = KeyFilters.Of(node), RangeFilters = KeyFilters.RangesOf(node) };
    }

    private BoundExpression? LowerCondition(BoundExpression? condition, PlanNode left, PlanNode right) =>
        condition is null ? null : new ExpressionLowering(this, [.. left.Output, .. right.Output]).Visit(condition);

    private static (ImmutableArray<BoundExpression> Left, ImmutableArray<BoundExpression> Right, BoundExpression? Residual) SplitKeys(BoundExpression? condition, Relation left, Relation right)
    {
        var leftColumns = ColumnSets.OutputOf(left);
        var rightColumns = ColumnSets.OutputOf(right);
        var leftKeys = ImmutableArray.CreateBuilder<BoundExpression>();
        var rightKeys = ImmutableArray.CreateBuilder<BoundExpression>();
        var residual = new List<BoundExpression>();
        foreach (var part in Conjunctions.Split(condition))
        {
            if (part is BoundCall { OperatorName: "=", Arguments: [var a, var b] } && !ExpressionVolatility.IsVolatile(part))
            {
                var columnsOfA = ColumnSets.Of(a);
                var columnsOfB = ColumnSets.Of(b);
                var straight = columnsOfA.Overlaps(leftColumns) && !columnsOfA.Overlaps(rightColumns) && columnsOfB.Overlaps(rightColumns) && !columnsOfB.Overlaps(leftColumns);
                var crossed = columnsOfA.Overlaps(rightColumns) && !columnsOfA.Overlaps(leftColumns) && columnsOfB.Overlaps(leftColumns) && !columnsOfB.Overlaps(rightColumns);
                if ((straight || crossed) && TryAlign(ref a, ref b))
                {
                    leftKeys.Add(straight ? a : b);
                    rightKeys.Add(straight ? b : a);
                    continue;
                }
            }

            residual.Add(part);
        }

        return (leftKeys.ToImmutable(), rightKeys.ToImmutable(), Conjunctions.Combine(residual));
    }

    // Equality across types only becomes a hash key where equal values of both types have one form.
    private static bool TryAlign(ref BoundExpression a, ref BoundExpression b)
    {
        if (a.Type.Is(b.Type)) return a.Type.Kind is not (TypeKind.Json or TypeKind.JsonPath);
        if (IsInteger(a.Type) && IsInteger(b.Type))
        {
            a = Widened(a, SqlTypes.Int8);
            b = Widened(b, SqlTypes.Int8);
            return true;
        }

        if (IsFloat(a.Type) && IsFloat(b.Type))
        {
            a = Widened(a, SqlTypes.Float8);
            b = Widened(b, SqlTypes.Float8);
            return true;
        }

        return IsPlainText(a.Type) && IsPlainText(b.Type);
    }

    private static BoundExpression Widened(BoundExpression expression, SqlType type) => expression.Type.Is(type) ? expression : new WidenedNumber(expression, type);

    private static bool IsInteger(SqlType type) => type.Kind is TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8;

    private static bool IsFloat(SqlType type) => type.Kind is TypeKind.Float4 or TypeKind.Float8;

    private static bool IsPlainText(SqlType type) => type.Kind is TypeKind.Text or TypeKind.Varchar or TypeKind.Name;

    private static double EstimateJoin(Join join, PlanNode left, PlanNode right) => join.Kind switch
    {
        JoinKind.Semi or JoinKind.Anti => Math.Max(1, left.EstimatedRows / 2),
        _ when join.Condition is null => left.EstimatedRows * right.EstimatedRows,
        _ => Math.Max(left.EstimatedRows, right.EstimatedRows),
    };
}
