using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Drops columns and expressions that nobody above reads, down to what scans read from disk.</summary>
internal sealed class PruneColumns : ExpressionRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new PruneColumns().Prune(relation, ColumnSets.OutputOf(relation));
    }

    /// <inheritdoc />
    public override Relation Visit(Relation relation) => Prune(relation, ColumnSets.OutputOf(relation));

    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression)
    {
        // EXISTS asks for rows, not for columns.
        if (expression is BoundSubquery { Kind: SubqueryKind.Exists } subquery) return subquery with { Query = Prune(subquery.Query, []) };
        return VisitChildren(expression);
    }

    private Relation Prune(Relation relation, HashSet<ColumnId> required)
    {
        switch (relation)
        {
            case TableScan scan:
                var columns = scan.Columns.RemoveAll(c => !required.Contains(c.Output.Id));
                return columns.Length == scan.Columns.Length ? scan : scan with { Columns = columns };
            case VirtualScan scan:
                // One column stays: it tells how many rows there are.
                var read = scan.Columns.RemoveAll(c => !required.Contains(c.Id));
                return read.Length == scan.Columns.Length ? scan : scan with { Columns = read.IsEmpty ? scan.Columns[..1] : read };
            case Project project:
                var items = project.Items.RemoveAll(i => !required.Contains(i.Output.Id) && !ExpressionVolatility.IsVolatile(i.Expression));
                return new Project(Prune(project.Input, ReadBy(items.Select(i => i.Expression))), [.. items.Select(i => i with { Expression = Visit(i.Expression) })]);
            case Join join:
                return PruneJoin(join, required);
            case Aggregate aggregate:
                var calls = aggregate.Calls.RemoveAll(c => !required.Contains(c.Output.Id));
                var input = Prune(aggregate.Input, ReadBy(aggregate.Keys.Select(k => k.Expression).Concat(calls.Select(c => c.Call))));
                return RelationTree.MapExpressions(aggregate with { Input = input, Calls = calls }, Visit, static r => r);
            case Window window:
                var kept = window.Calls.RemoveAll(c => !required.Contains(c.Output.Id));
                if (kept.IsEmpty) return Prune(window.Input, required);
                return PruneInput(window with { Calls = kept }, required);
            case SetOperation { Kind: SetOperationKind.Union, IsAll: true } union:
                return PruneUnion(union, required);
            case SetOperation operation:
                return operation with { Left = Visit(operation.Left), Right = Visit(operation.Right) };
            case With with:
                var tables = with.Tables.Select(t => t with { Query = Visit(t.Query), RecursiveTerm = t.RecursiveTerm is null ? null : Visit(t.RecursiveTerm) });
                return new With([.. tables], Prune(with.Query, required));
            default:
                return PruneInput(relation, required);
        }
    }

    // For relations that pass their one input's columns on and read some themselves.
    private Relation PruneInput(Relation relation, HashSet<ColumnId> required)
    {
        var needed = ReadBy(RelationTree.Expressions(relation));
        needed.UnionWith(required);
        return RelationTree.MapExpressions(relation, Visit, input => Prune(input, needed));
    }

    private Join PruneJoin(Join join, HashSet<ColumnId> required)
    {
        var needed = join.Condition is null ? [] : ReadBy([join.Condition]);
        needed.UnionWith(required);
        var left = needed;
        if (join.IsLateral)
        {
            left = [.. needed];
            left.UnionWith(ColumnSets.FreeOf(join.Right));
        }

        return join with { Left = Prune(join.Left, left), Right = Prune(join.Right, needed), Condition = join.Condition is null ? null : Visit(join.Condition) };
    }

    private SetOperation PruneUnion(SetOperation union, HashSet<ColumnId> required)
    {
        var places = Enumerable.Range(0, union.Columns.Length).Where(i => required.Contains(union.Columns[i].Id)).ToArray();
        return union with { Left = Side(union.Left), Right = Side(union.Right), Columns = [.. places.Select(i => union.Columns[i])] };

        // The sides must keep exactly the columns of these places.
        Relation Side(Relation side)
        {
            var output = places.Select(i => side.Output[i]).ToImmutableArray();
            var pruned = Prune(side, [.. output.Select(c => c.Id)]);
            return pruned.Output.SequenceEqual(output) ? pruned : new Project(pruned, [.. output.Select(c => new ProjectItem(c.Reference, c))]);
        }
    }

    private static HashSet<ColumnId> ReadBy(IEnumerable<BoundExpression> expressions)
    {
        var columns = new HashSet<ColumnId>();
        foreach (var expression in expressions) ColumnSets.Add(expression, columns);
        return columns;
    }
}
