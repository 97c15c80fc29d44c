using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>A continuous aggregate's query, looked through.</summary>
internal sealed record RollupDefinition
{
    /// <summary>The name of the column that keeps the bucket where the view does not show it.</summary>
    public const string HiddenColumn = "time_partition_col";

    private const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>The query with all that is kept.</summary>
    public required QueryExpression Query { get; init; }

    /// <summary>The columns that the query gives.</summary>
    public required ImmutableArray<ViewColumn> Columns { get; init; }

    /// <summary>What it reads.</summary>
    public required ImmutableArray<RollupSource> Sources { get; init; }

    /// <summary>The hypertable it is of.</summary>
    public required Table Hypertable { get; init; }

    /// <summary>The oids of the relations that the query names.</summary>
    public required ImmutableArray<uint> DependsOn { get; init; }

    /// <summary>How time is divided.</summary>
    public required RollupBuckets Buckets { get; init; }

    /// <summary>The columns that the rows of a bucket are grouped by, by their places.</summary>
    public required ImmutableArray<int> GroupColumns { get; init; }

    /// <summary>The column by which changes within a bucket are told apart; null where they are not.</summary>
    public required RollupKey? Key { get; init; }

    /// <summary>How late rows are merged into kept ones; null where they are not.</summary>
    public required RollupMerge? Merge { get; init; }

    /// <summary>Whether the last column is one that the user did not ask for.</summary>
    public required bool HasHiddenColumn { get; init; }

    /// <summary>Looks through a query; fails where it cannot be kept by buckets.</summary>
    public static RollupDefinition Of(QueryExpression query, SessionContext session) => Of(query, false, session);

    private static RollupDefinition Of(QueryExpression query, bool isExtended, SessionContext session)
    {
        if (query.Limit is not null || query.Offset is not null) throw RollupErrors.HasLimit();

        // By the names that the user sees, and by what is kept of other aggregates: the second is what rows are made of.
        var seen = session.NewBinder();
        StoredSql.Unplaced(() => seen.BindQuery(query));
        var binder = new Binder(Binders.ContextOf(session, Builtins.VirtualTables, ParameterTypes.None, readsKeptOnly: true));
        var bound = binder.BindQuery(query);
        var lineage = new RollupQuery(binder, session);
        int place;
        try
        {
            place = lineage.Follow(bound.Relation);
        }
        catch (SqlException) when (query is SelectQuery { GroupBy.Count: 0, IsDistinct: false, With: null } flat && flat.From.All(f => f is TableReference))
        {
            throw RollupErrors.NoGrouping();
        }

        if (query is SelectQuery { GroupBy.Count: 0, IsDistinct: false, With: null } plain && plain.From.All(f => f is TableReference)) throw RollupErrors.NoGrouping();
        if (place < 0)
        {
            if (isExtended || query is not SelectQuery select || BucketOf(select) is not { } bucket) throw RollupErrors.NoBucket();
            return Of(select with { Items = [.. select.Items, new SelectItem(bucket, HiddenColumn)] }, true, session);
        }

        if (lineage.Hypertables.FirstOrDefault(LacksClock) is { } clockless) throw RollupErrors.NoIntegerNow(clockless.Name);
        if (HasMutableFunctions(bound.Relation)) session.Notice(RollupErrors.MutableFunctions());
        var output = bound.Output;
        var grain = Grain(lineage.Buckets!);
        var key = lineage.Hypertables.Count == 1 ? RollupKey.Of(bound.Relation, lineage.Hypertables[0], place, session.Catalog) : null;
        return new RollupDefinition
        {
            Query = query,
            Columns = [.. output.Select(c => new ViewColumn(c.Name, c.Type))],
            Sources = [.. lineage.Hypertables.Select(t => new RollupSource(t.Oid, grain) { KeyColumn = key?.Column ?? 0 }), .. lineage.Tables.Select(t => new RollupSource(t.Oid, 0))],
            Hypertable = lineage.Hypertables[0],
            DependsOn = [.. seen.Relations.Used],
            Buckets = lineage.Buckets! with { Column = place + 1 },
            GroupColumns = Groups(bound.Relation, place),
            Key = key,
            Merge = key is null ? null : RollupMerge.Of(query, bound, lineage.Hypertables[0], session),
            HasHiddenColumn = isExtended,
        };
    }

    /// <summary>Refuses parts of tables, which no bucket decides.</summary>
    public static void RefuseTables(QueryExpression query)
    {
        foreach (var table in query is SelectQuery select ? Tables(select.From) : [])
        {
            if (table.Sample is not null) throw RollupErrors.HasSample();
            if (table.IsOnly) throw RollupErrors.FromOnly();
        }
    }

    private static IEnumerable<TableReference> Tables(IEnumerable<FromItem> items) => items.SelectMany(item => item switch
    {
        TableReference table => [table],
        JoinTable join => Tables([join.Left, join.Right]),
        _ => (IEnumerable<TableReference>)[],
    });

    private static Expression? BucketOf(SelectQuery query) =>
        query.GroupBy.OfType<GroupingValue>().Select(g => g.Value).FirstOrDefault(v => v is FunctionCall { Name.Object: "time_bucket" });

    private static bool LacksClock(Table table) =>
        table.Hypertable!.TimeDimension is { IntegerNowFunction: null } time && ChunkIntervals.IsInteger(table.Columns[time.Column - 1].Type) && !table.Name.StartsWith("_materialized_hypertable_", StringComparison.Ordinal);

    private static bool HasMutableFunctions(Relation relation) =>
        RelationTree.AnyExpression(relation, e => ExpressionTree.Any(e, static part => part is BoundCall { Function.Volatility: not Volatility.Immutable, KeyWord: _ } call && call.Function.Name is not "timezone" and not "date_trunc" && IsMutable(call)));

    private static bool IsMutable(BoundCall call) => call.OperatorName is null && call.Function.Volatility != Volatility.Immutable;

    // The grouping of the outermost aggregation, as far as its columns come out as they are.
    private static ImmutableArray<int> Groups(Relation relation, int bucket)
    {
        var keys = new HashSet<ColumnId>();
        for (var at = relation; ;)
        {
            if (at is Aggregate aggregate)
            {
                keys = [.. aggregate.Keys.Select(k => k.Output.Id)];
                break;
            }

            if (RelationTree.Children(at) is not [var below] || at is TableScan) break;
            at = below;
        }

        var items = relation;
        while (items is Sort or Filter) items = RelationTree.Children(items)[0];
        return items is not Project project ? [] : [.. project.Items.Select((item, i) => (item, i)).Where(p => p.i != bucket && p.item.Expression is BoundColumn c && keys.Contains(c.Id)).Select(p => p.i)];
    }

    // Fixed buckets begin at multiples of their width from somewhere: changes are noted by a grain that divides the width; by hours where buckets differ.
    private static long Grain(RollupBuckets buckets)
    {
        if (buckets.IntegerWidth > 0) return buckets.IntegerOffset is null ? buckets.IntegerWidth : 1;
        if (!buckets.IsFixed) return MicrosecondsPerDay / 24;
        var width = (long)Int128.Min(buckets.Width.Span, long.MaxValue / 4);
        return buckets.Origin is null && buckets.Offset is null && width <= MicrosecondsPerDay && MicrosecondsPerDay % width == 0 ? width : Math.Min(width, MicrosecondsPerDay / 24);
    }
}
