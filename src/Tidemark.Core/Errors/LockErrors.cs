namespace Tidemark.Errors;

/// <summary>Errors of waiting for locks.</summary>
public static class LockErrors
{
    /// <summary>40P01: transactions wait for each other in a circle; this one gives way.</summary>
    public static SqlException Deadlock() => new(new SqlError { State = SqlState.DeadlockDetected, Message = "deadlock detected", Hint = "See server log for query details." });

    /// <summary>55P03: lock_timeout has passed.</summary>
    public static SqlException Timeout() => new(new SqlError { State = SqlState.LockNotAvailable, Message = "canceling statement due to lock timeout" });
}
