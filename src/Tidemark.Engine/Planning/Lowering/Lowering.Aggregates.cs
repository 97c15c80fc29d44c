using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <content>Aggregation, windows and common tables.</content>
internal sealed partial class Lowering
{
    private AggregateNode LowerAggregate(Aggregate aggregate, bool isLimited = false)
    {
        var input = LowerFor(aggregate.Input, RelationTree.Expressions(aggregate));
        var lowering = new ExpressionLowering(this, input.Output);
        var node = new AggregateNode(
            input,
            [.. aggregate.Keys.Select(k => lowering.Visit(k.Expression))],
            aggregate.GroupingSets,
            [.. aggregate.Calls.Select(c => lowering.Visit(c.Call))],
            aggregate.GroupingId is not null,
            aggregate.Output)
        {
            EstimatedRows = Estimates.Groups(input.EstimatedRows, aggregate.Keys.Length),
        };
        return InOrder(node, isLimited);
    }

    private WindowNode LowerWindow(Window window)
    {
        var input = Lower(window.Input);
        var lowering = new ExpressionLowering(this, input.Output);
        return new WindowNode(
            input,
            lowering.Visit(window.PartitionBy),
            [.. window.OrderBy.Select(lowering.Visit)],
            window.Frame with { Start = Bound(window.Frame.Start), End = Bound(window.Frame.End) },
            [.. window.Calls.Select(c => c with { Arguments = lowering.Visit(c.Arguments), Aggregate = c.Aggregate is null ? null : lowering.Visit(c.Aggregate) })],
            window.Output)
        {
            EstimatedRows = input.EstimatedRows,
        };

        FrameBound Bound(FrameBound bound) => bound.Offset is null ? bound : bound with { Offset = lowering.Visit(bound.Offset) };
    }

    // The greatest rank that one of the conditions lets through, where nothing is computed but ranks: those of the rows that are left do not change when rows behind them are missing.
    private static BoundExpression? FirstRows(Window window, ImmutableArray<BoundExpression> conditions)
    {
        if (window.OrderBy.IsEmpty || !window.Calls.All(c => c.Function is { CountsRowsBefore: true })) return null;
        foreach (var condition in conditions)
        {
            if (condition is not BoundCall { OperatorName: "<=" or "<" or "=", Arguments: [BoundColumn rank, var most] }) continue;
            if (most is not (BoundConstant or BoundParameter) || most.Type.Kind is not (TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8)) continue;
            if (window.Calls.Any(c => c.Output.Id == rank.Id)) return most;
        }

        return null;
    }

    private WithNode LowerWith(With with)
    {
        var tables = ImmutableArray.CreateBuilder<CommonTablePlan>(with.Tables.Length);
        foreach (var table in with.Tables)
        {
            var query = table.Modification is null ? Lower(table.Query) : LowerStatement(table.Modification);
            tables.Add(new CommonTablePlan(table.Id, table.Name, query, table.RecursiveTerm is null ? null : Lower(table.RecursiveTerm), table.IsUnionAll));
        }

        var result = Lower(with.Query);
        return new WithNode(tables.MoveToImmutable(), result) { EstimatedRows = result.EstimatedRows };
    }
}
