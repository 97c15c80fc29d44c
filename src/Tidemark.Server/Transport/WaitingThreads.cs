namespace Tidemark.Server.Transport;

/// <summary>
/// How many threads wait for their clients at the moment: few enough that the pool has others for everything else; and how many connections have a thread at all, one that waits or one that works.
/// Thread-safe.
/// </summary>
internal sealed class WaitingThreads
{
    private const int Limit = 32;

    private int _count;
    private int _busy;

    /// <summary>Whether no more than one connection has a thread: then there is nobody whose work a thread that looks for its client's next message would hold up.</summary>
    public bool IsAlone => Volatile.Read(ref _busy) <= 1;

    /// <summary>Whether one more may wait; it then calls <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Limit) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>A connection has a thread until it calls <see cref="Rest"/>.</summary>
    public void Wake() => Interlocked.Increment(ref _busy);

    public void Rest() => Interlocked.Decrement(ref _busy);
}
