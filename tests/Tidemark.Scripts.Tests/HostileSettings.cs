namespace Tidemark.Scripts.Tests;

/// <summary>What hostile settings are made of.</summary>
internal static class HostileSettings
{
    /// <summary>The optimizer's rules that can be done without, by their names.</summary>
    public const string AllRules =
        "inline_common_tables,fold_constants,decorrelate_subqueries,unnest_first_rows,push_filters,order_joins,prune_columns,merge_projections,find_last_points,push_limits,remove_sorts," +
        "top_n,window_top_n,first_per_group,join_filters,bound_scans";

    /// <summary>Whether a script is about the settings or the storage themselves, which are others here.</summary>
    public static bool IsLeftOut(string path) => path.StartsWith("settings", StringComparison.Ordinal) || path.StartsWith("storage", StringComparison.Ordinal);
}
