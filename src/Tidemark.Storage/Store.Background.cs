using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>
/// The background threads: one turns tails into segments and writes checkpoints, because memory and log wait for that; one merges, at a lowered priority, because nobody waits for it.
/// The merging thread takes no lock that commits need: what does is handed to the other.
/// </content>
public sealed partial class Store
{
    // How long a flush that failed is left alone when no commit asks for another.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // Changes come in crowds; looking for merges after each would be a waste.
    private static readonly TimeSpan MergePause = TimeSpan.FromMilliseconds(250);

    private readonly object _workGate = new();
    private readonly object _mergeGate = new();
    private readonly Queue<(long ChunkId, TailUnit Tail)> _fullTails = new();
    private Thread? _worker;
    private Thread? _merger;
    private Func<bool>? _handedOver;
    private bool _flushDue;
    private bool _checkpointDue;
    private bool _mergeDue;
    private bool _isStopping;

    /// <summary>
    /// Does work that nobody waits for as one waits for a query, and returns when it is done: on a thread of low priority (<see cref="Upkeep"/>), or on the caller's where the store has no threads of its own.
    /// </summary>
    /// <param name="work">The work; it takes no lock that the caller holds.</param>
    public void RunAside(Action work)
    {
        if (Options.Background) Upkeep.Run(work);
        else work();
    }

    private void StartBackground()
    {
        if (!Options.Background) return;
        foreach (var chunk in Root.Chunks.Values)
        {
            foreach (var version in chunk.Units)
            {
                if (version.Unit is TailUnit tail && tail.IsFull(Options)) _fullTails.Enqueue((chunk.Id, tail));
            }
        }

        _worker = new Thread(Work) { IsBackground = true, Name = "Tidemark storage" };
        _worker.Start();
        if (!Options.Merging) return;
        _mergeDue = true;
        _merger = new Thread(MergeInBackground) { IsBackground = true, Name = "Tidemark merging" };
        _merger.Start();
    }

    private void StopBackground()
    {
        lock (_workGate)
        {
            lock (_mergeGate) _isStopping = true;
            Monitor.PulseAll(_workGate);
        }

        lock (_mergeGate) Monitor.PulseAll(_mergeGate);
        _merger?.Join();
        _worker?.Join();
    }

    private void ConvertSoon(long chunkId, TailUnit tail)
    {
        if (_worker is null) return;
        lock (_workGate)
        {
            _fullTails.Enqueue((chunkId, tail));
            Monitor.PulseAll(_workGate);
        }
    }

    private void FlushSoon()
    {
        lock (_workGate)
        {
            _flushDue = true;
            Monitor.PulseAll(_workGate);
        }
    }

    private void CheckpointSoon()
    {
        lock (_workGate)
        {
            _checkpointDue = true;
            Monitor.PulseAll(_workGate);
        }
    }

    // Segments or deletes have come.
    private void MergeSoon()
    {
        if (_merger is null || Volatile.Read(ref _mergeDue)) return;
        lock (_mergeGate)
        {
            _mergeDue = true;
            Monitor.PulseAll(_mergeGate);
        }
    }

    private void Work()
    {
        while (true)
        {
            (long ChunkId, TailUnit Tail)? tail = null;
            bool flush, checkpoint;
            Func<bool>? call;
            lock (_workGate)
            {
                while (!_isStopping && !_flushDue && !_checkpointDue && _handedOver is null && _fullTails.Count == 0)
                {
                    // Commits that were published before they could be written are written as soon as there is room.
                    if (_log.IsFailing && _stopped is null) _flushDue = !Monitor.Wait(_workGate, RetryAfter);
                    else Monitor.Wait(_workGate);
                }

                if (_isStopping) return;
                (flush, _flushDue) = (_flushDue, false);
                (call, _handedOver) = (_handedOver, null);
                if (_fullTails.TryDequeue(out var full)) tail = full;
                checkpoint = tail is null && _checkpointDue;
                if (checkpoint) _checkpointDue = false;
            }

            call?.Invoke();
            try
            {
                if (flush) FlushAll();
                if (tail is var (chunkId, unit)) ConvertTail(chunkId, unit);
                if (checkpoint) Checkpoint();
            }
            catch (SqlException error)
            {
                // The disk is full or failing: commits meet the same error and report it. A tail that stays is converted by the next checkpoint.
                BackgroundError = error.Error;
            }
#pragma warning disable CA1031 // A defect must not end the process: the tail stays, and so does the log.
            catch (Exception error)
#pragma warning restore CA1031
            {
                BackgroundError = InternalErrors.Unexpected(error.ToString()).Error;
            }
        }
    }

    private void MergeInBackground()
    {
        Upkeep.Join();
        while (!_isStopping)
        {
            TimeSpan? wait = null;
            Volatile.Write(ref _mergeDue, false);
            try
            {
                if (MergeNext(out wait)) continue;
            }
            catch (OperationCanceledException)
            {
                // Somebody merges at once, or the store closes.
            }
            catch (SqlException error)
            {
                BackgroundError = error.Error;
            }
#pragma warning disable CA1031 // A defect of merging must not end the process: the segments stay as they are.
            catch (Exception error)
#pragma warning restore CA1031
            {
                BackgroundError = InternalErrors.Unexpected(error.ToString()).Error;
            }

            _retired.Reclaim();
            lock (_mergeGate)
            {
                var isPulsed = true;
                while (isPulsed && !_isStopping && !_mergeDue) isPulsed = Monitor.Wait(_mergeGate, wait ?? Timeout.InfiniteTimeSpan);
            }

            Pause(MergePause);
        }
    }

    private bool MergeNext(out TimeSpan? wait)
    {
        wait = MergePause;
        if (Volatile.Read(ref _mergesAsked) > 0) return false;
        lock (_mergeLock)
        {
            var job = _scheduler.Next(Root, Options.Time.GetUtcNow(), out var tail, out wait);
            if (job is null && tail is null) return false;
            try
            {
                if (job is not null)
                {
                    var pace = new MergePace(Options.MergeBytesPerSecond, () => _isStopping || Volatile.Read(ref _mergesAsked) > 0, Pause);
                    Merge(job, pace.Step, HandOver);
                }
                else
                {
                    HandOver(() =>
                    {
                        ConvertTail(tail!.Value.ChunkId, tail.Value.Tail, _scheduler);
                        return true;
                    });
                }

                return true;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                _scheduler.Failed(job?.ChunkId ?? tail!.Value.ChunkId, Options.Time.GetUtcNow());
                throw;
            }
        }
    }

    private void Pause(TimeSpan time)
    {
        lock (_mergeGate)
        {
            if (!_isStopping) Monitor.Wait(_mergeGate, time);
        }
    }

    // Has the worker thread run a part of a merge and waits for it, so that the commit lock is never held at a low priority.
    private bool HandOver(Func<bool> part)
    {
        var (isDone, result, failure) = (false, false, (Exception?)null);
        bool Call()
        {
            try
            {
                result = part();
            }
#pragma warning disable CA1031 // Whatever it is, the thread that handed the part over throws it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure = error;
            }

            lock (_workGate)
            {
                isDone = true;
                Monitor.PulseAll(_workGate);
            }

            return result;
        }

        lock (_workGate)
        {
            _handedOver = Call;
            Monitor.PulseAll(_workGate);
            while (!isDone)
            {
                if (_isStopping && _handedOver is not null)
                {
                    _handedOver = null;
                    throw new OperationCanceledException();
                }

                Monitor.Wait(_workGate);
            }
        }

        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return result;
    }
}
