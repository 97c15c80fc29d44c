namespace Tidemark.Storage;

/// <summary>Whose turn it is to flush, and who waits for it or for the end of the flush. Its owner's gate is held in all calls but <see cref="Wake"/>.</summary>
internal sealed class FlushTurns
{
    // In the order of their coming.
    private FlushWaiter? _first;
    private FlushWaiter? _last;
    private bool _isTaken;

    /// <summary>Takes the turn if nobody has it.</summary>
    public bool TryTake()
    {
        if (_isTaken) return false;
        _isTaken = true;
        return true;
    }

    /// <summary>Lines the thread up, which then waits without the gate.</summary>
    public FlushWaiter Join(long sequence)
    {
        var waiter = FlushWaiter.For(sequence);
        Add(waiter);
        return waiter;
    }

    /// <summary>Ends the turn: passes it to the first whose record is not settled.</summary>
    /// <param name="isSettled">Whether a record is durable or given up.</param>
    /// <returns>Whom to wake: the next in turn, and a chain of those whose records are settled.</returns>
    public (FlushWaiter? Next, FlushWaiter? Settled) Pass(Func<long, bool> isSettled)
    {
        FlushWaiter? next = null;
        FlushWaiter? settled = null;
        var waiting = _first;
        _first = _last = null;
        while (waiting is { } waiter)
        {
            waiting = waiter.Next;
            waiter.Next = null;
            if (isSettled(waiter.Sequence)) (waiter.Next, settled) = (settled, waiter);
            else if (next is null) next = waiter;
            else Add(waiter);
        }

        _isTaken = next is not null;
        return (next, settled);
    }

    /// <summary>Wakes those that <see cref="Pass"/> gave.</summary>
    public static void Wake(FlushWaiter? next, FlushWaiter? settled)
    {
        next?.Wake(leads: true);
        while (settled is { } waiter)
        {
            // Once it is woken it may stand in another chain.
            settled = waiter.Next;
            waiter.Wake(leads: false);
        }
    }

    private void Add(FlushWaiter waiter)
    {
        if (_last is null) _first = waiter;
        else _last.Next = waiter;
        _last = waiter;
    }
}
