using Tidemark.Errors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Counts the memory that the operators of one query hold in tables, sorts and materialised rows. Thread-safe. What grows beyond the limit fails with 53200;
/// operators that can go to disk ask <see cref="TryReserve"/> first.
/// </summary>
internal sealed class MemoryAccount(long limit = long.MaxValue)
{
    private long _used;
    private long _kept;

    /// <summary>The most bytes that the query may hold.</summary>
    public long Limit { get; } = limit;

    /// <summary>Bytes held now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes, or says that there are not enough.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= Limit) return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Takes bytes; 53200 when there are not enough.</summary>
    public void Reserve(long bytes)
    {
        if (TryReserve(bytes)) return;
        throw new SqlException(new SqlError
        {
            State = SqlState.OutOfMemory,
            Message = "out of memory",
            Detail = $"Failed on request of size {bytes}: the query holds {Used} of {Limit} bytes.",
        });
    }

    /// <summary>Bytes of <see cref="Used"/> that stay until the query ends: what expressions keep, whose end nobody tells them.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>Takes bytes for the rest of the query; 53200 when there are not enough.</summary>
    public void Keep(long bytes)
    {
        Reserve(bytes);
        Interlocked.Add(ref _kept, bytes);
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}

/// <summary>What one operator holds of its query's memory.</summary>
internal struct MemoryShare(MemoryAccount account) : IDisposable
{
    // Growth is told to the shared account in steps, so that workers do not contend for it with every batch.
    private const long Step = 1 << 20;

    private long _reserved;

    /// <summary>Says how much the operator holds now.</summary>
    public void Set(long bytes)
    {
        if (bytes <= _reserved) return;
        var more = Math.Max(bytes - _reserved, Step);
        account.Reserve(more);
        _reserved += more;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        account.Release(_reserved);
        _reserved = 0;
    }
}
