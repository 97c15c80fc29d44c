namespace Tidemark.Errors;

/// <summary>Errors of waiting for locks.</summary>
public static class LockErrors
{
    /// <summary>40P01: transactions wait for each other in a circle; this one gives way.</summary>
    /// <param name="detail">Who waits for whom.</param>
    public static SqlException Deadlock(string detail) => new(new SqlError
    {
        State = SqlState.DeadlockDetected,
        Message = "deadlock detected",
        Detail = detail,
        Hint = "See server log for query details.",
    });

    /// <summary>55P03: NOWAIT, and somebody else has the table.</summary>
    public static SqlException RelationNotAvailable(string relation) =>
        new(new SqlError { State = SqlState.LockNotAvailable, Message = $"could not obtain lock on relation \"{relation}\"" });

    /// <summary>55P03: NOWAIT, and somebody else has a row.</summary>
    public static SqlException RowNotAvailable(string relation) =>
        new(new SqlError { State = SqlState.LockNotAvailable, Message = $"could not obtain lock on row in relation \"{relation}\"" });

    /// <summary>Warning: an advisory lock is to be given up that the session does not have.</summary>
    public static SqlError NotOwned(string mode) => new() { Severity = Severity.Warning, State = SqlState.Warning, Message = $"you don't own a lock of type {mode}" };

    /// <summary>Warning: no session has this number.</summary>
    public static SqlError NoSession(int processId) => new() { Severity = Severity.Warning, State = SqlState.Warning, Message = $"PID {processId} is not a PostgreSQL server process" };

    /// <summary>55P03: lock_timeout has passed.</summary>
    public static SqlException Timeout() => new(new SqlError { State = SqlState.LockNotAvailable, Message = "canceling statement due to lock timeout" });
}
