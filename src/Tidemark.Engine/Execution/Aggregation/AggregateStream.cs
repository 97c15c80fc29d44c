using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Groups and aggregates: takes all input when the first row is asked for, then gives the groups.</summary>
internal sealed class AggregateStream(AggregateNode node, QueryContext context) : BatchStream
{
    private readonly GroupEmitter _emitter = new(node);
    private readonly Stack<(SpillFile Rows, int Set, int Level)> _pending = [];
    private AggregateWorker? _result;
    private int _level;
    private int _set;
    private int _next;
    private bool _started;

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (!_started) Begin(Aggregate(), 0);
        while (_result is not null)
        {
            for (; _set < _result.Sets.Count; _set++, _next = 0)
            {
                var set = _result.Sets[_set];
                var count = Math.Min(context.BatchRows, set.Keys.Count - _next);
                if (count <= 0) continue;
                _next += count;
                return _emitter.Emit(set, _next - count, count);
            }

            GoOn();
        }

        return null;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _result?.Dispose();
        foreach (var pending in _pending) pending.Rows.Dispose();
    }

    private void Begin(AggregateWorker result, int level)
    {
        _started = true;
        (_result, _level, _set, _next) = (result, level, 0, 0);
    }

    // Groups are given; what went to disk meanwhile is grouped part by part, which may send it to disk again.
    private void GoOn()
    {
        var disk = 0L;
        foreach (var set in _result!.Sets)
        {
            if (set.Spilled is not { } spilled) continue;
            foreach (var file in spilled.Take())
            {
                if (file is not null) _pending.Push((file, set.Number, _level + 1));
            }

            disk += spilled.Bytes;
        }

        if (context.Profile is { } profile) profile.Of(node).Note([(_result.PeakMemory, disk)], disk > 0 ? SpillPartitions.Count + 1 : 1);
        _result.Dispose();
        _result = null;
        if (!_pending.TryPop(out var next)) return;
        using (next.Rows)
        {
            Begin(new AggregateWorker(node, context, next.Set, next.Level), next.Level);
            using var rows = next.Rows.Read(context);
            while (rows.Next() is { } batch)
            {
                _result!.Consume(batch);
                if (_result.IsOver) _result.Freeze();
            }

            _result!.Finish();
        }
    }

    private AggregateWorker Aggregate()
    {
        if (BlockAggregation.TryRun(node, context) is { } answered) return answered;
        var bound = node.First?.Bounded is { } bounded ? new ScanBound(bounded.Column, bounded.Descending) : null;
        var within = bound is null ? context : context.Bounded(node.First!.Bounded.Scan, bound);
        var workers = IsShareable ? Operators.TryOpenParallel(node.Input, within) : null;
        workers ??= [Operators.Open(node.Input, within)];
        var shared = new SharedAggregation(workers.Length, canSpill: bound is null);
        try
        {
            WorkerRun.Run(workers, (worker, input, run) =>
            {
                var result = new AggregateWorker(node, context);
                shared.Begin(worker, result);
                var tracker = bound is null ? null : new FirstGroupTracker(node.First!, bound, context);
                while (!run.IsStopped && input.Next() is { } batch)
                {
                    shared.Add(worker, batch);
                    tracker?.Watch(result.Sets[0].Keys);
                }

                shared.End(worker);
            });
            return shared.Total();
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    /// <summary>Merges the workers that took part into the first.</summary>
    internal static AggregateWorker Combine(AggregateWorker?[] results)
    {
        var total = results[0]!;
        for (var i = 1; i < results.Length; i++)
        {
            if (results[i] is not { } other) continue;
            total.Merge(other);
            other.Dispose();
        }

        total.Finish();
        return total;
    }

    /// <summary>Whether workers may share the rows: not where their order matters.</summary>
    private bool IsShareable
    {
        get
        {
            if (!ParallelSafety.IsSafe(node.Keys)) return false;
            foreach (var call in node.Calls)
            {
                if (!CallState.IsShareable(call, context.Functions)) return false;
            }

            return true;
        }
    }
}
