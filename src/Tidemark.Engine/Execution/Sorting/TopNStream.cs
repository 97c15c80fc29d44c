using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The first rows of an order. Keeps few more rows than are asked for: whenever it has collected enough it drops all behind the last wanted one, and from then on
/// rows that come after that one are dropped as they arrive. So many first rows that they would not fit into memory are sorted as all rows are.
/// </summary>
internal sealed class TopNStream(TopNNode node, QueryContext context) : BatchStream
{
    private const int Slack = 2 * Batch.DefaultRows;

    // About what a kept row takes.
    private const int BytesOfRow = 64;

    private SortedRuns? _runs;
    private BatchStream? _sorted;
    private MemoryShare _memory = new(context.Memory);
    private bool _opened;

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (!_opened)
        {
            _opened = true;
            Open();
        }

        return _sorted is not null ? _sorted.Next() : _runs?.Next();
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _sorted?.Dispose();
        _runs?.Dispose();
        _memory.Dispose();
    }

    private void Open()
    {
        var (count, offset) = LimitBounds.Evaluate(node.Count, node.Offset, context);
        if (count == 0) return;
        var wanted = Math.Min(int.MaxValue, count > long.MaxValue - offset ? long.MaxValue : count + offset);
        if (context.Temporary is not null && wanted > Math.Max(context.Memory.Limit / BytesOfRow, Slack))
        {
            _sorted = new LimitStream(new LimitNode(new SortNode(node.Input, node.Keys), node.Count, node.Offset, []), context);
            return;
        }

        _runs = Collect(wanted, offset);
    }

    private SortedRuns Collect(long wanted, long offset)
    {
        var safe = ParallelSafety.IsSafe(node.Keys.Select(k => k.Expression));
        var bound = node.Bounded is { } bounded ? new ScanBound(bounded.Column, bounded.Descending) : null;
        var within = bound is null ? context : context.Bounded(node.Bounded!.Scan, bound);
        var workers = (safe ? Operators.TryOpenParallel(node.Input, within) : null) ?? [Operators.Open(node.Input, within)];
        var buffers = new SortBuffer?[workers.Length];
        var shares = new MemoryShare[workers.Length];
        Array.Fill(shares, new MemoryShare(context.Memory));
        try
        {
            WorkerRun.Run(workers, (worker, input, run) => buffers[worker] = Collect(input, wanted, bound, run, ref shares[worker]));
        }
        finally
        {
            foreach (ref var share in shares.AsSpan()) share.Dispose();
        }

        var all = buffers[0]!;
        for (var i = 1; i < buffers.Length; i++)
        {
            if (buffers[i] is { } other) all.Rows.Add(other.Rows.Columns, other.Rows.Count);
        }

        _memory.Set(all.Rows.ByteSize);
        var keys = all.CreateKeys();
        var order = keys.Order((int)Math.Min(offset, all.Rows.Count), (int)Math.Min(wanted, all.Rows.Count), context.Functions);
        return new SortedRuns([new MemoryRun(all.Rows, keys, order, new MemoryShare(context.Memory))], node.Output.Select(c => c.Type), context.BatchRows);
    }

    private SortBuffer Collect(BatchStream input, long wanted, ScanBound? bound, WorkerRun run, ref MemoryShare memory)
    {
        var buffer = new SortBuffer(node.Output, node.Keys, context);
        var narrowed = new SubBatch();
        var passing = new int[context.BatchRows];
        RowKeys? last = null;
        while (!run.IsStopped && input.Next() is { } batch)
        {
            if (last is not null)
            {
                var keys = buffer.KeysOf(batch);
                if (passing.Length < batch.Length) passing = new int[batch.Length];
                var count = 0;
                for (var row = 0; row < batch.Length; row++)
                {
                    if (keys.Compare(row, last, 0) < 0) passing[count++] = row;
                }

                if (count == 0) continue;
                if (count < batch.Length) batch = narrowed.Of(batch, passing.AsSpan(0, count));
            }

            buffer.Add(batch);
            memory.Set(buffer.Rows.ByteSize);
            // The first rows are sorted out early, so that the bound is there early.
            // Sorting out costs as much as what is kept, so that it waits for as much again.
            if (buffer.Rows.Count < wanted + (last is null && wanted < Slack ? 1 : Math.Max(Slack, wanted))) continue;
            buffer.Keep(buffer.CreateKeys().First((int)wanted, context.Functions));
            last = buffer.KeysOf((int)wanted - 1);
            if (bound is not null) Tighten(bound, buffer.FirstKey, (int)wanted - 1);
        }

        return buffer;
    }

    // Only what is as good as the last wanted row in the first key may still come in.
    private void Tighten(ScanBound bound, Vector keys, int row)
    {
        if (keys.IsNull(row)) return;
        var value = VectorBuilder.Create(keys.Type, 1);
        value.AppendRow(keys, row);
        bound.Filter = BoundFilters.Create(node.Bounded!, value.Detach(), context);
    }
}
