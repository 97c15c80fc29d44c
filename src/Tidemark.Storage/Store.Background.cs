using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>The background thread: one, so that its work never competes with itself for disk and memory.</content>
public sealed partial class Store
{
    // How long a flush that failed is left alone when no commit asks for another.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly object _workGate = new();
    private readonly Queue<(long ChunkId, TailUnit Tail)> _fullTails = new();
    private Thread? _worker;
    private bool _flushDue;
    private bool _checkpointDue;
    private bool _isStopping;

    private void StartBackground()
    {
        if (!Options.Background) return;
        foreach (var chunk in Root.Chunks.Values)
        {
            foreach (var version in chunk.Units)
            {
                if (version.Unit is TailUnit tail && tail.Rows >= Options.SegmentRows) _fullTails.Enqueue((chunk.Id, tail));
            }
        }

        _worker = new Thread(Work) { IsBackground = true, Name = "Tidemark storage" };
        _worker.Start();
    }

    private void StopBackground()
    {
        lock (_workGate)
        {
            _isStopping = true;
            Monitor.PulseAll(_workGate);
        }

        _worker?.Join();
    }

    private void ConvertSoon(long chunkId, TailUnit tail)
    {
        if (_worker is null) return;
        lock (_workGate)
        {
            _fullTails.Enqueue((chunkId, tail));
            Monitor.Pulse(_workGate);
        }
    }

    private void FlushSoon()
    {
        lock (_workGate)
        {
            _flushDue = true;
            Monitor.Pulse(_workGate);
        }
    }

    private void CheckpointSoon()
    {
        lock (_workGate)
        {
            _checkpointDue = true;
            Monitor.Pulse(_workGate);
        }
    }

    private void Work()
    {
        while (true)
        {
            (long ChunkId, TailUnit Tail)? tail = null;
            bool flush, checkpoint;
            lock (_workGate)
            {
                while (!_isStopping && !_flushDue && !_checkpointDue && _fullTails.Count == 0)
                {
                    // Commits that were published before they could be written are written as soon as there is room.
                    if (_log.IsFailing && _stopped is null) _flushDue = !Monitor.Wait(_workGate, RetryAfter);
                    else Monitor.Wait(_workGate);
                }

                if (_isStopping) return;
                (flush, _flushDue) = (_flushDue, false);
                if (_fullTails.TryDequeue(out var full)) tail = full;
                checkpoint = tail is null && _checkpointDue;
                if (checkpoint) _checkpointDue = false;
            }

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
        }
    }
}
