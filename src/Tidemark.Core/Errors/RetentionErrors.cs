namespace Tidemark.Errors;

/// <summary>Errors of retention policies, worded as TimescaleDB words them.</summary>
public static class RetentionErrors
{
    private const string DifferentArguments = "A policy already exists with different arguments.";
    private const string RemoveFirst = "Remove the existing policy before adding a new one.";

    /// <summary>22023: no bound, or both.</summary>
    public static SqlException OneOfBounds() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "need to specify one of \"drop_after\" or \"drop_created_before\"" });

    /// <summary>22023: an age that does not fit the time of the hypertable.</summary>
    public static SqlException InvalidDropAfter(bool isInteger) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "invalid value for parameter drop_after",
        Hint = isInteger
            ? "Integer duration in \"drop_after\" with valid \"integer_now\" function or interval time duration in \"drop_created_before\" is required for hypertables with integer time dimension."
            : "Interval time duration is required for hypertable with timestamp-based time dimension.",
    });

    /// <summary>42710: there is a policy.</summary>
    public static SqlException Exists(string table) => new(new SqlError { State = SqlState.DuplicateObject, Message = $"retention policy already exists for hypertable \"{table}\"" });

    /// <summary>A notice: there is such a policy.</summary>
    public static SqlError ExistsSkipping(string table) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"retention policy already exists for hypertable \"{table}\", skipping" };

    /// <summary>A warning: there is another policy.</summary>
    public static SqlError ExistsDifferently(string table) => new()
    {
        Severity = Severity.Warning,
        State = SqlState.Warning,
        Message = $"retention policy already exists for hypertable \"{table}\"",
        Detail = DifferentArguments,
        Hint = RemoveFirst,
    };

    /// <summary>42704: there is no policy.</summary>
    public static SqlException NotFound(string table) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"retention policy not found for hypertable \"{table}\"" });

    /// <summary>A notice: there is no policy.</summary>
    public static SqlError NotFoundSkipping(string table) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"retention policy not found for hypertable \"{table}\", skipping" };
}
