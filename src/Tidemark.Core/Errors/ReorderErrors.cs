namespace Tidemark.Errors;

/// <summary>Errors of reorder policies, worded as TimescaleDB words them.</summary>
public static class ReorderErrors
{
    /// <summary>22023: no index.</summary>
    public static SqlException NoIndex() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid reorder index" });

    /// <summary>22023: no index of the hypertable, or none that rows can be ordered by.</summary>
    public static SqlException InvalidIndex(string table) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "invalid reorder index",
        Hint = $"The reorder index must by an index on hypertable \"{table}\".",
    });

    /// <summary>22023: a configuration names an index that is not there.</summary>
    public static SqlException IndexNotFound(string index) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = "reorder index not found", Detail = $"The index \"{index}\" could not be found" });

    /// <summary>22023: a configuration names a hypertable that is not there.</summary>
    public static SqlException HypertableNotFound(int id) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"configuration hypertable id {id} not found" });

    /// <summary>42710: there is a policy.</summary>
    public static SqlException Exists(string table) => new(new SqlError { State = SqlState.DuplicateObject, Message = $"reorder policy already exists for hypertable \"{table}\"" });

    /// <summary>A notice: there is such a policy.</summary>
    public static SqlError ExistsSkipping(string table) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"reorder policy already exists on hypertable \"{table}\", skipping" };

    /// <summary>A warning: there is another policy.</summary>
    public static SqlError ExistsDifferently(string table) => new()
    {
        Severity = Severity.Warning,
        State = SqlState.Warning,
        Message = $"reorder policy already exists for hypertable \"{table}\"",
        Detail = "A policy already exists with different arguments.",
        Hint = "Remove the existing policy before adding a new one.",
    };

    /// <summary>42704: there is no policy.</summary>
    public static SqlException NotFound(string table) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"reorder policy not found for hypertable \"{table}\"" });

    /// <summary>A notice: there is no policy.</summary>
    public static SqlError NotFoundSkipping(string table) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"reorder policy not found for hypertable \"{table}\", skipping" };
}
