using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Tidemark.Storage;

/// <summary>
/// Threads at a low priority, for work that nobody waits for as one waits for a query: merges, conversions, refreshes. Whoever asked for such a thing by hand waits on a thread of its own, so that on an idle machine
/// it takes as long as it would there, and on a busy one queries and inserts go first. Only what reads, computes and writes new files belongs here: a lock that others need for a moment is not to be held by
/// a thread that may have to wait for a processor. Thread-safe.
/// </summary>
public static class Upkeep
{
    // As long as that a thread waits for more: conversions and refreshes come in rows of many.
    private const int IdleMilliseconds = 5000;

    // Of a crowded machine upkeep gets a fifth.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan Share = TimeSpan.FromMilliseconds(2);

    // Where statements come, others are likely to follow: upkeep rests briefly after each stint. Somebody who is woken up on a processor that is taken waits for the system's next tick, which are some
    // milliseconds, but no longer than until whoever has it sleeps; and a process of another session does not gain by a low priority in this one.
    private static readonly long Stint = Stopwatch.Frequency / 1000;
    private static readonly long Liveliness = Stopwatch.Frequency / 10;

    private static readonly Lock Gate = new();
    private static readonly List<Worker> Idle = [];

    // Statements that run; those among them that wait in Run; and how many run at once before upkeep makes room for them: it takes the other half of the processors.
    private static readonly int Crowd = Math.Max(1, Environment.ProcessorCount / 2);
    private static int s_statements;
    private static int s_waiting;

    // How many statements ever began, as far as the number goes.
    private static int s_begun;

    [ThreadStatic]
    private static bool t_isCurrent;

    // Until when this thread works on, whoever wants its processor.
    [ThreadStatic]
    private static long t_share;

    // What s_begun was when this thread looked, until when it rests after each stint, and when it rested last.
    [ThreadStatic]
    private static int t_begun;

    [ThreadStatic]
    private static long t_livelyUntil;

    [ThreadStatic]
    private static long t_rested;

    /// <summary>Whether the calling thread is one of these.</summary>
    public static bool IsCurrent => t_isCurrent;

    /// <summary>Does a piece of work and returns when it is done. Fails as the work does.</summary>
    /// <param name="work">The work; it takes no lock that the caller holds.</param>
    public static void Run(Action work)
    {
        if (t_isCurrent)
        {
            work();
            return;
        }

        var call = new Call(work);
        Interlocked.Increment(ref s_waiting);
        try
        {
            Begin(call.Enter);
            call.Wait();
        }
        finally
        {
            Interlocked.Decrement(ref s_waiting);
        }
    }

    /// <summary>Has a piece of work done, and does not wait for it.</summary>
    /// <param name="work">The work, which throws nothing.</param>
    public static void Begin(Action work)
    {
        if (TakeIdle() is { } worker) worker.Take(work);
        else new Worker(work).Start();
    }

    /// <summary>A statement begins, on whatever thread: upkeep makes room for it until <see cref="EndStatement"/>.</summary>
    public static void BeginStatement()
    {
        Interlocked.Increment(ref s_statements);
        Interlocked.Increment(ref s_begun);
    }

    /// <summary>A statement is done, its transaction's end included.</summary>
    public static void EndStatement() => Interlocked.Decrement(ref s_statements);

    /// <summary>
    /// Called at least every millisecond or so by whatever upkeep runs; does nothing on other threads. While statements want the processors it waits, but not so long that it would never get done.
    /// </summary>
    internal static void Yield()
    {
        if (!t_isCurrent) return;
        if (Volatile.Read(ref s_statements) - Volatile.Read(ref s_waiting) >= Crowd) MakeRoom();
        else Rest();
    }

    /// <summary>Makes the calling thread one of these for good.</summary>
    internal static void Join()
    {
        LowPriority.Take();
        t_isCurrent = true;
    }

    private static void MakeRoom()
    {
        var begin = Stopwatch.GetTimestamp();
        if (begin < t_share) return;
        while (Volatile.Read(ref s_statements) - Volatile.Read(ref s_waiting) >= Crowd)
        {
            Thread.Sleep(1);
            if (Stopwatch.GetElapsedTime(begin) < LongestWait) continue;
            t_share = Stopwatch.GetTimestamp() + (long)(Share.TotalSeconds * Stopwatch.Frequency);
            return;
        }
    }

    private static void Rest()
    {
        var now = Stopwatch.GetTimestamp();
        var begun = Volatile.Read(ref s_begun);
        if (begun != t_begun) (t_begun, t_livelyUntil) = (begun, now + Liveliness);
        if (now >= t_livelyUntil || now - t_rested < Stint) return;
        BriefSleep.Take();
        t_rested = Stopwatch.GetTimestamp();
    }

    private static Worker? TakeIdle()
    {
        lock (Gate)
        {
            if (Idle.Count == 0) return null;
            var last = Idle[^1];
            Idle.RemoveAt(Idle.Count - 1);
            return last;
        }
    }

    private sealed class Call(Action work)
    {
        // A plain object: the caller waits on it.
        private readonly object _lock = new();
        private Exception? _failure;
        private bool _isDone;

        public void Enter()
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // Whatever it is, the thread that waits throws it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = failure;
            }

            lock (_lock)
            {
                _isDone = true;
                Monitor.PulseAll(_lock);
            }
        }

        public void Wait()
        {
            lock (_lock)
            {
                while (!_isDone) Monitor.Wait(_lock);
            }

            if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private sealed class Worker(Action first)
    {
        // A plain object: the worker waits on it.
        private readonly object _lock = new();
        private Action? _next = first;

        public void Start() => new Thread(Work) { IsBackground = true, Name = "Tidemark upkeep" }.UnsafeStart();

        // Called for a worker that was taken from the idle ones.
        public void Take(Action work)
        {
            lock (_lock)
            {
                _next = work;
                Monitor.Pulse(_lock);
            }
        }

        private void Work()
        {
            Join();
            while (Next() is { } work)
            {
                // The statement that asks for the work is none of the others.
                t_begun = Volatile.Read(ref s_begun);
                work();
            }
        }

        private Action? Next()
        {
            lock (_lock)
            {
                if (_next is null) WaitIdle();
                var work = _next;
                _next = null;
                return work;
            }
        }

        private void WaitIdle()
        {
            lock (Gate) Idle.Add(this);
            while (_next is null)
            {
                if (Monitor.Wait(_lock, IdleMilliseconds) || _next is not null) continue;
                lock (Gate)
                {
                    // When it is not among them any more somebody took it at the last moment, and has work.
                    if (Idle.Remove(this)) return;
                }
            }
        }
    }
}
