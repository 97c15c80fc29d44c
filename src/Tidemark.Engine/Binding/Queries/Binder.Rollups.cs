using System.Collections.Immutable;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Binding;

/// <summary>Continuous aggregates: what is kept, and what lies above the watermark computed from the sources.</summary>
internal sealed partial class Binder
{
    /// <summary>The rows of a continuous aggregate as its users see them.</summary>
    private Relation BindRollup(View view)
    {
        var rollup = view.Rollup!;
        var kept = KeptRows(view, rollup);
        if (rollup.IsMaterializedOnly || Context.ReadsKeptOnly) return kept;
        var bucket = rollup.Buckets.Column - 1;
        var below = new Filter(kept.Input, BindComparison(kept.Input.Output[bucket], $"{{0}} < {RollupWatermark.Sql(rollup)}"));
        var query = BindSources(rollup, Context.Catalog.Find<View>(rollup.PartialViewOid)!, column => BindComparison(column, $"{{0}} >= {RollupWatermark.Sql(rollup)}"));
        var above = new Project(query, [.. kept.Items.Select((item, i) => new ProjectItem(query.Output[i].Reference, query.Output[i]))]);
        var columns = kept.Items.Select(i => NewColumn(i.Output.Name, i.Output.Type)).ToImmutableArray();
        return new SetOperation(SetOperationKind.Union, true, kept with { Input = below }, above, columns);
    }

    /// <summary>The rows that a continuous aggregate is to keep of buckets from $1 to $2: the columns of its hypertable as they are stored, in order.</summary>
    public BoundQuery BindRollupRefresh(View view) => (BoundQuery)Finish(new BoundQuery(BindSources(view.Rollup!, WithStates(view.Rollup!), column => BindComparison(column, "{0} >= $1 AND {0} <= $2"))));

    /// <summary>The rows, in that form, that a continuous aggregate's query makes of given rows of its only source.</summary>
    /// <param name="view">The aggregate, one that late rows are merged into.</param>
    /// <param name="rows">The given rows, all live columns of the source under their names.</param>
    public BoundQuery BindLateRows(View view, VirtualTable rows)
    {
        return (BoundQuery)Finish(new BoundQuery(Replace(BindView(WithStates(view.Rollup!)))));

        Relation Replace(Relation relation) => relation is TableScan scan
            ? new VirtualScan(rows, scan.Alias, [.. scan.Columns.Select(c => c.Output)])
            : RelationTree.MapExpressions(relation, static e => e, Replace);
    }

    // The view with the query as it is refreshed; where late rows are merged it gives more than it shows.
    private View WithStates(Rollup rollup)
    {
        var partial = Context.Catalog.Find<View>(rollup.PartialViewOid)!;
        return rollup.Merging is null ? partial : partial with { Columns = [.. partial.Columns, .. Context.Catalog.Find<Table>(rollup.TableOid)!.StateColumns.Select(c => new ViewColumn(c.Name, c.Type))] };
    }

    // The query over rows whose time meets a condition, and whose bucket does: the first is what scans exclude chunks by, the second is what counts where the sources have no time of their own.
    private Filter BindSources(Rollup rollup, View partial, Func<OutputColumn, BoundExpression> condition)
    {
        var query = BindView(partial);
        var sources = rollup.Sources.Where(s => s.HasTime).Select(s => s.TableOid).ToHashSet();
        var bound = Restrict(query);
        return new Filter(bound, condition(bound.Output[rollup.Buckets.Column - 1]));

        Relation Restrict(Relation relation)
        {
            if (relation is TableScan { Table.Hypertable: { } hypertable } scan && sources.Contains(scan.Table.Oid))
            {
                return scan.Columns.FirstOrDefault(c => c.Number == hypertable.TimeDimension.Column) is { } time ? new Filter(scan, condition(time.Output)) : scan;
            }

            return RelationTree.MapExpressions(relation, static e => e, Restrict);
        }
    }

    // Of the hypertable's columns those that the view shows, under the view's names.
    private Project KeptRows(View view, Rollup rollup)
    {
        var scan = ScanOf(Context.Catalog.Find<Table>(rollup.TableOid)!, null, view.Name);
        return new Project(scan, [.. view.Columns.Select((c, i) => new ProjectItem(scan.Output[i].Reference, scan.Output[i] with { Name = c.Name }))]);
    }

    private BoundExpression BindComparison(OutputColumn column, string form) =>
        BindExpression(StoredSql.ParseExpression(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, "bucket")), "", [column with { Name = "bucket" }], ExpressionKind.Where);
}

/// <summary>The watermark of a continuous aggregate, as views name it.</summary>
internal static class RollupWatermark
{
    /// <summary>The expression that gives the watermark in the buckets' type, the least value where nothing was kept yet.</summary>
    public static string Sql(Rollup rollup)
    {
        var call = $"_timescaledb_functions.cagg_watermark({rollup.HypertableId})";
        return rollup.Buckets.Type.Kind switch
        {
            Types.TypeKind.TimestampTz => $"COALESCE(_timescaledb_functions.to_timestamp({call}), '-infinity'::timestamp with time zone)",
            Types.TypeKind.Timestamp => $"COALESCE(_timescaledb_functions.to_timestamp_without_timezone({call}), '-infinity'::timestamp without time zone)",
            Types.TypeKind.Date => $"COALESCE(_timescaledb_functions.to_date({call}), '-infinity'::date)",
            Types.TypeKind.Int2 => $"COALESCE(({call})::smallint, '-32768'::smallint)",
            Types.TypeKind.Int4 => $"COALESCE(({call})::integer, '-2147483648'::integer)",
            _ => $"COALESCE({call}, '-9223372036854775808'::bigint)",
        };
    }
}
