using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>The views on continuous aggregates and jobs: TimescaleDB's columns, and no rows as long as there are no such objects.</summary>
internal static class EmptyViews
{
    /// <summary>The views.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return Empty(14_110, "timescaledb_information.continuous_aggregates",
            """
            hypertable_schema name, hypertable_name name, view_schema name, view_name name, view_owner name, materialized_only bool, compression_enabled bool,
            materialization_hypertable_schema name, materialization_hypertable_name name, view_definition text
            """);
        yield return Empty(14_120, "timescaledb_experimental.policies",
            "relation_name name, relation_schema name, schedule_interval interval, proc_schema name, proc_name name, config jsonb, hypertable_schema name, hypertable_name name");
        yield return Empty(14_122, "_timescaledb_catalog.continuous_agg",
            """
            mat_hypertable_id int4, raw_hypertable_id int4, parent_mat_hypertable_id int4, user_view_schema name, user_view_name name, partial_view_schema name, partial_view_name name,
            direct_view_schema name, direct_view_name name, materialized_only bool
            """, isView: false);
        yield return Empty(14_123, "_timescaledb_catalog.continuous_aggs_bucket_function",
            "mat_hypertable_id int4, bucket_func text, bucket_width text, bucket_origin text, bucket_offset text, bucket_timezone text, bucket_fixed_width bool", isView: false);
        yield return Empty(14_124, "_timescaledb_catalog.continuous_aggs_watermark", "mat_hypertable_id int4, watermark int8", isView: false);
        yield return Empty(14_125, "_timescaledb_catalog.tablespace", "id int4, hypertable_id int4, tablespace_name name", isView: false);
    }

    private static VirtualTable Empty(uint oid, string name, string columns, bool isView = true) => SystemTable.Empty(oid, name, columns, isView);
}
