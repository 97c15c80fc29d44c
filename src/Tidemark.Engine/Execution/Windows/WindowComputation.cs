using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Computes a window's functions over units of sorted partitions. One a worker.</summary>
internal sealed class WindowComputation
{
    private readonly WindowNode _node;
    private readonly QueryContext _context;
    private readonly Evaluator[] _order;
    private readonly Evaluator[][] _arguments;
    private readonly Evaluator?[] _filters;
    private readonly VectorBuilder[] _results;
    private readonly SortColumnKey[] _orderKeys;
    private readonly bool _needsFrames;
    private readonly Batch _batch = new();
    private int[] _peerStart = [];
    private int[] _peerEnd = [];
    private int[] _frameStart = [];
    private int[] _frameEnd = [];

    public WindowComputation(WindowNode node, QueryContext context)
    {
        _node = node;
        _context = context;
        var factory = new EvaluatorFactory(context);
        _order = [.. node.OrderBy.Select(k => factory.Create(k.Expression))];
        _orderKeys = [.. node.OrderBy.Select((k, i) => new SortColumnKey(i, k.Descending, k.NullsFirst))];
        _arguments = [.. node.Calls.Select(c => factory.Create(c.Aggregate?.Arguments ?? c.Arguments))];
        _filters = [.. node.Calls.Select(c => c.Aggregate?.Filter is { } filter ? factory.Create(filter) : null)];
        _results = [.. node.Calls.Select(c => VectorBuilder.Create(c.Output.Type))];
        _needsFrames = node.Calls.Any(c => c.Function is not { NeedsFrame: false });
    }

    /// <summary>The unit's columns, then the functions' results; hold until the next call and as long as the unit.</summary>
    public Vector[] Compute(WindowUnit unit)
    {
        _batch.Set(unit.Columns, unit.Rows, null);
        var keys = Array.ConvertAll(_order, o => o.Evaluate(_batch));
        var peers = _needsFrames && keys.Length > 0 ? RowKeys.Create(keys, unit.Rows, _orderKeys) : null;
        var frames = _needsFrames ? new FrameFinder(_node.Frame, _node.OrderBy is [var only] ? only : null, keys is [var key] ? VectorShapes.Flatten(key, VectorBuilder.Create(key.Type)) : null, _context) : null;
        foreach (var result in _results) result.Reset();
        var computations = new Computation[_results.Length];
        for (var c = 0; c < computations.Length; c++) computations[c] = Prepare(c);
        for (var p = 0; p + 1 < unit.Starts.Count; p++)
        {
            var (first, rows) = (unit.Starts[p], unit.Starts[p + 1] - unit.Starts[p]);
            if (rows == 0) continue;
            if (_needsFrames) FindFrames(first, rows, peers, frames!);
            foreach (var compute in computations) compute(first, rows);
            if ((p & 0xFF) == 0) _context.Functions.ThrowIfCancelled();
        }

        var columns = new Vector[unit.Columns.Length + _results.Length];
        unit.Columns.CopyTo(columns, 0);
        for (var c = 0; c < _results.Length; c++) columns[unit.Columns.Length + c] = _results[c].Build();
        return columns;
    }

    private delegate void Computation(int first, int rows);

    private Computation Prepare(int place)
    {
        var call = _node.Calls[place];
        var values = Array.ConvertAll(_arguments[place], a => a.Evaluate(_batch));
        var result = _results[place];
        if (call.Aggregate is { } aggregate)
        {
            var window = new WindowAggregate(aggregate, values, _filters[place]?.Evaluate(_batch), _context.Functions);
            return (first, rows) => window.Compute(first, Partition([], rows), _node.Frame.Exclusion, result);
        }

        return (first, rows) => call.Function!.Compute(Partition(Array.ConvertAll(values, v => v.Slice(first, rows)), rows), result);
    }

    private SortedPartition Partition(Vector[] arguments, int rows) =>
        new(arguments, rows, _peerStart, _peerEnd, _frameStart, _frameEnd, _node.Frame.Exclusion, _context.Functions);

    private void FindFrames(int first, int rows, RowKeys? keys, FrameFinder frames)
    {
        if (_peerStart.Length < rows)
        {
            _peerStart = new int[rows];
            _peerEnd = new int[rows];
            _frameStart = new int[rows];
            _frameEnd = new int[rows];
        }

        _context.Functions.ThrowIfCancelled();
        _peerStart[0] = 0;
        for (var row = 1; row < rows; row++) _peerStart[row] = keys is null || keys.Compare(first + row, keys, first + row - 1) == 0 ? _peerStart[row - 1] : row;
        _peerEnd[rows - 1] = rows;
        for (var row = rows - 2; row >= 0; row--) _peerEnd[row] = _peerStart[row + 1] == row + 1 ? row + 1 : _peerEnd[row + 1];
        frames.Find(first, _peerStart.AsSpan(0, rows), _peerEnd.AsSpan(0, rows), _frameStart.AsSpan(0, rows), _frameEnd.AsSpan(0, rows));
    }
}
