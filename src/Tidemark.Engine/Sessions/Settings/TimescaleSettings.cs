namespace Tidemark.Engine.Sessions.Settings;

/// <summary>
/// The settings of TimescaleDB. Those that switch its planner's ways of reading chunks are taken for the sake of clients that set them: there is one way here, and results do not
/// depend on it. Those of the column store, of continuous aggregates and of jobs wait for these.
/// </summary>
internal static class TimescaleSettings
{
    private const string Prefix = "timescaledb.";

    /// <summary>Whether rows of converted chunks may be changed. Nothing here has to be decompressed for it; who switches it off wants them left alone.</summary>
    public const string ChangesOfConverted = Prefix + "enable_dml_decompression";

    /// <summary>The settings.</summary>
    public static IEnumerable<Setting> Declare()
    {
        foreach (var name in new[]
        {
            "enable_optimizations", "enable_chunk_append", "enable_parallel_chunk_append", "enable_runtime_exclusion", "enable_constraint_exclusion", "enable_constraint_aware_append",
            "enable_ordered_append", "enable_qual_filtering", "enable_qual_propagation", "enable_now_constify", "enable_skipscan", "enable_multikey_skipscan", "enable_compressed_skipscan",
            "enable_columnarscan", "enable_columnarindexscan", "enable_vectorized_aggregation", "enable_bulk_decompression", "enable_decompression_sorted_merge", "enable_chunkwise_aggregation",
            "enable_cagg_watermark_constify", "enable_cagg_reorder_groupby", "enable_foreign_key_propagation", "enable_tiered_reads", "enable_deprecation_warnings",
            "enable_compression_ratio_warnings", "auto_sparse_indexes", "enable_sparse_index_bloom", "enable_composite_bloom_indexes", "enable_dml_bloom_filter",
            "enable_dml_decompression", "enable_dml_decompression_tuple_filtering", "enable_compressed_direct_batch_delete", "enable_direct_compress_copy_sort_batches",
            "enable_direct_compress_insert_sort_batches",
        })
        {
            yield return Boolean(name, "on");
        }

        foreach (var name in new[]
        {
            "enable_chunk_skipping", "enable_direct_compress_insert", "enable_direct_compress_copy", "enable_direct_compress_insert_client_sorted", "enable_direct_compress_copy_client_sorted",
            "enable_cagg_window_functions", "enable_merge_on_cagg_refresh", "skip_cagg_invalidation", "enable_direct_compress_on_cagg_refresh", "enable_event_triggers", "restoring",
        })
        {
            yield return Boolean(name, "off");
        }

        foreach (var (name, value) in new[]
        {
            ("enable_chunk_auto_publication", "off"), ("enable_job_execution_logging", "off"), ("enable_hypertable_create", "on"), ("enable_hypertable_compression", "on"),
            ("enable_cagg_create", "on"), ("enable_policy_create", "on"),
        })
        {
            yield return Boolean(name, value) with { Context = SettingContext.Postmaster };
        }

        yield return new Setting(Prefix + "license", "timescale", new EnumSetting("timescale", "apache")) { Context = SettingContext.Postmaster };
        yield return new Setting(Prefix + "telemetry_level", "off", new EnumSetting("off", "no_functions", "basic"));
        yield return new Setting(Prefix + "default_chunk_time_interval", "", TextSetting.Instance);
        yield return Integer("max_open_chunks_per_insert", "1024", 0, short.MaxValue);
        yield return Integer("max_cached_chunks_per_hypertable", "1024", 0, ushort.MaxValue);
        yield return Integer("max_tuples_decompressed_per_dml_transaction", "100000", 0, int.MaxValue);
        yield return Integer("compression_batch_size_limit", "1000", 1, short.MaxValue);
        yield return Integer("direct_compress_copy_tuple_sort_limit", "100000", 0, int.MaxValue);
        yield return Integer("direct_compress_insert_tuple_sort_limit", "30000", 0, int.MaxValue);
        yield return Integer("stats_max_chunks", "1024", 0, int.MaxValue) with { Context = SettingContext.Postmaster };
        yield return new Setting(Prefix + "compress_truncate_behaviour", "truncate_only", new EnumSetting("truncate_only", "truncate_or_delete", "truncate_disabled"));
        yield return new Setting(Prefix + "compression_segmentby_default_function", "_timescaledb_functions.get_segmentby_defaults", TextSetting.Instance);
        yield return new Setting(Prefix + "compression_orderby_default_function", "_timescaledb_functions.get_orderby_defaults", TextSetting.Instance);
        yield return Integer("max_background_workers", "16", 0, 1000) with { Context = SettingContext.Postmaster };
        yield return Integer("bgw_launcher_poll_time", "60000", 10, int.MaxValue) with { Context = SettingContext.Postmaster };
        yield return Integer("bgw_scheduler_restart_time", "-1", -1, 3600) with { Context = SettingContext.Postmaster };
        yield return new Setting(Prefix + "bgw_log_level", "warning", new EnumSetting("debug5", "debug4", "debug3", "debug2", "debug1", "info", "notice", "warning", "error", "log", "fatal", "panic"));
    }

    private static Setting Boolean(string name, string value) => new(Prefix + name, value, BooleanSetting.Instance);

    private static Setting Integer(string name, string value, long minimum, long maximum) => new(Prefix + name, value, new IntegerSetting(minimum, maximum, SettingUnit.None));
}
