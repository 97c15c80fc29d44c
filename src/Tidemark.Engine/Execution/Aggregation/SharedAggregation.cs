using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Workers that aggregate the same input. Each has groups of its own until one of them has no more memory: then all give theirs to that one and add their rows to it by turns,
/// and when no other holds groups any more it is frozen. Thread-safe.
/// </summary>
/// <param name="workers">How many workers there are.</param>
/// <param name="canSpill">Whether rows may go to disk.</param>
internal sealed class SharedAggregation(int workers, bool canSpill) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AggregateWorker?[] _results = new AggregateWorker?[workers];
    private readonly bool[] _ended = new bool[workers];
    private AggregateWorker? _common;
    private int _separate;

    /// <summary>A worker begins; <paramref name="result"/> is its own.</summary>
    public void Begin(int worker, AggregateWorker result)
    {
        lock (_lock)
        {
            _results[worker] = result;
            _separate++;
        }
    }

    /// <summary>Adds a batch for a worker.</summary>
    public void Add(int worker, Batch batch)
    {
        // Only the worker itself takes its result away as long as it has not ended.
        if (_results[worker] is { } own && Volatile.Read(ref _common) is null)
        {
            own.Consume(batch);
            if (own.IsOver && canSpill) GiveUp(worker, own);
            return;
        }

        lock (_lock)
        {
            Join(worker);
            _common!.Consume(batch);
            if (_common.IsOver && _separate == 0) _common.Freeze();
        }
    }

    /// <summary>A worker has no more rows.</summary>
    public void End(int worker)
    {
        lock (_lock)
        {
            _ended[worker] = true;
            if (_common is not null) Join(worker);
        }
    }

    /// <summary>Everything, once all workers have ended.</summary>
    public AggregateWorker Total()
    {
        if (_common is null) return AggregateStream.Combine(_results);
        _common.Finish();
        return _common;
    }

    /// <summary>What the workers hold, after a failure.</summary>
    public void Dispose()
    {
        foreach (var result in _results) result?.Dispose();
        _common?.Dispose();
    }

    private void GiveUp(int worker, AggregateWorker own)
    {
        lock (_lock)
        {
            if (_common is null)
            {
                _common = own;
                _results[worker] = null;
                _separate--;
                for (var other = 0; other < _results.Length; other++)
                {
                    if (_ended[other]) Join(other);
                }
            }
            else
            {
                Join(worker);
            }

            if (_separate == 0) _common.Freeze();
        }
    }

    private void Join(int worker)
    {
        if (_results[worker] is not { } own) return;
        _results[worker] = null;
        _separate--;
        _common!.Merge(own);
        own.Dispose();
    }
}
