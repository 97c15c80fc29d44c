using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Window functions: takes all input, then sorts and computes partition after partition; workers take them by turns. What does not fit into memory is divided between files by partition, and each worker
/// takes part after part; what does not come apart is sorted on disk, and of that some partitions at a time are in memory, at least one.
/// </summary>
internal sealed class WindowStream : BatchStream
{
    private readonly WindowNode _node;
    private readonly QueryContext _context;
    private readonly Shared _shared;
    private readonly BatchStream[] _inputs;
    private readonly int _worker;
    private readonly WindowUnit _unit;
    private readonly WindowComputation _computation;
    private readonly Batch _batch = new();
    private readonly Stack<WindowInput> _parts = [];
    private SortedPartitions? _sorted;
    private MemoryShare _memory;
    private Vector[] _columns = [];
    private int _rows;
    private int _next;
    private bool _isCollected;
    private bool _isOver;

    private WindowStream(WindowNode node, BatchStream[] inputs, int worker, Shared shared, QueryContext context)
    {
        _node = node;
        _context = context;
        _inputs = inputs;
        _worker = worker;
        _shared = shared;
        _unit = new WindowUnit(node);
        _computation = new WindowComputation(node, context);
        _memory = new MemoryShare(context.Memory);
    }

    /// <summary>A stream over all rows.</summary>
    public static BatchStream Open(WindowNode node, QueryContext context)
    {
        var inputs = (IsShareable(node) ? Operators.TryOpenParallel(node.Input, context) : null) ?? [Operators.Open(node.Input, context)];
        return new WindowStream(node, inputs, 0, new Shared(new WindowInput(node, inputs.Length, context), 1), context);
    }

    /// <summary>Streams that share the partitions; null where the input cannot be shared or there is one partition alone.</summary>
    public static BatchStream[]? TryOpenParallel(WindowNode node, QueryContext context)
    {
        if (node.PartitionBy.IsEmpty || !IsShareable(node) || Operators.TryOpenParallel(node.Input, context) is not { } inputs) return null;
        var shared = new Shared(new WindowInput(node, inputs.Length, context), inputs.Length);
        var streams = new BatchStream[inputs.Length];
        for (var i = 0; i < streams.Length; i++) streams[i] = new WindowStream(node, [inputs[i]], i, shared, context);
        return streams;
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (!_isCollected) Collect();
        while (_next >= _rows)
        {
            if (_isOver || !NextUnit())
            {
                _isOver = true;
                return null;
            }

            _columns = _computation.Compute(_unit);
            (_rows, _next) = (_unit.Rows, 0);
            if (_rows > Batch.DefaultRows * 4) _memory.Set(_unit.ByteSize);
        }

        var count = Math.Min(_context.BatchRows, _rows - _next);
        var slices = new Vector[_columns.Length];
        for (var c = 0; c < slices.Length; c++) slices[c] = _columns[c].Slice(_next, count);
        _batch.Set(slices, count, null);
        _next += count;
        return _batch;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        if (!_isCollected)
        {
            foreach (var input in _inputs) input.Dispose();
        }

        _sorted?.Dispose();
        while (_parts.TryPop(out var part)) part.Dispose();
        _memory.Dispose();
        _shared.Release();
    }

    private static bool IsShareable(WindowNode node) =>
        ParallelSafety.IsSafe(node.PartitionBy)
        && ParallelSafety.IsSafe(node.OrderBy.Select(k => k.Expression))
        && node.Calls.All(c => ParallelSafety.IsSafe(c.Arguments) && (c.Aggregate is null || ParallelSafety.IsSafe(c.Aggregate)));

    private void Collect()
    {
        _isCollected = true;
        var input = _shared.Input;
        if (_inputs is [var only])
        {
            using (only) input.Collect(_worker, only);
        }
        else
        {
            WorkerRun.Run(_inputs, (worker, stream, run) => input.Collect(worker, stream, () => run.IsStopped));
        }
    }

    private bool NextUnit()
    {
        while (true)
        {
            var input = _parts.Count > 0 ? _parts.Peek() : _shared.Input;
            if (input.IsDivided)
            {
                if (input.NextPart() is { } part)
                {
                    _parts.Push(part);
                    continue;
                }
            }
            else if (TryTake(input))
            {
                return true;
            }

            if (_parts.Count == 0) return false;
            _sorted?.Dispose();
            _sorted = null;
            _parts.Pop().Dispose();
        }
    }

    private bool TryTake(WindowInput input)
    {
        if (input.Sorted is not { } sorted) return input.TryTake(_unit);
        if (_sorted is null && !input.TryLead()) return false;
        _sorted ??= new SortedPartitions(_node, sorted, _context);
        return _sorted.TryTake(_unit);
    }

    // Streams that share rows end at different times; the last one gives the rows back.
    private sealed class Shared(WindowInput input, int users)
    {
        private int _users = users;

        public WindowInput Input => input;

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0) input.Dispose();
        }
    }
}
