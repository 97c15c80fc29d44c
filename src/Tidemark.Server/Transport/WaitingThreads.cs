namespace Tidemark.Server.Transport;

/// <summary>How many threads wait for their clients at the moment: few enough that the pool has others for everything else. Thread-safe.</summary>
internal sealed class WaitingThreads
{
    private const int Limit = 32;

    private int _count;

    /// <summary>Whether one more may wait; it then calls <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Limit) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
