namespace Tidemark.Errors;

/// <summary>Errors of VACUUM and ANALYZE.</summary>
public static class MaintenanceErrors
{
    /// <summary>42601: an option that there is not.</summary>
    public static SqlException UnknownOption(string command, string option, int position) => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Message = $"unrecognized {command} option \"{option}\"",
        Position = position,
    });

    /// <summary>0A000: columns are named for VACUUM without ANALYZE.</summary>
    public static SqlException ColumnsWithoutAnalyze() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "ANALYZE option must be specified when a column list is provided",
    });

    /// <summary>A warning: a relation without rows of its own is passed over.</summary>
    public static SqlError Skipped(string relation, bool isVacuum) => new()
    {
        Severity = Severity.Warning,
        State = SqlState.Warning,
        Message = isVacuum ? $"skipping \"{relation}\" --- cannot vacuum non-tables or special system tables" : $"skipping \"{relation}\" --- cannot analyze non-tables or special system tables",
    };
}
