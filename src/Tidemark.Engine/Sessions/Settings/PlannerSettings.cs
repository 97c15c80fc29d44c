namespace Tidemark.Engine.Sessions.Settings;

/// <summary>The settings of PostgreSQL's planner. They are taken for the sake of clients that set them: there are no such choices to steer here, and results depend on none.</summary>
internal static class PlannerSettings
{
    /// <summary>The settings.</summary>
    public static IEnumerable<Setting> Declare()
    {
        foreach (var name in new[]
        {
            "enable_async_append", "enable_bitmapscan", "enable_gathermerge", "enable_hashagg", "enable_hashjoin", "enable_incremental_sort", "enable_indexonlyscan", "enable_indexscan",
            "enable_material", "enable_memoize", "enable_mergejoin", "enable_nestloop", "enable_parallel_append", "enable_parallel_hash", "enable_partition_pruning", "enable_seqscan",
            "enable_sort", "enable_tidscan", "geqo", "jit_expressions", "jit_tuple_deforming", "parallel_leader_participation", "synchronize_seqscans",
        })
        {
            yield return Boolean(name, "on");
        }

        foreach (var name in new[] { "enable_partitionwise_aggregate", "enable_partitionwise_join", "jit" }) yield return Boolean(name, "off");

        foreach (var (name, value, minimum, maximum) in new[]
        {
            ("random_page_cost", "4", 0, double.MaxValue), ("seq_page_cost", "1", 0, double.MaxValue), ("cpu_tuple_cost", "0.01", 0, double.MaxValue),
            ("cpu_index_tuple_cost", "0.005", 0, double.MaxValue), ("cpu_operator_cost", "0.0025", 0, double.MaxValue), ("parallel_setup_cost", "1000", 0, double.MaxValue),
            ("parallel_tuple_cost", "0.1", 0, double.MaxValue), ("jit_above_cost", "100000", -1, double.MaxValue), ("jit_inline_above_cost", "500000", -1, double.MaxValue),
            ("jit_optimize_above_cost", "500000", -1, double.MaxValue), ("cursor_tuple_fraction", "0.1", 0, 1), ("recursive_worktable_factor", "10", 0.001, 1e6), ("geqo_seed", "0", 0, 1),
            ("geqo_selection_bias", "2", 1.5, 2), ("hash_mem_multiplier", "2", 1, 1000),
        })
        {
            yield return new Setting(name, value, new RealSetting(minimum, maximum));
        }

        foreach (var (name, value, minimum, maximum) in new[]
        {
            ("from_collapse_limit", "8", 1, int.MaxValue), ("join_collapse_limit", "8", 1, int.MaxValue), ("default_statistics_target", "100", 1, 10_000), ("geqo_effort", "5", 1, 10),
            ("geqo_generations", "0", 0, int.MaxValue), ("geqo_pool_size", "0", 0, int.MaxValue), ("geqo_threshold", "12", 2, int.MaxValue),
        })
        {
            yield return Integer(name, value, minimum, maximum);
        }

        foreach (var (name, value, minimum) in new[] { ("effective_cache_size", "4GB", 1), ("min_parallel_index_scan_size", "512kB", 0), ("min_parallel_table_scan_size", "8MB", 0) })
        {
            yield return Integer(name, value, minimum, int.MaxValue, SettingUnit.Kilobytes);
        }

        yield return new Setting("plan_cache_mode", "auto", new EnumSetting("auto", "force_generic_plan", "force_custom_plan"));
        yield return new Setting("force_parallel_mode", "off", new BooleanOrEnumSetting("off", "on", "regress"));
        yield return new Setting("constraint_exclusion", "partition", new BooleanOrEnumSetting("partition", "on", "off"));
    }

    private static Setting Boolean(string name, string value) => new(name, value, BooleanSetting.Instance);

    private static Setting Integer(string name, string value, long minimum, long maximum, SettingUnit unit = SettingUnit.None) => new(name, value, new IntegerSetting(minimum, maximum, unit));
}
