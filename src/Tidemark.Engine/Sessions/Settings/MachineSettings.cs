namespace Tidemark.Engine.Sessions.Settings;

/// <summary>The settings of PostgreSQL's memory, processes, log and upkeep. They are taken for the sake of clients that set them; the server's own options say what it does.</summary>
internal static class MachineSettings
{
    private static readonly string[] Levels = ["debug5", "debug4", "debug3", "debug2", "debug1", "info", "notice", "warning", "error", "log", "fatal", "panic"];

    /// <summary>The settings.</summary>
    public static IEnumerable<Setting> Declare()
    {
        yield return Integer("max_connections", "1000", 1, 262_143) with { Context = SettingContext.Postmaster };
        yield return Integer("shared_buffers", "128MB", 16, int.MaxValue, SettingUnit.Kilobytes) with { Context = SettingContext.Postmaster };
        yield return Integer("max_worker_processes", "8", 0, 262_143) with { Context = SettingContext.Postmaster };
        foreach (var name in new[] { "max_parallel_workers", "max_parallel_workers_per_gather", "max_parallel_maintenance_workers" })
        {
            yield return Integer(name, Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture), 0, 1024);
        }

        foreach (var (name, value, minimum) in new[]
        {
            ("maintenance_work_mem", "256MB", 1024), ("temp_buffers", "8MB", 100), ("logical_decoding_work_mem", "64MB", 64), ("max_stack_depth", "2MB", 100), ("wal_skip_threshold", "2MB", 0),
        })
        {
            yield return Integer(name, value, minimum, int.MaxValue, SettingUnit.Kilobytes);
        }

        foreach (var (name, value, maximum) in new[]
        {
            ("effective_io_concurrency", "1", 1000), ("maintenance_io_concurrency", "10", 1000), ("commit_delay", "0", 100_000), ("commit_siblings", "5", 1000),
            ("vacuum_cost_page_hit", "1", 10_000), ("vacuum_cost_page_miss", "2", 10_000), ("vacuum_cost_page_dirty", "20", 10_000), ("vacuum_cost_limit", "200", 10_000),
            ("vacuum_freeze_min_age", "50000000", 1_000_000_000), ("vacuum_freeze_table_age", "150000000", 2_000_000_000),
        })
        {
            yield return Integer(name, value, 0, maximum);
        }

        foreach (var name in new[] { "log_duration", "log_lock_waits", "log_statement_stats", "log_parser_stats", "log_planner_stats", "log_executor_stats", "track_io_timing", "trace_notify", "trace_sort" })
        {
            yield return Boolean(name, "off");
        }

        foreach (var name in new[] { "track_activities", "track_counts", "update_process_title" }) yield return Boolean(name, "on");
        yield return Integer("log_min_duration_statement", "-1", -1, int.MaxValue, SettingUnit.Milliseconds);
        yield return Integer("log_min_duration_sample", "-1", -1, int.MaxValue, SettingUnit.Milliseconds);
        yield return Integer("log_temp_files", "-1", -1, int.MaxValue, SettingUnit.Kilobytes);
        yield return new Setting("log_statement", "none", new EnumSetting("none", "ddl", "mod", "all"));
        yield return new Setting("log_error_verbosity", "default", new EnumSetting("terse", "default", "verbose"));
        yield return new Setting("log_min_messages", "warning", new EnumSetting(Levels));
        yield return new Setting("log_min_error_statement", "error", new EnumSetting(Levels));
        yield return new Setting("track_functions", "none", new EnumSetting("none", "pl", "all"));
        yield return new Setting("compute_query_id", "auto", new BooleanOrEnumSetting("auto", "regress", "on", "off"));
        yield return new Setting("default_toast_compression", "pglz", new EnumSetting("pglz", "lz4"));
        yield return new Setting("vacuum_cost_delay", "0", new RealSetting(0, 100));
        yield return new Setting("password_encryption", "scram-sha-256", new EnumSetting("scram-sha-256"));
    }

    private static Setting Boolean(string name, string value) => new(name, value, BooleanSetting.Instance);

    private static Setting Integer(string name, string value, long minimum, long maximum, SettingUnit unit = SettingUnit.None) => new(name, value, new IntegerSetting(minimum, maximum, unit));
}
