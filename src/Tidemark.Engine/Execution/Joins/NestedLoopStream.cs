using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Joins by trying every left row with every right row; the right side is read once and kept. Where it is too large for memory it is read from disk for every left batch, and the rows of that batch come in the
/// order of the right side.
/// </summary>
internal sealed class NestedLoopStream : JoinStream
{
    private readonly NestedLoopNode _node;
    private readonly QueryContext _context;
    private readonly BatchStream _input;
    private MaterializedRows? _right;
    private KeptRows? _kept;
    private KeptRows? _whole;
    private BatchStream? _reader;
    private Vector[] _windowColumns = [];
    private int _windowRows;
    private MemoryShare _memory;
    private int _leftLength;
    private int _row;
    private int _candidate;

    private NestedLoopStream(NestedLoopNode node, QueryContext context)
        : base(node.Kind, node.Left.Output, node.Right.Output, node.Condition, context)
    {
        _node = node;
        _context = context;
        _memory = new MemoryShare(context.Memory);
        _input = Operators.Open(node.Left, context);
    }

    /// <summary>A stream over the join; the right side of a lateral one is run for each left row.</summary>
    public static BatchStream Open(NestedLoopNode node, QueryContext context) =>
        node.Correlations.IsEmpty ? new NestedLoopStream(node, context) : new LateralStream(node, context);

    /// <inheritdoc />
    protected override Vector[] RightColumns => _reader is null ? Right.Columns : _windowColumns;

    /// <inheritdoc />
    protected override bool KeepsRightRows => _reader is null;

    /// <inheritdoc />
    protected override int RightCount => Right.Count;

    /// <inheritdoc />
    protected override Batch? NextLeft()
    {
        if (_node.Kind is JoinKind.Inner or JoinKind.Semi && Right.Count == 0 && _kept is null) return null;
        return _input.Next();
    }

    /// <inheritdoc />
    protected override void Begin(Batch left)
    {
        _leftLength = left.Length;
        _row = 0;
        _candidate = 0;
        _ = Right;
        if (_kept is null) return;
        _reader?.Dispose();
        _reader = _kept.Read();
        _row = _leftLength;
    }

    /// <inheritdoc />
    protected override int NextPairs(Span<int> leftRows, Span<int> rightRows)
    {
        var count = 0;
        if (_reader is not null && _row == _leftLength && !TryRead(_reader)) return 0;
        var right = _reader is null ? Right.Count : _windowRows;
        if (right == 0) return 0;
        while (count < leftRows.Length && _row < _leftLength)
        {
            leftRows[count] = _row;
            rightRows[count++] = _candidate;
            if (++_candidate < right) continue;
            _candidate = 0;
            _row++;
        }

        return count;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _input.Dispose();
        _reader?.Dispose();
        _kept?.Dispose();
        _whole?.Dispose();
        _memory.Dispose();
    }

    private MaterializedRows Right => _right ??= Load();

    // Rows of the right side that are given for having no partner must all be at hand at the end.
    private MaterializedRows Load()
    {
        var input = Operators.Open(_node.Right, _context);
        if (_node.Kind is JoinKind.Right or JoinKind.Full) return MaterializedRows.Drain(input, _node.Right.Output, ref _memory);
        var kept = KeptRows.Drain(input, _node.Right.Output, _context);
        if (_context.Profile is { } profile) profile.Of(_node).Note([kept.Usage]);
        if (kept.IsOnDisk) _kept = kept;
        else _whole = kept;
        return kept.InMemory;
    }

    private bool TryRead(BatchStream reader)
    {
        if (reader.Next() is not { } batch) return false;
        if (_windowColumns.Length != batch.RawColumns.Length) _windowColumns = new Vector[batch.RawColumns.Length];
        for (var i = 0; i < _windowColumns.Length; i++) _windowColumns[i] = batch.Column(i);
        _windowRows = batch.Length;
        _row = 0;
        return true;
    }
}

/// <summary>Runs the right side anew for each left row, with the row's values as its outer row.</summary>
internal sealed class LateralStream : JoinStream
{
    private readonly NestedLoopNode _node;
    private readonly QueryContext _within;
    private readonly BatchStream _input;
    private readonly Evaluator[] _outerValues;
    private readonly OuterRow _outer;
    private readonly Vector[] _values;
    private readonly MaterializedRows _right;
    private readonly List<int> _owners = [];
    private readonly bool _needsOnePartner;
    private MemoryShare _memory;
    private BatchStream? _running;
    private int _leftLength;
    private int _row;
    private int _next;

    public LateralStream(NestedLoopNode node, QueryContext context)
        : base(node.Kind, node.Left.Output, node.Right.Output, node.Condition, context)
    {
        _node = node;
        _needsOnePartner = node.Kind is JoinKind.Semi or JoinKind.Anti && node.Condition is null;
        _outer = new OuterRow(context.Outer, [.. node.Correlations.Select(c => c.Id)]);
        _within = context.Within(_outer);
        _outerValues = [.. node.Correlations.Select(c => new EvaluatorFactory(context).Create(c.Value))];
        _values = new Vector[_outerValues.Length];
        _right = new MaterializedRows(node.Right.Output);
        _memory = new MemoryShare(context.Memory);
        _input = Operators.Open(node.Left, context);
    }

    /// <inheritdoc />
    protected override Vector[] RightColumns => _right.Columns;

    /// <inheritdoc />
    protected override bool KeepsRightRows => false;

    /// <inheritdoc />
    protected override int RightCount => throw Errors.InternalErrors.Unexpected("a lateral join keeps no right rows");

    /// <inheritdoc />
    protected override Batch? NextLeft() => _input.Next();

    /// <inheritdoc />
    protected override void Begin(Batch left)
    {
        for (var i = 0; i < _values.Length; i++) _values[i] = _outerValues[i].Evaluate(left);
        _leftLength = left.Length;
        _row = 0;
        _right.Clear();
        _owners.Clear();
        _next = 0;
    }

    /// <inheritdoc />
    protected override int NextPairs(Span<int> leftRows, Span<int> rightRows)
    {
        if (_next == _owners.Count)
        {
            _right.Clear();
            _owners.Clear();
            _next = 0;
            // Right rows of several left rows are collected, so that small right sides still make whole batches; large ones are not read to the end.
            while (_owners.Count < leftRows.Length && (_running is not null || _row < _leftLength)) Read();
        }

        var count = Math.Min(leftRows.Length, _owners.Count - _next);
        for (var i = 0; i < count; i++)
        {
            leftRows[i] = _owners[_next];
            rightRows[i] = _next++;
        }

        return count;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _running?.Dispose();
        _input.Dispose();
        _memory.Dispose();
    }

    private void Read()
    {
        _running ??= RunFor(_row);
        if (_running.Next() is { } batch)
        {
            _right.Add(batch);
            for (var i = 0; i < batch.Length; i++) _owners.Add(_row);
            _memory.Set(_right.ByteSize + (_owners.Count * 4L));
            if (!_needsOnePartner) return;
        }

        _running.Dispose();
        _running = null;
        _row++;
    }

    private BatchStream RunFor(int row)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            var value = VectorBuilder.Create(_outerValues[i].Type, 1);
            value.AppendRow(_values[i], row);
            _outer.Set(i, value.Detach());
        }

        return Operators.Open(_node.Right, _within);
    }
}
