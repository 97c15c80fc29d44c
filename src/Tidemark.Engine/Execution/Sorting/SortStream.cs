using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Sorts: takes all input when the first row is asked for; workers sort what they collected, on disk where it is too much, and the results are merged while they are given.</summary>
internal sealed class SortStream(SortNode node, QueryContext context) : BatchStream
{
    private SortedRuns? _runs;

    /// <inheritdoc />
    public override Batch? Next()
    {
        _runs ??= Collect();
        return _runs.Next();
    }

    /// <inheritdoc />
    protected override void Close() => _runs?.Dispose();

    private SortedRuns Collect()
    {
        var safe = ParallelSafety.IsSafe(node.Keys.Select(k => k.Expression));
        var workers = (safe ? Operators.TryOpenParallel(node.Input, context) : null) ?? [Operators.Open(node.Input, context)];
        var sorters = new Sorter?[workers.Length];
        try
        {
            WorkerRun.Run(workers, (worker, input, run) =>
            {
                var sorter = sorters[worker] = new Sorter(node.Output, node.Keys, context);
                while (!run.IsStopped && input.Next() is { } batch) sorter.Add(batch);
            });
            if (context.Profile is { } profile) profile.Of(node).Note([.. sorters.OfType<Sorter>().Select(s => s.Usage)]);
            return Sorter.Merge(sorters);
        }
        catch
        {
            foreach (var sorter in sorters) sorter?.Dispose();
            throw;
        }
    }
}
