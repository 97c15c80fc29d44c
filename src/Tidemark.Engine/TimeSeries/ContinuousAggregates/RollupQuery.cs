using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// Finds out whether each row of a query belongs to one bucket of time, so that it can be kept and computed again bucket by bucket, and by which time_bucket. It follows the times of hypertables
/// through the query: grouping, DISTINCT and windows must be within buckets, and joins of hypertables by buckets.
/// </summary>
internal sealed class RollupQuery(Binder binder, SessionContext session)
{
    private readonly Dictionary<int, (Lineage Lineage, ImmutableArray<OutputColumn> Columns)> _commonTables = [];
    private readonly List<Table> _hypertables = [];
    private readonly List<Table> _tables = [];

    /// <summary>The hypertables read, in order of appearance.</summary>
    public IReadOnlyList<Table> Hypertables => _hypertables;

    /// <summary>The ordinary tables read.</summary>
    public IReadOnlyList<Table> Tables => _tables;

    /// <summary>How time is divided; null where no time_bucket was met.</summary>
    public RollupBuckets? Buckets { get; private set; }

    /// <summary>Follows a query; 0A000 where its rows belong to no bucket.</summary>
    /// <returns>The place of the output column with the bucket; -1 where none of them is.</returns>
    public int Follow(Relation query)
    {
        var lineage = Walk(query);
        if (!lineage.HasTime) throw _hypertables.Count == 0 ? RollupErrors.NoHypertable() : RollupErrors.NoBucket();
        if (Buckets is null) throw RollupErrors.NoBucket();
        var output = query.Output;
        for (var i = 0; i < output.Length; i++)
        {
            if (lineage.Buckets.Contains(output[i].Id)) return i;
        }

        return -1;
    }

    private Lineage Walk(Relation relation)
    {
        if (relation is not With) RefuseTimeIn(RelationTree.Expressions(relation));
        switch (relation)
        {
            case TableScan scan:
                return Scan(scan);
            case Filter or Sort or ProjectSet:
                return Walk(RelationTree.Children(relation)[0]);
            case Project project:
                var below = Walk(project.Input);
                return Computed(project.Items, below);
            case Join join:
                return Through(join);
            case Aggregate aggregate:
                return Through(aggregate);
            case Window window:
                var windowed = Walk(window.Input);
                if (windowed.HasTime && !windowed.IsDecidedBy(window.PartitionBy) && !session.Settings.IsOn("timescaledb.enable_cagg_window_functions")) throw RollupErrors.HasWindows();
                return windowed;
            case Distinct distinct:
                var input = Walk(distinct.Input);
                return !input.HasTime || input.IsDecidedBy(distinct.Keys) ? input : throw RollupErrors.HasDistinct();
            case SetOperation operation:
                return Through(operation);
            case With with:
                foreach (var table in with.Tables)
                {
                    if (table.RecursiveTerm is not null || table.Modification is not null) throw RollupErrors.HasSubqueries();
                    _commonTables[table.Id] = (Walk(table.Query), table.Query.Output);
                }

                return Walk(with.Query);
            case CommonTableScan scan:
                var (known, columns) = _commonTables[scan.Id];
                return known.Renamed(columns, scan.Columns);
            case Limit limit:
                return Walk(limit.Input).HasTime ? throw RollupErrors.HasLimit() : Lineage.None;
            case FunctionScan or Values or VirtualScan:
                return Lineage.None;
            default:
                return RelationTree.Children(relation).Select(Walk).ToList().Exists(l => l.HasTime) ? throw RollupErrors.HasSubqueries() : Lineage.None;
        }
    }

    private Lineage Scan(TableScan scan)
    {
        if (scan.Table.Hypertable is not { } hypertable)
        {
            if (!_tables.Contains(scan.Table)) _tables.Add(scan.Table);
            return Lineage.None;
        }

        if (!_hypertables.Contains(scan.Table)) _hypertables.Add(scan.Table);
        return new Lineage(true, [.. scan.Columns.Where(c => c.Number == hypertable.TimeDimension.Column).Select(c => c.Output.Id)], []);
    }

    private Lineage Through(Aggregate aggregate)
    {
        var input = Walk(aggregate.Input);
        if (!input.HasTime) return Lineage.None;
        if (aggregate.GroupingSets.Length > 1) throw RollupErrors.HasGroupingSets();
        if (aggregate.Keys.IsEmpty) throw RollupErrors.NoGrouping();
        var grouped = Computed(aggregate.Keys, input);
        return grouped.Times.IsEmpty && grouped.Buckets.IsEmpty ? throw RollupErrors.NoBucket() : grouped;
    }

    private Lineage Computed(ImmutableArray<ProjectItem> items, Lineage input)
    {
        var result = new Lineage(input.HasTime, [], []);
        foreach (var item in items)
        {
            if (item.Expression is BoundColumn column)
            {
                if (input.Times.Contains(column.Id)) result = result with { Times = result.Times.Add(item.Output.Id) };
                if (input.Buckets.Contains(column.Id)) result = result with { Buckets = result.Buckets.Add(item.Output.Id) };
            }
            else if (item.Expression is BoundCall { Function: { Name: "time_bucket", Schema: "public" } } call && input.HasTime)
            {
                // A bucket of a bucket, as an outer query may ask for, is none of the aggregate's.
                if (call.Arguments[1] is BoundColumn bucketed && input.Buckets.Contains(bucketed.Id)) continue;
                if (call.Arguments[1] is not BoundColumn time || !input.Times.Contains(time.Id)) throw RollupErrors.NotOfTime();
                var buckets = BucketCall.Read(call, binder, session);
                if (Buckets is not null && Buckets != buckets) throw RollupErrors.SeveralBuckets();
                Buckets = buckets;
                result = result with { Buckets = result.Buckets.Add(item.Output.Id) };
            }
        }

        return result;
    }

    private Lineage Through(Join join)
    {
        var (left, right) = (Walk(join.Left), Walk(join.Right));
        if ((left.HasTime || right.HasTime) && join.Kind is JoinKind.Right or JoinKind.Full) throw RollupErrors.OuterJoin();
        if (!left.HasTime) return right;
        if (!right.HasTime) return left;
        if (join.Condition is null || !Conjuncts(join.Condition).Any(c => IsOfOneBucket(c, left, right))) throw RollupErrors.SeveralHypertables();
        return join.Kind == JoinKind.Inner ? new Lineage(true, left.Times.Union(right.Times), left.Buckets.Union(right.Buckets)) : left;
    }

    private static bool IsOfOneBucket(BoundExpression condition, Lineage left, Lineage right) =>
        condition is BoundCall { OperatorName: "=", Arguments: [BoundColumn a, BoundColumn b] }
        && ((left.Times.Contains(a.Id) && right.Times.Contains(b.Id)) || (left.Times.Contains(b.Id) && right.Times.Contains(a.Id))
            || (left.Buckets.Contains(a.Id) && right.Buckets.Contains(b.Id)) || (left.Buckets.Contains(b.Id) && right.Buckets.Contains(a.Id)));

    private Lineage Through(SetOperation operation)
    {
        var (left, right) = (Walk(operation.Left), Walk(operation.Right));
        if (!left.HasTime && !right.HasTime) return Lineage.None;
        left = left.Renamed(operation.Left.Output, operation.Columns);
        right = right.Renamed(operation.Right.Output, operation.Columns);
        var both = new Lineage(true, left.Times.Intersect(right.Times), left.Buckets.Intersect(right.Buckets));
        return both.Times.IsEmpty && both.Buckets.IsEmpty ? throw RollupErrors.NoBucket() : both;
    }

    // Subqueries within expressions may read ordinary tables: the rows of a hypertable there would be those of all buckets.
    private void RefuseTimeIn(IEnumerable<BoundExpression> expressions)
    {
        foreach (var subquery in expressions.SelectMany(ExpressionTree.Descend).OfType<BoundSubquery>())
        {
            if (Walk(subquery.Query).HasTime) throw RollupErrors.HasSubqueries();
        }
    }

    private static IEnumerable<BoundExpression> Conjuncts(BoundExpression condition) => condition is BoundLogical { IsAnd: true } and ? and.Operands.SelectMany(Conjuncts) : [condition];
}
