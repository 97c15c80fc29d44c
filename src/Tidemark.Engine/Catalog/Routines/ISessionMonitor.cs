namespace Tidemark.Engine.Catalog;

/// <summary>What functions and views are told about all sessions, and how they reach one. Thread-safe.</summary>
internal interface ISessionMonitor
{
    /// <summary>Every open session.</summary>
    IReadOnlyList<ActivityRow> Activity();

    /// <summary>Every lock in this database that is held or waited for.</summary>
    IReadOnlyList<LockRow> Locks();

    /// <summary>The sessions that a session waits for.</summary>
    IReadOnlyList<int> BlockersOf(int processId);

    /// <summary>The number of the session's own transaction; null while it has none, which is until it is asked for with the wish to have one or the transaction has changed something.</summary>
    long? TransactionNumber(bool assigns);

    /// <summary>Cancels what a session is doing; false when there is none of this number.</summary>
    bool Cancel(int processId);

    /// <summary>Ends a session; false when there is none of this number.</summary>
    bool Terminate(int processId);
}

/// <summary>The session's locks on numbers that applications have agreed on.</summary>
internal interface IAdvisoryLocks
{
    /// <summary>Takes a lock; false when it cannot be had at once and was not to be waited for.</summary>
    /// <param name="high">The upper half of the key, or the first of two integers.</param>
    /// <param name="low">The lower half, or the second.</param>
    /// <param name="isPair">Whether the key is two integers.</param>
    /// <param name="isShared">Whether others may share it.</param>
    /// <param name="forTransaction">Whether it is given up when the transaction ends, and not before.</param>
    /// <param name="waits">Whether to wait.</param>
    bool Lock(uint high, uint low, bool isPair, bool isShared, bool forTransaction, bool waits);

    /// <summary>Gives up a lock that the session took; false, with a warning, when it has none.</summary>
    bool Unlock(uint high, uint low, bool isPair, bool isShared);

    /// <summary>Gives up all that the session took.</summary>
    void UnlockAll();
}

/// <summary>A session as pg_stat_activity shows it. Times are microseconds since 2000-01-01 UTC.</summary>
internal sealed record ActivityRow(int ProcessId, string Database, string User, string ApplicationName)
{
    public required long BackendStart { get; init; }

    public long? TransactionStart { get; init; }

    public long? QueryStart { get; init; }

    public long? StateChange { get; init; }

    public string? WaitType { get; init; }

    public string? WaitEvent { get; init; }

    public required string State { get; init; }

    public required string Query { get; init; }
}

/// <summary>A lock as pg_locks shows it.</summary>
/// <param name="Type">relation, transactionid, advisory or object.</param>
/// <param name="ProcessId">The session.</param>
/// <param name="Owner">The transaction, as virtualtransaction shows it.</param>
/// <param name="Mode">The mode's name.</param>
/// <param name="IsGranted">Whether it is held, and not waited for.</param>
internal sealed record LockRow(string Type, int ProcessId, long Owner, string Mode, bool IsGranted)
{
    public uint? Relation { get; init; }

    public long? TransactionId { get; init; }

    public (uint High, uint Low, short Sub)? Advisory { get; init; }

    public DateTimeOffset? WaitStart { get; init; }
}
