using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>What TimescaleDB's views and catalog tell of continuous aggregates.</summary>
internal static class RollupTables
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(14_110, "timescaledb_information.continuous_aggregates",
            """
            hypertable_schema name, hypertable_name name, view_schema name, view_name name, view_owner name, materialized_only bool, compression_enabled bool,
            materialization_hypertable_schema name, materialization_hypertable_name name, view_definition text
            """, FillViews, isView: true);
        yield return SystemTable.Define(14_122, "_timescaledb_catalog.continuous_agg",
            """
            mat_hypertable_id int4, raw_hypertable_id int4, parent_mat_hypertable_id int4, user_view_schema name, user_view_name name, partial_view_schema name, partial_view_name name,
            direct_view_schema name, direct_view_name name, materialized_only bool
            """, FillAggregates);
        yield return SystemTable.Define(14_123, "_timescaledb_catalog.continuous_aggs_bucket_function",
            "mat_hypertable_id int4, bucket_func text, bucket_width text, bucket_origin text, bucket_offset text, bucket_timezone text, bucket_fixed_width bool", FillBuckets);
        yield return SystemTable.Define(14_124, "_timescaledb_catalog.continuous_aggs_watermark", "mat_hypertable_id int4, watermark int8", FillWatermarks);
    }

    private static IEnumerable<(View View, Rollup Rollup)> Rollups(FunctionContext context) =>
        context.Catalog.Relations.OfType<View>().Where(v => v.Rollup is not null).OrderBy(v => v.Rollup!.HypertableId).Select(v => (v, v.Rollup!));

    private static void FillViews(FunctionContext context, SystemRows rows)
    {
        foreach (var (view, rollup) in Rollups(context))
        {
            var source = context.Catalog.Find<Table>(rollup.Main.TableOid);
            var kept = context.Catalog.Find<Table>(rollup.TableOid);
            var direct = context.Catalog.Find<View>(rollup.DirectViewOid);
            rows.Add(source?.Schema).Add(source?.Name).Add(view.Schema).Add(view.Name).Add(view.Owner).Add(rollup.IsMaterializedOnly).Add(kept?.Hypertable?.HasColumnstore ?? false).Add(kept?.Schema).Add(kept?.Name)
                .Add($" {direct?.Query};").End();
        }
    }

    private static void FillAggregates(FunctionContext context, SystemRows rows)
    {
        foreach (var (view, rollup) in Rollups(context))
        {
            var source = context.Catalog.Find<Table>(rollup.Main.TableOid)?.Hypertable;
            var (partial, direct) = (context.Catalog.Find<View>(rollup.PartialViewOid), context.Catalog.Find<View>(rollup.DirectViewOid));
            rows.Add(rollup.HypertableId).Add(source?.Id ?? 0);
            if (source is not null && RefreshRoutines.Find(source.Id, context.Catalog) is not null) rows.Add(source.Id);
            else rows.Null();
            rows.Add(view.Schema).Add(view.Name).Add(partial?.Schema).Add(partial?.Name).Add(direct?.Schema).Add(direct?.Name).Add(rollup.IsMaterializedOnly).End();
        }
    }

    private static void FillBuckets(FunctionContext context, SystemRows rows)
    {
        foreach (var (_, rollup) in Rollups(context))
        {
            var buckets = rollup.Buckets;
            rows.Add(rollup.HypertableId).Add(buckets.Function).Add(buckets.IntegerWidth > 0 ? $"{buckets.IntegerWidth}" : RollupText.Of(buckets.Width))
                .Add(buckets.Origin is { } origin ? RollupText.Of(origin, buckets.Type.Kind == TypeKind.Date ? SqlTypes.Timestamp : buckets.Type) : null)
                .Add(buckets.Offset is { } offset ? RollupText.Of(offset) : buckets.IntegerOffset is { } shift ? $"{shift}" : null).Add(buckets.TimeZone).Add(buckets.IsFixed).End();
        }
    }

    private static void FillWatermarks(FunctionContext context, SystemRows rows)
    {
        foreach (var (view, rollup) in Rollups(context))
        {
            var watermark = context.Service<SessionContext>().Transaction.RollupStateOf(view.Oid).Watermark;
            rows.Add(rollup.HypertableId);
            if (watermark is { } time) rows.Add(ChunkIntervals.IsTime(rollup.Buckets.Type) ? time - ChunkSlicing.UnixEpoch : time);
            else rows.Add(ChunkIntervals.IsTime(rollup.Buckets.Type) ? Calendar.MinTimestamp - ChunkSlicing.UnixEpoch : rollup.Buckets.Type.Kind switch { TypeKind.Int2 => short.MinValue, TypeKind.Int4 => int.MinValue, _ => long.MinValue });
            rows.End();
        }
    }
}
