namespace Tidemark.Scripts.Tests;

/// <summary>What hostile settings are made of.</summary>
internal static class HostileSettings
{
    /// <summary>The optimizer's rules that can be done without, by their names.</summary>
    public const string AllRules =
        "inline_common_tables,fold_constants,decorrelate_subqueries,unnest_first_rows,flatten_laterals,push_filters,order_joins,prune_columns,merge_projections,find_last_points,push_limits,remove_sorts," +
        "top_n,window_top_n,first_per_group,join_filters,range_joins,bound_scans,merge_joins,ordered_scans,ordered_groups";

    // Tens of thousands of keys, of which equal hashes cost the square. Small scripts spill with equal hashes instead.
    private static readonly string Spilling = Path.Combine("queries", "spilling.slt");

    // Thousands of keys: too many only where equal hashes meet spilling.
    private static readonly string Columnstore = Path.Combine("timescale", "columnstore_interplay.slt");

    // Says which chunks plans read.
    private static readonly string Plans = Path.Combine("timescale", "explain_chunks.slt");

    /// <summary>The scripts that a server with these settings runs: not those about the settings or the storage themselves, which are others here.</summary>
    public static IEnumerable<string> Scripts(string settings)
    {
        var (equalHashes, spills) = (settings.Contains("equal_hashes", StringComparison.Ordinal), settings.Contains("force_spilling", StringComparison.Ordinal));
        return ScriptCorpus.All.Where(path =>
            !path.StartsWith("settings", StringComparison.Ordinal) && !path.StartsWith("storage", StringComparison.Ordinal)
            && path != Plans && !(equalHashes && (path == Spilling || (spills && path == Columnstore))));
    }
}
