using System.Collections.Immutable;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Locks;

/// <summary>A session as the lock manager knows it: locks of one session never stand in each other's way, whoever of its owners has them.</summary>
/// <param name="processId">As users know the session; 0 for the instance itself.</param>
internal sealed class LockGroup(int processId)
{
    /// <summary>As users know the session.</summary>
    public int ProcessId { get; } = processId;

    /// <summary>What it waits for; changed under the lock manager's gate only.</summary>
    public LockWait? Wait
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }
}

/// <summary>Who gives locks up together: a transaction, or a session for its advisory locks. The lock manager changes it under its gate.</summary>
internal sealed class LockOwner(LockGroup group)
{
    private static long s_lastNumber = 730;

    private long _number;

    /// <summary>The session.</summary>
    public LockGroup Group { get; } = group;

    /// <summary>The transaction's number, given out when it is first asked for.</summary>
    public long Number
    {
        get
        {
            if (Volatile.Read(ref _number) == 0) Interlocked.CompareExchange(ref _number, Interlocked.Increment(ref s_lastNumber), 0);
            return _number;
        }
    }

    /// <summary>
    /// What stands for the transaction itself: it holds this exclusively while others may have to wait for its end, and they wait by asking for it.
    /// </summary>
    public LockTarget Self => LockTarget.Transaction(Number);

    /// <summary>The keys that it has claimed, by index; only its own thread looks here.</summary>
    internal Dictionary<uint, KeyClaims.ClaimSet> Claims { get; } = [];

    /// <summary>What it holds, and how often it was taken.</summary>
    internal Dictionary<(LockTarget Target, TableLockMode Mode), int> Held { get; } = [];

    /// <summary>What it holds in the order in which it came to hold it.</summary>
    internal List<(LockTarget Target, TableLockMode Mode)> Order { get; } = [];

    /// <summary>The rows that it holds, by mode and chunk.</summary>
    internal ImmutableDictionary<(RowLockMode Mode, long ChunkId), RowSet> Rows { get; set; } = ImmutableDictionary<(RowLockMode Mode, long ChunkId), RowSet>.Empty;

    /// <summary>What it holds at present, to be gone back to by <see cref="LockManager.ReleaseSince"/>.</summary>
    public LockMark Mark => new(Order.Count, Rows);
}

/// <summary>What an owner held when a savepoint was made.</summary>
internal readonly record struct LockMark(int Count, ImmutableDictionary<(RowLockMode Mode, long ChunkId), RowSet> Rows);

/// <summary>A wait: for a lock on an object, or for rows that other transactions hold.</summary>
internal abstract class LockWait(LockOwner owner)
{
    public LockOwner Owner { get; } = owner;

    /// <summary>Completes when the lock was given.</summary>
    public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the wait began.</summary>
    public DateTimeOffset Since { get; init; }
}

/// <summary>A wait for a lock on an object.</summary>
internal sealed class TargetWait(LockOwner owner, LockTarget target, TableLockMode mode) : LockWait(owner)
{
    public LockTarget Target { get; } = target;

    public TableLockMode Mode { get; } = mode;
}

/// <summary>A wait for rows.</summary>
internal sealed class RowWait(LockOwner owner, RowSet rows, RowLockMode mode) : LockWait(owner)
{
    public RowSet Rows { get; } = rows;

    public RowLockMode Mode { get; } = mode;
}
