using System.Collections.Frozen;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Settings;

/// <summary>
/// The settings there are. A setting that changes what a statement gives does so here as in PostgreSQL or TimescaleDB; those that only steer PostgreSQL's own planner,
/// memory or logging are taken for the sake of clients that set them and have nothing to steer here.
/// </summary>
internal static class SettingRegistry
{
    /// <summary>The version of PostgreSQL whose SQL is spoken.</summary>
    public const string ServerVersion = "15.18";

    private const long MaxInt = int.MaxValue;

    /// <summary>All settings, by name.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Declare().OrderBy(s => s.Name, StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, Setting> ByName = All.ToFrozenDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The setting of this name in any case, or null.</summary>
    public static Setting? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Fails unless any session may make up a setting of this name: identifiers with dots between, the first not one of ours.</summary>
    /// <exception cref="SqlException">42704 for a name without a dot or one of ours; 42602 for parts that are no identifiers.</exception>
    public static void RequireCustom(string name)
    {
        if (!name.Contains('.') || name.StartsWith("timescaledb.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("tidemark.", StringComparison.OrdinalIgnoreCase))
        {
            throw SettingErrors.Unrecognized(name);
        }

        if (!name.Split('.').All(IsIdentifier)) throw SettingErrors.InvalidName(name);
    }

    private static bool IsIdentifier(string part) =>
        part.Length > 0 && !char.IsAsciiDigit(part[0]) && part[0] != '$' && part.All(c => c is '_' or '$' or > '\x7f' || char.IsAsciiLetterOrDigit(c));

    private static IEnumerable<Setting> Declare()
    {
        foreach (var fact in new (string Name, string Value, bool Reported)[]
        {
            ("server_version", ServerVersion, true), ("server_version_num", "150018", false), ("server_encoding", "UTF8", true),
            ("integer_datetimes", "on", true), ("max_identifier_length", "63", false), ("block_size", "8192", false), ("lc_collate", "C", false),
            ("lc_ctype", "C.UTF-8", false), ("max_index_keys", "32", false), ("wal_block_size", "8192", false), ("segment_size", "1GB", false),
            ("data_checksums", "on", false), ("in_hot_standby", "off", true), ("is_superuser", "on", true), ("ssl", "off", false),
        })
        {
            yield return new Setting(fact.Name, fact.Value, TextSetting.Instance) { Context = SettingContext.Internal, IsReported = fact.Reported };
        }

        yield return Text("session_authorization", "postgres") with { IsReported = true };
        yield return Text("role", "none");
        yield return Text("application_name", "") with { IsReported = true };
        yield return new Setting("client_encoding", "UTF8", new CheckedTextSetting(ClientEncoding)) { IsReported = true };
        yield return new Setting("DateStyle", "ISO, MDY", new DateStyleKind()) { IsReported = true };
        yield return new Setting("IntervalStyle", "postgres", new EnumSetting("postgres", "postgres_verbose", "sql_standard", "iso_8601")) { IsReported = true };
        yield return new Setting("TimeZone", "Etc/UTC", new CheckedTextSetting(TimeZone)) { IsReported = true };
        yield return Text("search_path", "\"$user\", public");
        yield return new Setting("standard_conforming_strings", "on", BooleanSetting.Instance) { IsReported = true };
        yield return Integer("extra_float_digits", "1", -15, 3);
        yield return new Setting("bytea_output", "hex", new EnumSetting("hex", "escape"));
        yield return new Setting("default_transaction_read_only", "off", BooleanSetting.Instance) { IsReported = true };
        yield return Boolean("default_transaction_deferrable", "off");
        yield return Isolation("default_transaction_isolation");
        yield return Isolation("transaction_isolation");
        yield return Boolean("transaction_read_only", "off");
        yield return Boolean("transaction_deferrable", "off");
        yield return new Setting("synchronous_commit", "on", new BooleanOrEnumSetting("local", "remote_write", "remote_apply", "on", "off"));
        yield return Integer("statement_timeout", "0", 0, MaxInt, SettingUnit.Milliseconds);
        yield return Integer("lock_timeout", "0", 0, MaxInt, SettingUnit.Milliseconds);
        yield return Integer("idle_in_transaction_session_timeout", "0", 0, MaxInt, SettingUnit.Milliseconds);
        yield return Integer("idle_session_timeout", "0", 0, MaxInt, SettingUnit.Milliseconds);
        yield return Integer("deadlock_timeout", "1s", 1, MaxInt, SettingUnit.Milliseconds);
        yield return Integer("work_mem", "64MB", 64, MaxInt, SettingUnit.Kilobytes);
        yield return Integer("temp_file_limit", "-1", -1, MaxInt, SettingUnit.Kilobytes);
        yield return new Setting("client_min_messages", "notice", new EnumSetting("debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error"));
        yield return Boolean("array_nulls", "on");
        yield return Boolean("transform_null_equals", "off");
        yield return Boolean("check_function_bodies", "on");
        yield return Boolean("escape_string_warning", "on");
        yield return Boolean("quote_all_identifiers", "off");
        yield return Boolean("row_security", "on");
        yield return new Setting("backslash_quote", "safe_encoding", new BooleanOrEnumSetting("safe_encoding", "on", "off"));
        yield return new Setting("xmloption", "content", new EnumSetting("content", "document"));
        yield return Text("default_tablespace", "");
        yield return Text("default_table_access_method", "heap");
        yield return Text("lc_messages", "C");
        yield return Text("lc_monetary", "C");
        yield return Text("lc_numeric", "C");
        yield return Text("lc_time", "C");

        foreach (var setting in PlannerSettings.Declare()) yield return setting;
        foreach (var setting in MachineSettings.Declare()) yield return setting;

        foreach (var setting in TimescaleSettings.Declare()) yield return setting;

        // Our own: switches that tests turn to compare two ways of getting the same result.
        yield return Boolean("tidemark.enable_timeseries_operators", "on");
        yield return Boolean("tidemark.enable_block_statistics", "on");
        yield return Text("tidemark.disabled_rules", "");
        yield return Boolean("tidemark.retention_keeps_rollups", "on");
        yield return Boolean("tidemark.force_spilling", "off");
        // Read when the data directory is opened; in a session they change nothing.
        yield return Boolean("tidemark.equal_hashes", "off");
        yield return Boolean("tidemark.flush_each_commit", "off");
        yield return Integer("tidemark.batch_rows", "0", 0, 65_536);
        yield return Integer("tidemark.ordered_rows", "50000", 0, int.MaxValue);
        yield return Integer("tidemark.parallel_rows", "50000", 0, int.MaxValue);
    }

    private static Setting Text(string name, string value) => new(name, value, TextSetting.Instance);

    private static Setting Boolean(string name, string value) => new(name, value, BooleanSetting.Instance);

    private static Setting Integer(string name, string value, long minimum, long maximum, SettingUnit unit = SettingUnit.None) =>
        new(name, value, new IntegerSetting(minimum, maximum, unit));

    private static Setting Isolation(string name) =>
        new(name, "read committed", new EnumSetting("serializable", "repeatable read", "read committed", "read uncommitted"));

    private static string OffsetZone(TimeSpan offset)
    {
        var clock = offset.Minutes == 0 ? $"{Math.Abs(offset.Hours):00}" : $"{Math.Abs(offset.Hours):00}:{Math.Abs(offset.Minutes):00}";
        return offset < TimeSpan.Zero ? $"<-{clock}>+{clock}" : $"<+{clock}>-{clock}";
    }

    private static string ClientEncoding(string name, string value) => value.Trim('\'', '"', ' ').Replace("-", "").Replace("_", "").ToUpperInvariant() switch
    {
        "UTF8" or "UNICODE" => "UTF8",
        "SQLASCII" => "SQL_ASCII",
        _ => throw SettingErrors.InvalidValue(name, value, "Text is UTF8; a client that wants another encoding converts it."),
    };

    // A number is hours east of Greenwich; POSIX counts the other way.
    private static string TimeZone(string name, string value) => double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var hours)
        ? OffsetZone(TimeSpan.FromHours(hours))
        : TimeZoneRules.Find(value)?.Name ?? throw SettingErrors.InvalidValue(name, value, null);
}
