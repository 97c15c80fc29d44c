using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The rows of a merge join's right side that are looked at: those from the key that the left side stands at on, as far as they were read. Rows without a key are left out.</summary>
internal sealed class MergeWindow : IDisposable
{
    private readonly BatchStream _input;
    private readonly Evaluator[] _evaluators;
    private readonly Vector[] _values;
    private readonly Vector[] _row;
    private readonly SqlType[] _types;
    private readonly int _columns;
    private readonly bool _hasNullRow;
    private MaterializedRows _rows;
    private MaterializedRows _spare;
    private MemoryShare _memory;
    private int[] _chosen = [];

    /// <param name="node">The join.</param>
    /// <param name="hasNullRow">Whether the first row is one of nulls, for left rows without a partner.</param>
    /// <param name="context">The execution.</param>
    public MergeWindow(MergeJoinNode node, bool hasNullRow, QueryContext context)
    {
        _evaluators = new EvaluatorFactory(context).Create(node.RightKeys);
        _columns = node.Right.Output.Length;
        _values = new Vector[_evaluators.Length];
        _row = new Vector[_columns + _evaluators.Length];
        _types = [.. node.Right.Output.Select(c => c.Type), .. _evaluators.Select(e => e.Type)];
        _hasNullRow = hasNullRow;
        _rows = new MaterializedRows(_types);
        _spare = new MaterializedRows(_types);
        _memory = new MemoryShare(context.Memory);
        Keys = new MergeKeys([.. _evaluators.Select(e => e.Type)], node.Descending);
        _input = Operators.Open(node.Right, context);
        Restart();
    }

    /// <summary>The place of the first row that is one of the right side.</summary>
    public int First => _hasNullRow ? 1 : 0;

    /// <summary>How many rows there are, that of nulls included.</summary>
    public int Count => _rows.Count;

    /// <summary>Whether the right side has no more rows.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The rows: the right side's columns, then the keys; hold until the next call of <see cref="Read"/>.</summary>
    public Vector[] Columns => _rows.Columns;

    /// <summary>Their keys.</summary>
    public MergeKeys Keys { get; }

    /// <summary>Forgets the rows before one and reads more. That row is the first then.</summary>
    public void Read(int from)
    {
        var known = _rows.Count;
        if (from > First)
        {
            (_rows, _spare) = (_spare, _rows);
            Restart();
            var old = _spare.Columns;
            for (var i = 0; i < old.Length; i++) _row[i] = old[i].Slice(from, _spare.Count - from);
            if (from < _spare.Count) _rows.Add(_row, _spare.Count - from);
            known = 0;
        }

        var count = _rows.Count;
        while (_rows.Count == count && !IsComplete)
        {
            if (_input.Next() is { } batch) Add(batch);
            else IsComplete = true;
        }

        var columns = _rows.Columns;
        for (var k = 0; k < _values.Length; k++) _values[k] = columns[_columns + k];
        Keys.Take(_values, _rows.Count, known);
        _memory.Set(_rows.ByteSize + _spare.ByteSize + Keys.ByteSize);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _input.Dispose();
        _memory.Dispose();
    }

    private void Restart()
    {
        _rows.Clear();
        if (!_hasNullRow) return;
        for (var i = 0; i < _row.Length; i++)
        {
            var builder = VectorBuilder.Create(_types[i], 1);
            builder.AppendNull();
            _row[i] = builder.Detach();
        }

        _rows.Add(_row, 1);
    }

    private void Add(Batch batch)
    {
        var rows = batch.Length;
        for (var k = 0; k < _evaluators.Length; k++) _row[_columns + k] = _evaluators[k].Evaluate(batch);
        for (var i = 0; i < _columns; i++) _row[i] = batch.Column(i);
        var keys = _row.AsSpan(_columns);
        var count = 0;
        var hasNulls = false;
        foreach (var key in keys) hasNulls |= !key.Validity.IsAllValid;
        if (!hasNulls)
        {
            _rows.Add(_row, rows);
            return;
        }

        if (_chosen.Length < rows) _chosen = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var isNull = false;
            foreach (var key in keys) isNull |= key.IsNull(row);
            if (!isNull) _chosen[count++] = row;
        }

        if (count > 0) _rows.Add(_row, _chosen.AsSpan(0, count));
    }
}
