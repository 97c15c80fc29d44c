namespace Tidemark.Errors;

/// <summary>Errors of jobs and of the policies that run as jobs, worded as TimescaleDB words them.</summary>
public static class JobErrors
{
    /// <summary>42704: no such job.</summary>
    public static SqlException NotFound(int job) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"job {job} not found" });

    /// <summary>42704 as a notice: no such job, which is no matter.</summary>
    public static SqlError NotFoundSkipping(int job) => new() { Severity = Severity.Notice, State = SqlState.UndefinedObject, Message = $"job {job} not found, skipping" };

    /// <summary>22023: a null where a job's number is wanted.</summary>
    public static SqlException NullJob() => Parameter("job ID cannot be NULL");

    /// <summary>22023: alter_job is to have a job start before all time, which is how it is noted that it does not know when.</summary>
    public static SqlException NeverStarts() => Parameter("cannot set next start to -infinity");

    /// <summary>22023: nothing to run.</summary>
    public static SqlException NullProcedure() => Parameter("function or procedure cannot be NULL");

    /// <summary>22023: no interval to run by.</summary>
    public static SqlException NullSchedule() => Parameter("schedule interval cannot be NULL");

    /// <summary>0A000: slots of months and days at once.</summary>
    public static SqlException MixedSchedule() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "month intervals cannot have day or time component",
        Detail = "Fixed schedule jobs do not support such schedule intervals.",
        Hint = "Express the interval in terms of days or time instead.",
    });

    /// <summary>42883: what a job should run is not there, or takes something else.</summary>
    public static SqlException NoProcedure(string schema, string name) => new(new SqlError
    {
        State = SqlState.UndefinedFunction,
        Message = $"function or procedure \"{schema}.{name}(integer, jsonb)\" does not exist",
        Hint = "Custom job actions must accept (integer, jsonb) arguments.",
    });

    /// <summary>22023: the function that should check configurations is not there, or takes something else.</summary>
    public static SqlException NoCheck(string schema, string name) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"function or procedure {schema}.{name}(config jsonb) not found",
        Hint = "The check function's signature must be (config jsonb).",
    });

    /// <summary>XX000: a configuration lacks a member.</summary>
    public static SqlException NotInConfig(string member) => new(new SqlError { State = SqlState.InternalError, Message = $"could not find {member} in config for job" });

    /// <summary>2203A: a configuration lacks a member that says what the policy is of.</summary>
    public static SqlException NoMember(string member) => new(new SqlError { State = new SqlState("2203A"), Message = $"could not find {member} in config for job" });

    /// <summary>22004: a policy without a configuration.</summary>
    public static SqlException NullConfig() => new(new SqlError { State = SqlState.NullValueNotAllowed, Message = "config must not be NULL" });

    /// <summary>XX000: a configuration names a hypertable that is not there; TimescaleDB's words and code.</summary>
    public static SqlException NoHypertable(int id) => new(new SqlError { State = SqlState.InternalError, Message = $"unable to get valid parent Oid for hypertable {id}" });

    /// <summary>42704: a relation that policies cannot be of, for functions that remove them.</summary>
    public static SqlException NotPolicyTarget(string relation) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"relation \"{relation}\" is not a hypertable or continuous aggregate" });

    /// <summary>TS001: a relation that policies cannot be of, for functions that add them.</summary>
    public static SqlException CannotHavePolicy(string relation) => new(new SqlError { State = SqlState.HypertableNotExist, Message = $"\"{relation}\" is not a hypertable or a continuous aggregate" });

    /// <summary>P0001: the retention of the job history without a configuration.</summary>
    public static SqlException NoHistoryConfig() => HistoryMember("config cannot be NULL, and must contain drop_after");

    /// <summary>P0001: a member of its configuration is missing or too small, in TimescaleDB's words.</summary>
    public static SqlException HistoryMember(string message) => new(new SqlError { State = SqlState.RaiseException, Message = message });

    private static SqlException Parameter(string message) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message });
}
