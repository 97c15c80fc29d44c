using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows collected to be sorted, with the values of keys that are not plain columns beside them. One a worker.</summary>
internal sealed class SortBuffer
{
    private readonly Evaluator[] _computed;
    private readonly Vector[] _row;
    private readonly SortColumnKey[] _keys;
    private readonly int _columns;

    public SortBuffer(ImmutableArray<OutputColumn> columns, ImmutableArray<SortKey> keys, QueryContext context)
    {
        _columns = columns.Length;
        _keys = new SortColumnKey[keys.Length];
        var factory = new EvaluatorFactory(context);
        var computed = new List<Evaluator>();
        for (var k = 0; k < keys.Length; k++)
        {
            var evaluator = factory.Create(keys[k].Expression);
            var at = evaluator is ColumnEvaluator column ? column.Ordinal : _columns + computed.Count;
            if (evaluator is not ColumnEvaluator) computed.Add(evaluator);
            _keys[k] = new SortColumnKey(at, keys[k].Descending, keys[k].NullsFirst);
        }

        _computed = [.. computed];
        _row = new Vector[_columns + _computed.Length];
        Rows = new MaterializedRows(columns.Select(c => c.Type).Concat(_computed.Select(e => e.Type)));
    }

    /// <summary>The rows: the input's columns, then computed keys.</summary>
    public MaterializedRows Rows { get; private set; }

    /// <summary>The columns of <see cref="Rows"/> that are keys.</summary>
    public IReadOnlyList<SortColumnKey> Keys => _keys;

    /// <summary>The values of the first key of the rows so far.</summary>
    public Vector FirstKey => Rows.Columns[_keys[0].Column];

    /// <summary>Adds a batch.</summary>
    public void Add(Batch batch)
    {
        if (_computed.Length == 0)
        {
            Rows.Add(batch);
            return;
        }

        for (var i = 0; i < _columns; i++) _row[i] = batch.Column(i);
        for (var i = 0; i < _computed.Length; i++) _row[_columns + i] = _computed[i].Evaluate(batch);
        Rows.Add(_row, batch.Length);
    }

    /// <summary>The keys of the rows so far.</summary>
    public RowKeys CreateKeys() => RowKeys.Create(Rows.Columns, Rows.Count, _keys);

    /// <summary>The keys of one row, on their own.</summary>
    public RowKeys KeysOf(int row)
    {
        var columns = new Vector[_row.Length];
        foreach (var key in _keys)
        {
            var value = VectorBuilder.Create(Rows.Columns[key.Column].Type, 1);
            value.AppendRow(Rows.Columns[key.Column], row);
            columns[key.Column] = value.Detach();
        }

        return RowKeys.Create(columns, 1, _keys);
    }

    /// <summary>The keys of a batch that was not added; hold as long as the batch.</summary>
    public RowKeys KeysOf(Batch batch)
    {
        Evaluate(batch);
        return RowKeys.Create(_row, batch.Length, _keys);
    }

    /// <summary>The same keys in the form of <see cref="SortKeys"/>.</summary>
    public SortKeys NormalisedKeysOf(Batch batch)
    {
        Evaluate(batch);
        return SortKeys.Create(_row, batch.Length, _keys);
    }

    /// <summary>Drops all rows and what holds them.</summary>
    public void Forget() => Rows = new MaterializedRows(Rows.Columns.Select(c => c.Type));

    /// <summary>Keeps only the given rows, in that order.</summary>
    public void Keep(ReadOnlySpan<int> rows)
    {
        var columns = Rows.Columns;
        var kept = new MaterializedRows(columns.Select(c => c.Type));
        kept.Add(columns, rows);
        Rows = kept;
    }

    private void Evaluate(Batch batch)
    {
        for (var k = 0; k < _keys.Length; k++)
        {
            var at = _keys[k].Column;
            _row[at] = at < _columns ? batch.Column(at) : _computed[at - _columns].Evaluate(batch);
        }
    }
}
