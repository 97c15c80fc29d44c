using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Sorts: takes all input when the first row is asked for; workers sort what they collected and the results are merged while they are given.</summary>
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
        var runs = new SortedRuns.Run?[workers.Length];
        var memory = new MemoryShare[workers.Length];
        for (var i = 0; i < memory.Length; i++) memory[i] = new MemoryShare(context.Memory);
        WorkerRun.Run(workers, (worker, input, run) =>
        {
            var buffer = new SortBuffer(node.Output, node.Keys, context);
            while (!run.IsStopped && input.Next() is { } batch)
            {
                buffer.Add(batch);
                memory[worker].Set(buffer.Rows.ByteSize);
            }

            if (buffer.Rows.Count == 0) return;
            var keys = buffer.CreateKeys();
            runs[worker] = new SortedRuns.Run(buffer.Rows, keys, keys.Order());
        });
        // Keys of one worker may be integers and those of another bytes, because only the other saw nulls.
        if (Array.Exists(runs, r => r is { Keys.IsExact: false }))
        {
            for (var i = 0; i < runs.Length; i++)
            {
                if (runs[i] is { Keys.IsExact: true } run) runs[i] = run with { Keys = run.Keys.Encoded() };
            }
        }

        return new SortedRuns([.. runs.OfType<SortedRuns.Run>()], node.Output.Length, context.BatchRows, memory);
    }
}
