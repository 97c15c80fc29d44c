using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows of expressions.</summary>
internal sealed class ValuesStream(ValuesNode node, QueryContext context) : BatchStream
{
    private static readonly Batch SingleRow = new([], 1);

    private readonly Batch _batch = new();
    private readonly EvaluatorFactory _factory = new(context);
    private VectorBuilder[]? _builders;
    private int _next;

    /// <inheritdoc />
    public override Batch? Next()
    {
        var rows = node.Rows;
        if (_next >= rows.Length) return null;
        if (node.Output.IsEmpty)
        {
            _batch.Set([], rows.Length - _next, null);
            _next = rows.Length;
            return _batch;
        }

        var count = Math.Min(context.BatchRows, rows.Length - _next);
        if (_builders is null)
        {
            _builders = new VectorBuilder[node.Output.Length];
            for (var c = 0; c < _builders.Length; c++) _builders[c] = VectorBuilder.Create(node.Output[c].Type, count);
        }

        foreach (var builder in _builders) builder.Reset();
        for (var r = 0; r < count; r++)
        {
            var row = rows[_next + r];
            for (var c = 0; c < _builders.Length; c++)
            {
                // Most values are constants: no evaluator is made for those.
                if (row[c] is Binding.BoundConstant constant) _builders[c].AppendRow(constant.Value, 0);
                else if (row[c] is Binding.BoundParameter parameter) _builders[c].AppendRow(context.Parameters[parameter.Index], 0);
                else _builders[c].AppendRow(_factory.Create(row[c]).Evaluate(SingleRow), 0);
            }
        }

        _next += count;
        var columns = new Vector[_builders.Length];
        for (var c = 0; c < columns.Length; c++) columns[c] = _builders[c].Build();
        _batch.Set(columns, count, null);
        return _batch;
    }
}

/// <summary>No rows.</summary>
internal sealed class EmptyStream : BatchStream
{
    /// <inheritdoc />
    public override Batch? Next() => null;
}
