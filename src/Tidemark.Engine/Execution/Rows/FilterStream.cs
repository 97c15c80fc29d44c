using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Lets rows through for which all conditions are true; each condition only sees the rows that those before it left.</summary>
internal sealed class FilterStream : BatchStream
{
    private readonly BatchStream _input;
    private readonly Evaluator[] _conditions;
    private readonly Selection[] _selections;
    private readonly SubBatch[] _narrowed;

    public FilterStream(FilterNode node, BatchStream input, QueryContext context)
    {
        _input = input;
        _conditions = new EvaluatorFactory(context).CreateConditions(node.Conditions);
        _selections = new Selection[_conditions.Length];
        _narrowed = new SubBatch[_conditions.Length];
        for (var i = 0; i < _conditions.Length; i++)
        {
            _selections[i] = new Selection();
            _narrowed[i] = new SubBatch();
        }
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (_input.Next() is { } batch)
        {
            if (Narrow(batch) is { } passed) return passed;
        }

        return null;
    }

    /// <inheritdoc />
    protected override void Close() => _input.Dispose();

    private Batch? Narrow(Batch batch)
    {
        for (var i = 0; i < _conditions.Length; i++)
        {
            var selection = _selections[i];
            selection.SetWhereTrue(_conditions[i].Evaluate(batch));
            if (selection.Count == 0) return null;
            if (selection.Count < batch.Length) batch = _narrowed[i].Of(batch, selection.Rows);
        }

        return batch;
    }
}
