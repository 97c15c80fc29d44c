namespace Tidemark.Errors;

/// <summary>Errors and warnings about transactions and sessions.</summary>
public static class TransactionErrors
{
    /// <summary>25P02: only the end of a failed transaction block is accepted.</summary>
    public static SqlException Failed() => new(new SqlError
    {
        State = SqlState.InFailedSqlTransaction,
        Message = "current transaction is aborted, commands ignored until end of transaction block",
    });

    /// <summary>25006: a change in a read-only transaction.</summary>
    public static SqlException ReadOnly(string command) => new(new SqlError
    {
        State = SqlState.ReadOnlySqlTransaction,
        Message = $"cannot execute {command} in a read-only transaction",
    });

    /// <summary>25001: a command that cannot be part of a transaction block.</summary>
    public static SqlException InsideBlock(string command) => new(new SqlError
    {
        State = SqlState.ActiveSqlTransaction,
        Message = $"{command} cannot run inside a transaction block",
    });

    /// <summary>25P01: a command that makes sense in a transaction block only.</summary>
    public static SqlException OutsideBlock(string command) => new(new SqlError
    {
        State = SqlState.NoActiveSqlTransaction,
        Message = $"{command} can only be used in transaction blocks",
    });

    /// <summary>25001: SET TRANSACTION ISOLATION LEVEL after the first query.</summary>
    public static SqlException IsolationTooLate() => new(new SqlError
    {
        State = SqlState.ActiveSqlTransaction,
        Message = "SET TRANSACTION ISOLATION LEVEL must be called before any query",
    });

    /// <summary>25001: READ WRITE after the first query of a read-only transaction.</summary>
    public static SqlException ReadWriteTooLate() => new(new SqlError
    {
        State = SqlState.ActiveSqlTransaction,
        Message = "transaction read-write mode must be set before any query",
    });

    /// <summary>3B001: no such savepoint.</summary>
    public static SqlException NoSavepoint(string name) => new(new SqlError
    {
        State = SqlState.SavepointException,
        Message = $"savepoint \"{name}\" does not exist",
    });

    /// <summary>57014: a cancel request came.</summary>
    public static SqlException Cancelled() => new(new SqlError { State = SqlState.QueryCanceled, Message = "canceling statement due to user request" });

    /// <summary>57P01: the session was ended by another.</summary>
    public static SqlException Terminated() => new(new SqlError
    {
        Severity = Severity.Fatal,
        State = SqlState.AdminShutdown,
        Message = "terminating connection due to administrator command",
    });

    /// <summary>25P03: idle_in_transaction_session_timeout has passed.</summary>
    public static SqlException IdleInTransaction() => new(new SqlError
    {
        Severity = Severity.Fatal,
        State = SqlState.IdleInTransactionSessionTimeout,
        Message = "terminating connection due to idle-in-transaction timeout",
    });

    /// <summary>57P05: idle_session_timeout has passed.</summary>
    public static SqlException IdleSession() => new(new SqlError
    {
        Severity = Severity.Fatal,
        State = SqlState.IdleSessionTimeout,
        Message = "terminating connection due to idle-session timeout",
    });

    /// <summary>57014: statement_timeout has passed.</summary>
    public static SqlException StatementTimeout() => new(new SqlError { State = SqlState.QueryCanceled, Message = "canceling statement due to statement timeout" });

    /// <summary>Warning 25001: BEGIN inside a transaction block.</summary>
    public static SqlError AlreadyInBlock() => new()
    {
        Severity = Severity.Warning,
        State = SqlState.ActiveSqlTransaction,
        Message = "there is already a transaction in progress",
    };

    /// <summary>Warning 25P01: COMMIT or ROLLBACK outside a transaction block.</summary>
    public static SqlError NotInBlock() => new()
    {
        Severity = Severity.Warning,
        State = SqlState.NoActiveSqlTransaction,
        Message = "there is no transaction in progress",
    };

    /// <summary>Warning 25P01: SET LOCAL and the like outside a transaction block.</summary>
    public static SqlError OnlyInBlock(string command) => new()
    {
        Severity = Severity.Warning,
        State = SqlState.NoActiveSqlTransaction,
        Message = $"{command} can only be used in transaction blocks",
    };
}
