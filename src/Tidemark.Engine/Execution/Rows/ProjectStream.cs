using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Computes expressions for each batch. Columns that are only passed on keep the batch's selection pending when nothing is computed beside them.</summary>
internal sealed class ProjectStream : BatchStream
{
    private readonly BatchStream _input;
    private readonly Evaluator[] _expressions;
    private readonly Vector[] _values;
    private readonly Batch _batch = new();
    private readonly bool _onlyColumns;

    public ProjectStream(ProjectNode node, BatchStream input, QueryContext context)
    {
        _input = input;
        _expressions = new EvaluatorFactory(context).Create(node.Expressions);
        _values = new Vector[_expressions.Length];
        _onlyColumns = Array.TrueForAll(_expressions, e => e is ColumnEvaluator);
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_input.Next() is not { } batch) return null;
        if (_onlyColumns)
        {
            var raw = batch.RawColumns;
            for (var i = 0; i < _values.Length; i++) _values[i] = raw[((ColumnEvaluator)_expressions[i]).Ordinal];
            _batch.Set(_values, batch.RawLength, batch.Selection);
        }
        else
        {
            for (var i = 0; i < _values.Length; i++) _values[i] = _expressions[i].Evaluate(batch);
            _batch.Set(_values, batch.Length, null);
        }

        return _batch;
    }

    /// <inheritdoc />
    protected override void Close() => _input.Dispose();
}
