using System.Runtime.ExceptionServices;
using Tidemark.Storage;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Lets several threads work on streams that share rows. The calling thread takes the first stream and does all the work itself if no other thread comes in time:
/// a worker that has not begun when the caller is done never begins, so a busy thread pool delays nothing and cannot deadlock.
/// </summary>
internal sealed class WorkerRun
{
    // A plain object: the caller waits on it for the workers that have begun.
    private readonly object _lock = new();
    private readonly BatchStream[] _streams;
    private readonly Action<int, BatchStream, WorkerRun> _work;
    private int _running;
    private bool _closed;
    private Exception? _failure;
    private volatile bool _stopped;

    private WorkerRun(BatchStream[] streams, Action<int, BatchStream, WorkerRun> work)
    {
        _streams = streams;
        _work = work;
    }

    /// <summary>Whether a worker failed: the others look at it between batches and leave.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Does the work on all streams, which are disposed at the end. Fails with the first failure.</summary>
    /// <param name="streams">One a worker.</param>
    /// <param name="work">What a worker does, given its number, its stream and the run. Called at most once for each worker, always for worker 0.</param>
    public static void Run(BatchStream[] streams, Action<int, BatchStream, WorkerRun> work)
    {
        var run = new WorkerRun(streams, work);
        try
        {
            for (var i = 1; i < streams.Length; i++) run.Begin(i);
            run.Work(0);
            run.Close();
        }
        finally
        {
            foreach (var stream in streams) stream.Dispose();
        }

        if (run._failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    // Who works at a low priority has helpers of the same kind.
    private void Begin(int worker)
    {
        if (Upkeep.IsCurrent) Upkeep.Begin(() => Enter(worker));
        else ThreadPool.UnsafeQueueUserWorkItem(static s => s.Run.Enter(s.Worker), (Run: this, Worker: worker), preferLocal: false);
    }

    private void Enter(int worker)
    {
        lock (_lock)
        {
            if (_closed) return;
            _running++;
        }

        Work(worker);
        lock (_lock)
        {
            _running--;
            if (_running == 0 && _closed) Monitor.PulseAll(_lock);
        }
    }

    private void Work(int worker)
    {
        try
        {
            _work(worker, _streams[worker], this);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            _stopped = true;
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            _closed = true;
            while (_running > 0) Monitor.Wait(_lock);
        }
    }
}
