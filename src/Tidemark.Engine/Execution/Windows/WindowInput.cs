using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The rows of one execution of a window: workers collect them, then take units of whole partitions of them by turns. Where memory is short the rows are sorted on disk instead, and come from there as
/// one sorted stream. Thread-safe; a worker that never begins is not waited for.
/// </summary>
internal sealed class WindowInput : IDisposable
{
    // Small partitions are computed together, so that each step has some rows to do.
    private const int RowsOfUnit = 4096;

    // A plain object: workers that are done wait on it for those that are not.
    private readonly object _lock = new();
    private readonly WindowNode _node;
    private readonly QueryContext _context;
    private readonly WindowRows?[] _collected;
    private WindowRows[] _parts = [];
    private int[] _units = [];
    private readonly Queue<SpillFile[]> _divided = [];
    private readonly int _level;
    private int _next = -1;
    private int _collecting;
    private bool _isReady;
    private bool _isLed;

    /// <param name="node">The window.</param>
    /// <param name="workers">How many collect at most.</param>
    /// <param name="context">The execution.</param>
    /// <param name="level">How often the rows were divided on disk before.</param>
    public WindowInput(WindowNode node, int workers, QueryContext context, int level = 0)
    {
        _level = level;
        _node = node;
        _context = context;
        _collected = new WindowRows?[workers];
    }

    /// <summary>The rows in order of partition and window, where they are on disk in this order; else null. Only when all were collected.</summary>
    public SortedRuns? Sorted { get; private set; }

    /// <summary>Whether the rows are on disk in parts with whole partitions each. Only when all were collected.</summary>
    public bool IsDivided { get; private set; }

    /// <summary>Collects what an input gives, and waits until all that began to collect have ended.</summary>
    /// <param name="worker">Whose input it is.</param>
    /// <param name="input">The input.</param>
    /// <param name="isStopped">Looked at between batches.</param>
    public void Collect(int worker, BatchStream input, Func<bool>? isStopped = null)
    {
        lock (_lock)
        {
            if (_isReady) return;
            _collecting++;
        }

        var failed = true;
        try
        {
            var rows = _collected[worker] = new WindowRows(_node, _context, _level);
            while (isStopped?.Invoke() != true && input.Next() is { } batch) rows.Add(batch);
            failed = false;
        }
        finally
        {
            lock (_lock)
            {
                _collecting--;
                try
                {
                    if (_collecting == 0 && !failed && !_isReady) Arrange();
                }
                finally
                {
                    // After a failure there is nothing to wait for: it ends the query.
                    if (_collecting == 0 || failed)
                    {
                        _isReady = true;
                        Monitor.PulseAll(_lock);
                    }
                }

                while (!_isReady) Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>The next partitions, each with its rows in the order of the window; false when there are none.</summary>
    public bool TryTake(WindowUnit unit)
    {
        var next = Interlocked.Increment(ref _next);
        if (next + 1 >= _units.Length) return false;
        unit.Take(_parts, _units[next], _units[next + 1], _context.Functions);
        return true;
    }

    /// <summary>The next part of divided rows, for the caller alone, who disposes it; null when there is none.</summary>
    public WindowInput? NextPart()
    {
        SpillFile[]? files;
        lock (_lock)
        {
            if (!_divided.TryDequeue(out files)) return null;
        }

        var part = new WindowInput(_node, 1, _context, _level + 1);
        try
        {
            using var rows = new SpilledRows(files, _context);
            part.Collect(0, rows);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>True for the first caller: one worker alone reads what comes from disk.</summary>
    public bool TryLead()
    {
        lock (_lock)
        {
            if (_isLed) return false;
            return _isLed = true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var rows in _collected) rows?.Dispose();
        Sorted?.Dispose();
        foreach (var file in _divided.SelectMany(f => f)) file.Dispose();
        _divided.Clear();
    }

    private void Arrange()
    {
        _parts = [.. _collected.OfType<WindowRows>()];
        if (Array.Exists(_parts, p => p.IsDivided))
        {
            Divide();
            return;
        }

        if (Array.Exists(_parts, p => p.IsSorted))
        {
            var sorters = Array.ConvertAll(_parts, p => p.TakeSorted());
            if (_context.Profile is { } profile) profile.Of(_node).Note([.. sorters.Select(s => s.Usage)]);
            Sorted = Sorter.Merge(sorters);
            return;
        }

        var keys = WindowRows.Number(_parts);
        var partitions = keys.Count;
        foreach (var part in _parts)
        {
            _context.Functions.ThrowIfCancelled();
            part.Arrange(partitions);
        }

        var units = new List<int> { 0 };
        for (int partition = 0, rows = 0; partition < partitions; partition++)
        {
            foreach (var part in _parts) rows += part.CountOf(partition);
            if (rows < RowsOfUnit && partition + 1 < partitions) continue;
            units.Add(partition + 1);
            rows = 0;
        }

        _units = [.. units];
    }

    private void Divide()
    {
        IsDivided = true;
        var usage = new List<(long, long)>();
        var files = new List<SpillFile>[SpillPartitions.Count];
        foreach (ref var part in files.AsSpan()) part = [];
        foreach (var rows in _parts)
        {
            var taken = rows.TakeDivided(out var used);
            usage.Add(used);
            for (var i = 0; i < taken.Length; i++)
            {
                if (taken[i] is { } file) files[i].Add(file);
            }
        }

        foreach (var part in files)
        {
            if (part.Count > 0) _divided.Enqueue([.. part]);
        }

        if (_context.Profile is { } profile) profile.Of(_node).Note([.. usage]);
    }
}
