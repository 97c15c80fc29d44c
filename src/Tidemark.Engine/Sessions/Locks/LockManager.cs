using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Locks;

/// <summary>
/// The locks of one database. Waiters are served in order of arrival. Who has waited for deadlock_timeout looks whether it closes a circle of waits, and fails with 40P01 if so. Thread-safe.
/// </summary>
/// <param name="store">By whose newest root rows that were moved are recognised.</param>
internal sealed partial class LockManager(Store store)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LockTarget, Queue> _queues = [];

    /// <summary>Takes a lock, waiting until it can be had. Taking it again is counted.</summary>
    /// <param name="owner">Who will hold it.</param>
    /// <param name="target">What is locked.</param>
    /// <param name="mode">How.</param>
    /// <param name="patience">How to wait. 55P03 when its time has passed, 40P01 when the wait is part of a circle.</param>
    /// <returns>Whether it was not held before.</returns>
    public bool Acquire(LockOwner owner, LockTarget target, TableLockMode mode, LockPatience patience)
    {
        TargetWait wait;
        lock (_gate)
        {
            if (TryGrant(owner, target, mode) is { } isNew) return isNew;
            wait = new TargetWait(owner, target, mode) { Since = patience.Clock.GetUtcNow() };
            QueueOf(target).Waiting.AddLast(wait);
            owner.Group.Wait = wait;
        }

        Await(wait, patience);
        return true;
    }

    /// <summary>Takes a lock if it can be had at once.</summary>
    public bool TryAcquire(LockOwner owner, LockTarget target, TableLockMode mode)
    {
        lock (_gate) return TryGrant(owner, target, mode) is not null;
    }

    /// <summary>Gives a lock up once; false when it is not held.</summary>
    public bool Release(LockOwner owner, LockTarget target, TableLockMode mode)
    {
        lock (_gate)
        {
            if (!owner.Held.TryGetValue((target, mode), out var count)) return false;
            if (count > 1)
            {
                owner.Held[(target, mode)] = count - 1;
                return true;
            }

            owner.Order.Remove((target, mode));
            Drop(owner, target, mode);
            return true;
        }
    }

    /// <summary>Gives up all locks of a transaction that has ended, or of a session.</summary>
    public void ReleaseAll(LockOwner owner)
    {
        if (owner.Held.Count == 0 && owner.Rows.IsEmpty) return;
        Release(owner, new LockMark(0, owner.Rows.Clear()), isEnd: true);
    }

    /// <summary>Gives up what an owner has come to hold since, as a rollback to a savepoint does.</summary>
    public void ReleaseSince(LockOwner owner, LockMark mark) => Release(owner, mark, isEnd: false);

    private void Release(LockOwner owner, LockMark mark, bool isEnd)
    {
        lock (_gate)
        {
            var targets = owner.Order.GetRange(mark.Count, owner.Order.Count - mark.Count);
            owner.Order.RemoveRange(mark.Count, owner.Order.Count - mark.Count);
            foreach (var (target, mode) in targets)
            {
                // Who waits for the transaction itself waits for its end.
                if (!isEnd && target == owner.Self) owner.Order.Add((target, mode));
                else Drop(owner, target, mode);
            }

            if (ReferenceEquals(owner.Rows, mark.Rows)) return;
            owner.Rows = mark.Rows;
            if (owner.Rows.IsEmpty) _rowOwners.Remove(owner);
            ServeRows();
        }
    }

    private void Drop(LockOwner owner, LockTarget target, TableLockMode mode)
    {
        owner.Held.Remove((target, mode));
        var queue = _queues[target];
        queue.Granted.Remove((owner, mode));
        Serve(target, queue);
    }

    // Null when it has to be waited for.
    private bool? TryGrant(LockOwner owner, LockTarget target, TableLockMode mode)
    {
        if (owner.Held.TryGetValue((target, mode), out var count))
        {
            owner.Held[(target, mode)] = count + 1;
            return false;
        }

        var queue = QueueOf(target);
        if (!queue.CanGrant(owner.Group, mode, queue.Waiting)) return null;
        Grant(owner, target, mode, queue);
        return true;
    }

    private static void Grant(LockOwner owner, LockTarget target, TableLockMode mode, Queue queue)
    {
        queue.Granted.Add((owner, mode));
        owner.Held[(target, mode)] = 1;
        owner.Order.Add((target, mode));
    }

    private Queue QueueOf(LockTarget target)
    {
        if (!_queues.TryGetValue(target, out var queue)) _queues[target] = queue = new Queue();
        return queue;
    }

    private void Await(LockWait wait, LockPatience patience)
    {
        var (timeout, deadlock, clock, cancellation) = patience;
        var isBounded = timeout != Timeout.InfiniteTimeSpan;
        try
        {
            if (!isBounded || deadlock < timeout)
            {
                if (IsGrantedWithin(wait, deadlock, clock, cancellation)) return;
                lock (_gate)
                {
                    if (!wait.Granted.Task.IsCompleted && FindCircle(wait.Owner.Group) is { } circle)
                    {
                        var detail = Describe(circle);
                        Withdraw(wait);
                        throw LockErrors.Deadlock(detail);
                    }
                }

                if (isBounded) timeout -= deadlock;
            }

            if (IsGrantedWithin(wait, timeout, clock, cancellation)) return;
        }
        catch (OperationCanceledException)
        {
            Withdraw(wait);
            throw;
        }

        // Granted between the end of the wait and here: keep it, the transaction's end gives it back.
        if (Withdraw(wait)) throw LockErrors.Timeout();
    }

    private static bool IsGrantedWithin(LockWait wait, TimeSpan time, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            wait.Granted.Task.WaitAsync(time, clock, cancellation).GetAwaiter().GetResult();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool Withdraw(LockWait wait)
    {
        lock (_gate)
        {
            if (wait.Granted.Task.IsCompleted) return false;
            wait.Owner.Group.Wait = null;
            switch (wait)
            {
                case TargetWait { Target: var target } forTarget:
                    _queues[target].Waiting.Remove(forTarget);
                    Serve(target, _queues[target]);
                    break;
                case RowWait forRows:
                    _rowWaits.Remove(forRows);
                    ServeRows();
                    break;
            }

            return true;
        }
    }

    private static void SetGranted(LockWait wait)
    {
        wait.Owner.Group.Wait = null;
        wait.Granted.SetResult();
    }

    private void Serve(LockTarget target, Queue queue)
    {
        var passed = new List<TargetWait>();
        for (var node = queue.Waiting.First; node is not null;)
        {
            var (wait, next) = (node.Value, node.Next);
            if (queue.CanGrant(wait.Owner.Group, wait.Mode, passed))
            {
                queue.Waiting.Remove(node);
                Grant(wait.Owner, target, wait.Mode, queue);
                SetGranted(wait);
            }
            else
            {
                passed.Add(wait);
            }

            node = next;
        }

        if (queue.Granted.Count == 0 && queue.Waiting.Count == 0) _queues.Remove(target);
    }

    private sealed class Queue
    {
        public List<(LockOwner Owner, TableLockMode Mode)> Granted { get; } = [];

        public LinkedList<TargetWait> Waiting { get; } = [];

        // Who holds a lock on the object already goes past those who wait: they could not have theirs before it anyway.
        public bool CanGrant(LockGroup group, TableLockMode mode, IEnumerable<TargetWait> ahead)
        {
            var holds = false;
            foreach (var (owner, held) in Granted)
            {
                if (owner.Group == group) holds = true;
                else if (TableLockModes.Conflict(held, mode)) return false;
            }

            return holds || !ahead.Any(w => w.Owner.Group != group && TableLockModes.Conflict(w.Mode, mode));
        }
    }
}
