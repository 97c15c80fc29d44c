namespace Tidemark.Storage;

/// <summary>
/// A thread that waits until its record is durable, or until it is its turn to flush. Each is woken by itself, once, when there is something for it to do: waking all at every
/// flush costs more switches between threads than the flush. Linked into chains by <see cref="FlushTurns"/>.
/// </summary>
internal sealed class FlushWaiter
{
    [ThreadStatic]
    private static FlushWaiter? t_ofThread;

    private readonly WakeSignal _signal = new();
    private bool _leads;

    /// <summary>The record; <see cref="long.MaxValue"/> for whoever wants the turn itself.</summary>
    public long Sequence { get; private set; }

    /// <summary>The next in the chain.</summary>
    public FlushWaiter? Next { get; set; }

    /// <summary>The waiter of this thread, which waits for one record at a time.</summary>
    public static FlushWaiter For(long sequence)
    {
        var waiter = t_ofThread ??= new FlushWaiter();
        (waiter.Sequence, waiter.Next) = (sequence, null);
        return waiter;
    }

    /// <summary>Waits.</summary>
    /// <returns>Whether it is this thread's turn to flush; otherwise its record is durable or given up.</returns>
    public bool Wait()
    {
        _signal.Wait();
        return _leads;
    }

    /// <summary>Ends the wait. The waiter is in no chain any more.</summary>
    public void Wake(bool leads)
    {
        _leads = leads;
        _signal.Set();
    }
}
