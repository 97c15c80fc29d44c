using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Groups and aggregates rows in which those of one group lie side by side: some thousand groups are collected, and given when a row of a further group comes. So it needs little memory, keeps the order of the
/// rows, and an operator above that has enough reads no more.
/// </summary>
internal sealed class GroupAggregateStream : BatchStream
{
    // As many as stay in the processor's cache.
    private const int Collected = 4096;

    private readonly AggregateNode _node;
    private readonly QueryContext _context;
    private readonly BatchStream _input;
    private readonly GroupEmitter _emitter;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private int[] _order = [];
    private readonly SubBatch _ended = new();
    private readonly SubBatch _rest = new();
    private AggregateWorker? _worker;
    private Batch? _begun;
    private long _peak;
    private int _wanted;
    private int _next;
    private bool _isGiving;
    private bool _isOver;

    public GroupAggregateStream(AggregateNode node, QueryContext context)
    {
        _node = node;
        _context = context;
        _emitter = new GroupEmitter(node);
        _keys = new EvaluatorFactory(context).Create(node.Keys);
        _values = new Vector[_keys.Length];
        // The first groups come soon, for those who want few.
        _wanted = Math.Min(context.BatchRows, 64);
        _input = Operators.Open(node.Input, context);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (true)
        {
            if (_isGiving)
            {
                var set = _worker!.Sets[0];
                var count = Math.Min(_context.BatchRows, set.Keys.Count - _next);
                if (count > 0)
                {
                    _next += count;
                    return _emitter.Emit(set, _next - count, count);
                }

                End();
            }

            if (_isOver) return null;
            Collect();
        }
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _worker?.Dispose();
        _input.Dispose();
    }

    private void Collect()
    {
        _worker ??= new AggregateWorker(_node, _context, level: SpillPartitions.DeepestLevel);
        if (_begun is { } begun)
        {
            _worker.Consume(begun);
            _begun = null;
        }

        while (_input.Next() is { } batch)
        {
            var last = _worker.Sets[0].Keys.Count + batch.Length < _wanted ? 0 : LastGroup(batch);
            if (last == 0)
            {
                _worker.Consume(batch);
                continue;
            }

            if (_order.Length < batch.Length) _order = [.. Enumerable.Range(0, batch.Length)];
            _worker.Consume(_ended.Of(batch, _order.AsSpan(0, last)));
            _begun = _rest.Of(batch, _order.AsSpan(last, batch.Length - last));
            _wanted = Math.Min(_wanted * 4, Collected);
            Give();
            return;
        }

        _isOver = true;
        Give();
    }

    private void Give()
    {
        _worker!.Finish();
        _next = 0;
        _isGiving = true;
    }

    private void End()
    {
        _peak = Math.Max(_peak, _worker!.PeakMemory);
        _worker.Dispose();
        _worker = null;
        _isGiving = false;
        if (_isOver && _context.Profile is { } profile) profile.Of(_node).Note([(_peak, 0)]);
    }

    // The first of the last rows that have the same keys.
    private int LastGroup(Batch batch)
    {
        for (var k = 0; k < _keys.Length; k++) _values[k] = _keys[k].Evaluate(batch);
        var row = batch.Length - 1;
        while (row > 0 && IsSame(row, row - 1)) row--;
        return row;
    }

    private bool IsSame(int a, int b)
    {
        foreach (var value in _values)
        {
            var isNull = value.IsNull(a);
            if (isNull != value.IsNull(b) || (!isNull && !Types.ValueComparison.AreEqual(value, a, value, b))) return false;
        }

        return true;
    }
}
