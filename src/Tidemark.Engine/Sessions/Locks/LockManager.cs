using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Locks;

/// <summary>How a lock on a table excludes others. Readers need no lock at all: they hold a root.</summary>
internal enum TableLockMode
{
    /// <summary>Plain inserts: any number at once.</summary>
    Insert,

    /// <summary>Updates, deletes, upserts and inserts under a unique key: they take turns, beside plain inserts.</summary>
    Write,

    /// <summary>DDL: excludes all others.</summary>
    Exclusive,
}

/// <summary>What a lock is on: an object of the catalog, or a name that is about to be taken.</summary>
internal readonly record struct LockTarget(uint Oid, string? Name)
{
    public static implicit operator LockTarget(uint oid) => new(oid, null);
}

/// <summary>
/// The locks that transactions of one database hold until they end. Waiters are served in order of arrival; a waiter that closes a circle of waits fails with 40P01
/// as soon as it would begin to wait.
/// </summary>
internal sealed class LockManager
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LockTarget, Queue> _queues = [];

    /// <summary>Takes a lock, waiting until it can be had. Taking it again, or a weaker one, is free.</summary>
    /// <param name="owner">Who will hold it, until <see cref="ReleaseAll"/>.</param>
    /// <param name="target">What is locked.</param>
    /// <param name="mode">How.</param>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever. 55P03 when it has passed.</param>
    /// <param name="clock">Measures the timeout.</param>
    /// <param name="cancellation">Ends the wait with the exception of the token's owner.</param>
    public void Acquire(LockOwner owner, LockTarget target, TableLockMode mode, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        Request request;
        lock (_gate)
        {
            if (!_queues.TryGetValue(target, out var queue)) _queues[target] = queue = new Queue();
            if (queue.HeldBy(owner) >= mode) return;
            request = new Request(owner, mode);
            if (queue.CanGrant(request))
            {
                queue.Grant(request);
                owner.Targets.Add(target);
                return;
            }

            queue.Waiting.AddLast(request);
            owner.WaitsFor = (target, request);
            if (ClosesCircle(owner))
            {
                Withdraw(owner, target, queue, request);
                throw LockErrors.Deadlock();
            }
        }

        Wait(owner, target, request, timeout, clock, cancellation);
    }

    /// <summary>Gives up all locks of a transaction that has ended.</summary>
    public void ReleaseAll(LockOwner owner)
    {
        lock (_gate)
        {
            foreach (var target in owner.Targets)
            {
                if (!_queues.TryGetValue(target, out var queue)) continue;
                queue.Granted.RemoveAll(r => r.Owner == owner);
                Serve(target, queue);
            }

            owner.Targets.Clear();
        }
    }

    private void Wait(LockOwner owner, LockTarget target, Request request, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        using var expiry = timeout == Timeout.InfiniteTimeSpan ? null : new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expiry?.Token ?? default);
        try
        {
            request.Granted.Task.Wait(both.Token);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                // Granted between the end of the wait and this lock: keep it, the transaction's end gives it back.
                if (!request.Granted.Task.IsCompleted) Withdraw(owner, target, _queues[target], request);
            }

            cancellation.ThrowIfCancellationRequested();
            throw LockErrors.Timeout();
        }
    }

    private void Withdraw(LockOwner owner, LockTarget target, Queue queue, Request request)
    {
        owner.WaitsFor = null;
        queue.Waiting.Remove(request);
        Serve(target, queue);
    }

    private void Serve(LockTarget target, Queue queue)
    {
        while (queue.Waiting.First is { } first && queue.CanGrant(first.Value, skipWaiting: true))
        {
            queue.Waiting.RemoveFirst();
            queue.Grant(first.Value);
            first.Value.Owner.WaitsFor = null;
            first.Value.Owner.Targets.Add(target);
            first.Value.Granted.SetResult();
        }

        if (queue.Granted.Count == 0 && queue.Waiting.Count == 0) _queues.Remove(target);
    }

    private bool ClosesCircle(LockOwner start)
    {
        var seen = new HashSet<LockOwner>();
        var open = new Stack<LockOwner>();
        open.Push(start);
        while (open.TryPop(out var owner))
        {
            if (owner.WaitsFor is not var (target, request)) continue;
            foreach (var blocker in _queues[target].BlockersOf(request))
            {
                if (blocker == start) return true;
                if (seen.Add(blocker)) open.Push(blocker);
            }
        }

        return false;
    }

    internal sealed class Request(LockOwner owner, TableLockMode mode)
    {
        public LockOwner Owner { get; } = owner;

        public TableLockMode Mode { get; } = mode;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Queue
    {
        public List<Request> Granted { get; } = [];

        public LinkedList<Request> Waiting { get; } = [];

        public TableLockMode? HeldBy(LockOwner owner)
        {
            TableLockMode? held = null;
            foreach (var request in Granted)
            {
                if (request.Owner == owner && (held is null || request.Mode > held)) held = request.Mode;
            }

            return held;
        }

        public void Grant(Request request) => Granted.Add(request);

        // Who holds the lock already may strengthen it past those who wait: they could not get it before him anyway.
        public bool CanGrant(Request request, bool skipWaiting = false) =>
            Granted.TrueForAll(g => g.Owner == request.Owner || AreCompatible(g.Mode, request.Mode))
            && (skipWaiting || Waiting.Count == 0 || HeldBy(request.Owner) is not null);

        public IEnumerable<LockOwner> BlockersOf(Request request)
        {
            foreach (var granted in Granted)
            {
                if (granted.Owner != request.Owner && !AreCompatible(granted.Mode, request.Mode)) yield return granted.Owner;
            }

            foreach (var waiting in Waiting)
            {
                if (waiting == request) yield break;
                if (waiting.Owner != request.Owner) yield return waiting.Owner;
            }
        }

        private static bool AreCompatible(TableLockMode a, TableLockMode b) => (a, b) switch
        {
            (TableLockMode.Exclusive, _) or (_, TableLockMode.Exclusive) => false,
            (TableLockMode.Write, TableLockMode.Write) => false,
            _ => true,
        };
    }
}

/// <summary>A transaction as the lock manager knows it.</summary>
internal sealed class LockOwner
{
    private static long _lastNumber;

    /// <summary>
    /// What stands for the transaction itself: it holds this exclusively while others may have to wait for its end, and they wait by asking for it. No object has this oid.
    /// </summary>
    public LockTarget Self { get; } = new(uint.MaxValue, $"transaction {Interlocked.Increment(ref _lastNumber)}");

    /// <summary>The keys that it has claimed, by index; only its own thread looks here.</summary>
    internal Dictionary<uint, KeyClaims.ClaimSet> Claims { get; } = [];

    /// <summary>What it holds; only the lock manager touches it.</summary>
    internal HashSet<LockTarget> Targets { get; } = [];

    /// <summary>What it waits for; only the lock manager touches it.</summary>
    internal (LockTarget Target, LockManager.Request Request)? WaitsFor { get; set; }
}
