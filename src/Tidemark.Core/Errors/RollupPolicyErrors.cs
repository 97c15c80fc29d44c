namespace Tidemark.Errors;

/// <summary>Errors of the policies of continuous aggregates, worded as TimescaleDB words them.</summary>
public static class RollupPolicyErrors
{
    /// <summary>22023: no interval to run by.</summary>
    public static SqlException NullSchedule() => Parameter("cannot use NULL refresh_schedule_interval");

    /// <summary>22023: fewer than two buckets in the window.</summary>
    public static SqlException WindowTooSmall(string type) => Parameter(
        "policy refresh window too small",
        $"The start and end offsets must cover at least two buckets in the valid time range of type \"{type}\".");

    /// <summary>22023: an offset that does not fit the buckets.</summary>
    public static SqlException InvalidOffset(string name, bool isTime) => Parameter(
        $"invalid parameter value for {name}",
        hint: isTime ? "Use time interval with a continuous aggregate using timestamp-based time bucket." : "Use time interval of type integer with the continuous aggregate.");

    /// <summary>22023: there is a policy with this window.</summary>
    public static SqlError Exists(string view) => new()
    {
        State = SqlState.InvalidParameterValue,
        Message = $"continuous aggregate refresh policy already exists for \"{view}\"",
        Detail = $"A refresh policy with the same start and end offset already exists for continuous aggregate \"{view}\".",
    };

    /// <summary>A notice: there is a policy with this window.</summary>
    public static SqlError ExistsSkipping(string view) =>
        Exists(view) with { Severity = Severity.Notice, Message = $"continuous aggregate refresh policy already exists for \"{view}\", skipping" };

    /// <summary>22023: there is a policy that refreshes the same buckets.</summary>
    public static SqlException Overlaps(string view) => Parameter($"refresh interval overlaps with an existing continuous aggregate policy on \"{view}\"");

    /// <summary>0A000: a second policy for an aggregate over another.</summary>
    public static SqlException SeveralOverRollup() =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = "multiple refresh policies are not supported for hierarchical continuous aggregates" });

    /// <summary>42704: there is no policy.</summary>
    public static SqlError NotFound(string view) => new() { State = SqlState.UndefinedObject, Message = $"continuous aggregate policy not found for \"{view}\"" };

    /// <summary>A notice: there is no policy.</summary>
    public static SqlError NotFoundSkipping(string view) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"continuous aggregate policy not found for \"{view}\", skipping" };

    /// <summary>22023: not an aggregate, in the words of what removes policies.</summary>
    public static SqlException NotRollup(string relation) => Parameter($"\"{relation}\" is not a continuous aggregate");

    /// <summary>22023: rows would be dropped before they are refreshed, or after.</summary>
    public static SqlException RefreshOverlapsRetention() => Parameter("refresh and retention policies overlap");

    /// <summary>22023: rows would be refreshed that are in the column store.</summary>
    public static SqlException RefreshOverlapsColumnstore() => Parameter("refresh and columnstore policies overlap");

    /// <summary>22023: there is nothing to alter.</summary>
    public static SqlException NoJobs() => Parameter("no jobs found");

    /// <summary>22023: the policy that is to be altered is not there.</summary>
    /// <param name="kind">refresh, compress or retention.</param>
    public static SqlException NoJob(string kind) => Parameter($"no {kind} job found");

    /// <summary>22004: a null among the names of policies.</summary>
    public static SqlException NullName() => new(new SqlError { State = SqlState.NullValueNotAllowed, Message = "null array element not allowed in this context" });

    /// <summary>A notice: there is nothing to remove.</summary>
    public static SqlError NoRelevantPolicy() => new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = "No relevant policy found" };

    private static SqlException Parameter(string message, string? detail = null, string? hint = null) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = message, Detail = detail, Hint = hint });
}
