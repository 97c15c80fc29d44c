using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>How far a background task is.</summary>
public enum ActivityState
{
    /// <summary>At work.</summary>
    Running,

    /// <summary>Ended as it should.</summary>
    Done,

    /// <summary>Ended by an error; nothing of it is left.</summary>
    Failed,

    /// <summary>Given up because it was not wanted any more, by a shutdown for example.</summary>
    Cancelled,
}

/// <summary>
/// One run of a background task, from <see cref="ActivityLog.Begin"/> to its disposal. The task's thread reports; any thread reads. A task that is disposed without <see cref="Fail"/> or
/// <see cref="Cancel"/> is done.
/// </summary>
public sealed class Activity : IDisposable
{
    private readonly ActivityLog _log;
    private long _rowsDone;
    private long _rowsTotal = -1;
    private long _bytesRead;
    private long _bytesWritten;
    private int _state;
    private bool _isEnded;

    internal Activity(ActivityLog log, long id, string kind, long storageId, uint relation, DateTimeOffset startedAt)
    {
        _log = log;
        Id = id;
        Kind = kind;
        StorageId = storageId;
        Relation = relation;
        StartedAt = startedAt;
    }

    /// <summary>Counts the tasks since the store was opened.</summary>
    public long Id { get; }

    /// <summary>What it does, one lower-case word or a few: <c>checkpoint</c>, <c>convert</c>, <c>columnstore</c>, <c>merge</c>, <c>rewrite</c>, <c>sort</c>, <c>encode</c>; of the engine <c>refresh</c>, <c>retention</c>, <c>job</c>.</summary>
    public string Kind { get; }

    /// <summary>The storage chunk it works on; 0 when it concerns none or more than one.</summary>
    public long StorageId { get; }

    /// <summary>The oid of the relation it works on, for tasks that know one; 0 for others.</summary>
    public uint Relation { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How far it is.</summary>
    public ActivityState State => (ActivityState)Volatile.Read(ref _state);

    /// <summary>What ended it; null unless it failed.</summary>
    public SqlError? Error { get; private set; }

    /// <summary>Rows dealt with.</summary>
    public long RowsDone => Interlocked.Read(ref _rowsDone);

    /// <summary>Rows to deal with; null when that is not known.</summary>
    public long? RowsTotal => Interlocked.Read(ref _rowsTotal) is >= 0 and var total ? total : null;

    /// <summary>Bytes read from files.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Bytes written to files.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    /// <summary>Says how many rows there are to deal with.</summary>
    public void Expect(long rows) => Interlocked.Exchange(ref _rowsTotal, rows);

    /// <summary>Rows were dealt with.</summary>
    public void AddRows(long rows) => Interlocked.Add(ref _rowsDone, rows);

    /// <summary>Bytes were read.</summary>
    public void AddRead(long bytes) => Interlocked.Add(ref _bytesRead, bytes);

    /// <summary>Bytes were written.</summary>
    public void AddWritten(long bytes) => Interlocked.Add(ref _bytesWritten, bytes);

    /// <summary>Ends it with an error.</summary>
    public void Fail(SqlError error)
    {
        Error = error;
        End(ActivityState.Failed);
    }

    /// <summary>Ends it because it was given up.</summary>
    public void Cancel() => End(ActivityState.Cancelled);

    /// <summary>Ends it.</summary>
    public void Dispose() => End(ActivityState.Done);

    private void End(ActivityState state)
    {
        if (_isEnded) return;
        _isEnded = true;
        EndedAt = _log.Now;
        Volatile.Write(ref _state, (int)state);
        _log.Ended(this);
    }
}
