using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Window functions: takes all input, sorts it by partition and order, and computes partition after partition. What does not fit into memory is sorted on disk, and some partitions at a time
/// are in memory, at least one.
/// </summary>
internal sealed class WindowStream(WindowNode node, QueryContext context) : BatchStream
{
    private MaterializedStream? _rows;
    private MaterializedRows? _input;
    private SortedRuns? _runs;
    private GroupKeys? _partitions;
    private Batch? _ahead;
    private int _aheadFrom;
    private MemoryShare _memory = new(context.Memory);

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_rows is null)
        {
            Collect();
            _rows = new MaterializedStream(Compute(_input!), context.BatchRows);
        }

        while (true)
        {
            if (_rows.Next() is { } batch) return batch;
            if (_runs is null || !CollectPartitions()) return null;
            _rows = new MaterializedStream(Compute(_input!), context.BatchRows);
        }
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _runs?.Dispose();
        _memory.Dispose();
    }

    private void Collect()
    {
        using var input = Operators.Open(node.Input, context);
        _input = new MaterializedRows(node.Input.Output);
        Sorter? sorter = null;
        try
        {
            while (input.Next() is { } batch)
            {
                if (sorter is not null)
                {
                    sorter.Add(batch);
                    continue;
                }

                _input.Add(batch);
                if (context.Fits(ref _memory, Needed(_input))) continue;
                sorter = new Sorter(node.Input.Output, [.. node.PartitionBy.Select(p => new Binding.SortKey(p, false, false)), .. node.OrderBy], context);
                using var rows = new MaterializedStream(_input, Batch.DefaultRows);
                while (rows.Next() is { } part) sorter.Add(part);
                _input = new MaterializedRows(node.Input.Output);
                _memory.Dispose();
            }

            if (sorter is null) return;
            if (context.Profile is { } profile) profile.Of(node).Note([sorter.Usage]);
            _runs = Sorter.Merge([sorter]);
            CollectPartitions();
        }
        catch
        {
            sorter?.Dispose();
            throw;
        }
    }

    // Some whole partitions of the sorted rows; false at the end.
    private bool CollectPartitions()
    {
        var enough = context.Memory.Guaranteed == 0 ? 256 : 1 << 16;
        _input = new MaterializedRows(node.Input.Output);
        _memory.Dispose();
        var keys = new EvaluatorFactory(context).Create(node.PartitionBy);
        _partitions = new GroupKeys([.. keys.Select(k => k.Type)], groupsNulls: true);
        var narrowed = new SubBatch();
        while (true)
        {
            if (_ahead is null)
            {
                _ahead = _runs!.Next();
                _aheadFrom = 0;
                if (_ahead is null) return _input.Count > 0;
            }

            var ids = new int[_ahead.Length];
            _partitions.Assign(Array.ConvertAll(keys, k => k.Evaluate(_ahead)), ids);
            // Enough partitions end where the next one begins, which may be in the middle of a batch.
            var end = _aheadFrom;
            var wasEnough = _input.Count >= enough;
            var known = _input.Count == 0 ? ids[_aheadFrom] : _lastPartition;
            while (end < ids.Length && (!wasEnough || ids[end] == known)) end++;
            if (end > _aheadFrom)
            {
                _input.Add(narrowed.Of(_ahead, [.. Enumerable.Range(_aheadFrom, end - _aheadFrom)]));
                _lastPartition = ids[end - 1];
            }

            _memory.Set(Needed(_input));
            if (end < ids.Length)
            {
                _aheadFrom = end;
                return true;
            }

            _ahead = null;
        }
    }

    private int _lastPartition;

    // The rows, sorted once more with the results beside them, and five numbers for each.
    private static long Needed(MaterializedRows rows) => (rows.ByteSize * 3) + (rows.Count * 24L);

    private MaterializedRows Compute(MaterializedRows input)
    {
        var results = node.Calls.Select(c => VectorBuilder.Create(c.Output.Type, input.Count)).ToArray();
        var all = new MaterializedRows(node.Output);
        if (input.Count == 0) return all;

        var factory = new EvaluatorFactory(context);
        var batch = new Batch(input.Columns, input.Count);
        var (order, partitions, peers) = Sort(batch, factory);
        var sorted = new Vector[input.Columns.Length];
        for (var c = 0; c < sorted.Length; c++) sorted[c] = Gather(input.Columns[c], order);
        var rows = new Batch(sorted, input.Count);
        var computations = node.Calls.Select((c, i) => Prepare(c, rows, factory, results[i])).ToArray();
        var key = node.OrderBy is [var only] ? only : null;
        var keys = key is null ? null : Flat(factory.Create(key.Expression).Evaluate(rows));
        var frames = new FrameFinder(node.Frame, key, keys, context);
        for (var first = 0; first < input.Count;)
        {
            var end = first + 1;
            while (end < input.Count && partitions[order[end]] == partitions[order[first]]) end++;
            ComputePartition(first, end - first, order, peers, frames, computations);
            first = end;
            context.Functions.ThrowIfCancelled();
        }

        all.Add([.. sorted, .. results.Select(r => r.Build())], input.Count);
        _memory.Set(input.ByteSize + all.ByteSize);
        return all;
    }

    private (int[] Order, int[] Partitions, int[] Peers) Sort(Batch batch, EvaluatorFactory factory)
    {
        var rows = batch.Length;
        var partitions = new int[rows];
        var peers = new int[rows];
        var partitionKeys = factory.Create(node.PartitionBy);
        if (partitionKeys.Length > 0)
        {
            new GroupKeys([.. partitionKeys.Select(k => k.Type)], groupsNulls: true).Assign(Array.ConvertAll(partitionKeys, k => k.Evaluate(batch)), partitions);
        }

        var columns = new List<Vector> { new FixedVector<int>(SqlTypes.Int4, partitions, rows) };
        var keys = new List<SortColumnKey> { new(0, false, false) };
        foreach (var key in node.OrderBy)
        {
            keys.Add(new SortColumnKey(columns.Count, key.Descending, key.NullsFirst));
            columns.Add(factory.Create(key.Expression).Evaluate(batch));
        }

        if (columns.Count > 1) new GroupKeys([.. columns.Skip(1).Select(c => c.Type)], groupsNulls: true).Assign([.. columns.Skip(1)], peers);
        return (SortKeys.Create([.. columns], rows, keys).Order(), partitions, peers);
    }

    private delegate void Computation(int first, int[] peerStart, int[] peerEnd, int[] frameStart, int[] frameEnd);

    private Computation Prepare(Binding.WindowItem call, Batch rows, EvaluatorFactory factory, VectorBuilder result)
    {
        if (call.Aggregate is { } aggregate)
        {
            var arguments = Array.ConvertAll(factory.Create(aggregate.Arguments), a => Flat(a.Evaluate(rows)));
            var filter = aggregate.Filter is null ? null : factory.Create(aggregate.Filter).Evaluate(rows);
            var window = new WindowAggregate(aggregate, arguments, filter, context.Functions);
            return (first, peerStart, peerEnd, frameStart, frameEnd) =>
                window.Compute(first, new SortedPartition([], peerStart, peerEnd, frameStart, frameEnd, node.Frame.Exclusion, context.Functions), node.Frame.Exclusion, result);
        }

        var values = Array.ConvertAll(factory.Create(call.Arguments), a => Flat(a.Evaluate(rows)));
        return (first, peerStart, peerEnd, frameStart, frameEnd) =>
        {
            var slices = Array.ConvertAll(values, v => v.Slice(first, peerStart.Length));
            call.Function!.Compute(new SortedPartition(slices, peerStart, peerEnd, frameStart, frameEnd, node.Frame.Exclusion, context.Functions), result);
        };
    }

    private static void ComputePartition(int first, int rows, int[] order, int[] peers, FrameFinder frames, Computation[] computations)
    {
        var peerStart = new int[rows];
        var peerEnd = new int[rows];
        for (var row = 1; row < rows; row++) peerStart[row] = peers[order[first + row]] == peers[order[first + row - 1]] ? peerStart[row - 1] : row;
        peerEnd[rows - 1] = rows;
        for (var row = rows - 2; row >= 0; row--) peerEnd[row] = peerStart[row + 1] == row + 1 ? row + 1 : peerEnd[row + 1];
        var frameStart = new int[rows];
        var frameEnd = new int[rows];
        frames.Find(first, peerStart, peerEnd, frameStart, frameEnd);
        foreach (var compute in computations) compute(first, peerStart, peerEnd, frameStart, frameEnd);
    }

    private static Vector Gather(Vector column, int[] order)
    {
        var builder = VectorBuilder.Create(column.Type, order.Length);
        builder.AppendGather(column, order);
        return builder.Build();
    }

    // A copy of its own: the evaluator's buffers belong to it.
    private static Vector Flat(Vector value)
    {
        var builder = VectorBuilder.Create(value.Type, value.Length);
        builder.AppendRange(value, 0, value.Length);
        return builder.Detach();
    }
}
