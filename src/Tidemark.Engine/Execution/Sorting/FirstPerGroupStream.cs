using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>For each group the row that comes first in an order. Workers keep their own; theirs are put through the same comparison at the end.</summary>
internal sealed class FirstPerGroupStream(FirstPerGroupNode node, QueryContext context) : BatchStream
{
    private MaterializedStream? _rows;
    private MemoryShare _memory = new(context.Memory);

    /// <inheritdoc />
    public override Batch? Next()
    {
        _rows ??= new MaterializedStream(Collect(), context.BatchRows);
        return _rows.Next();
    }

    /// <inheritdoc />
    protected override void Close() => _memory.Dispose();

    private MaterializedRows Collect()
    {
        if (LastPointScan.TryRun(node, context) is { } found)
        {
            _memory.Set(found.ByteSize);
            return found;
        }

        var safe = ParallelSafety.IsSafe(node.Keys) && ParallelSafety.IsSafe(node.OrderBy.Select(k => k.Expression));
        var workers = (safe ? Operators.TryOpenParallel(node.Input, context) : null) ?? [Operators.Open(node.Input, context)];
        var firsts = new FirstRows?[workers.Length];
        WorkerRun.Run(workers, (worker, input, run) =>
        {
            var first = firsts[worker] = new FirstRows(node, context);
            while (!run.IsStopped && input.Next() is { } batch) first.Add(batch);
        });
        var all = firsts[0]!;
        for (var i = 1; i < firsts.Length; i++)
        {
            if (firsts[i] is not { } other) continue;
            using var rows = new MaterializedStream(other.Take(), context.BatchRows);
            while (rows.Next() is { } batch) all.Add(batch);
        }

        var result = all.Take();
        _memory.Set(result.ByteSize);
        return result;
    }
}
