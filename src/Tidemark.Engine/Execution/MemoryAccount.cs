using Tidemark.Errors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Counts the memory that the operators of one query hold in tables, sorts and materialised rows. Thread-safe. Operators that can go to disk do so beyond <see cref="Limit"/>;
/// what cannot goes on to <see cref="HardLimit"/> and then fails with 53200.
/// </summary>
/// <param name="limit">Bytes that the query may hold where it has a choice: work_mem. 0 sends everything to disk that can go there.</param>
/// <param name="hardLimit">Bytes that it may hold at all.</param>
internal sealed class MemoryAccount(long limit = long.MaxValue, long hardLimit = long.MaxValue)
{
    private long _used;
    private long _kept;

    /// <summary>The bytes above which operators go to disk.</summary>
    public long Limit { get; } = limit;

    /// <summary>The most bytes that the query may hold.</summary>
    public long HardLimit { get; } = Math.Max(limit, hardLimit);

    /// <summary>What each operator may hold whatever the others do, so that all of them get on.</summary>
    public long Guaranteed { get; } = limit == 0 ? 0 : Math.Max(limit / 16, 32 << 10);

    /// <summary>Bytes held now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes, or says that operators are to go to disk.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= Limit) return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Takes bytes; 53200 when there are not enough.</summary>
    public void Reserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= HardLimit) return;
        Interlocked.Add(ref _used, -bytes);
        throw new SqlException(new SqlError
        {
            State = SqlState.OutOfMemory,
            Message = "out of memory",
            Detail = $"Failed on request of size {bytes}: the query holds {Used} of {HardLimit} bytes.",
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
    private const long LongestStep = 1 << 20;

    private long _reserved;

    /// <summary>The most that was held at once.</summary>
    public long Peak { get; private set; }

    /// <summary>Says how much the operator holds now; 53200 when that is too much.</summary>
    public void Set(long bytes)
    {
        if (bytes <= _reserved) return;
        var more = Math.Max(bytes - _reserved, Math.Min(LongestStep, account.Limit / 16));
        account.Reserve(more);
        _reserved += more;
        Peak = Math.Max(Peak, bytes);
    }

    /// <summary>Says how much the operator holds now; false when it is to go to disk with some of it.</summary>
    public bool TrySet(long bytes)
    {
        if (bytes <= _reserved) return true;
        if (bytes <= account.Guaranteed)
        {
            Set(bytes);
            return true;
        }

        var more = Math.Max(bytes - _reserved, Math.Min(LongestStep, account.Limit / 16));
        if (!account.TryReserve(more)) return false;
        _reserved += more;
        Peak = Math.Max(Peak, bytes);
        return true;
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        account.Release(_reserved);
        _reserved = 0;
    }
}
