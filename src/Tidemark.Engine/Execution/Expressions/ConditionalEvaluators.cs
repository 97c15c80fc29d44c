using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>CASE: a condition is tested for the rows that no earlier one took, a result computed for the rows that take it.</summary>
internal sealed class CaseEvaluator(Evaluator[] conditions, Evaluator[] results, Evaluator? otherwise, SqlType type) : Evaluator(type)
{
    private readonly SubBatch _narrowed = new();
    private readonly SubBatch _taking = new();
    private readonly RowScatter _scatter = new(type);
    private int[] _open = [];
    private int[] _taken = [];

    /// <inheritdoc />
    public override bool IsConstant { get; } =
        Array.TrueForAll(conditions, c => c.IsConstant) && Array.TrueForAll(results, r => r.IsConstant) && otherwise is null or { IsConstant: true };

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var rows = batch.Length;
        if (_open.Length < rows)
        {
            _open = new int[rows];
            _taken = new int[rows];
        }

        var open = rows;
        for (var i = 0; i < open; i++) _open[i] = i;
        var begun = false;
        for (var c = 0; c < conditions.Length && open > 0; c++)
        {
            var values = new BooleanValues(conditions[c].Evaluate(open == rows ? batch : _narrowed.Of(batch, _open.AsSpan(0, open))));
            var taken = 0;
            var kept = 0;
            for (var i = 0; i < open; i++)
            {
                if (values.IsTrue(i)) _taken[taken++] = _open[i];
                else _open[kept++] = _open[i];
            }

            open = kept;
            if (taken == 0) continue;
            if (taken == rows) return results[c].Evaluate(batch);
            if (!begun) _scatter.Begin(rows);
            begun = true;
            _scatter.Add(results[c].Evaluate(_taking.Of(batch, _taken.AsSpan(0, taken))), _taken.AsSpan(0, taken));
        }

        if (!begun && otherwise is not null && open == rows) return otherwise.Evaluate(batch);
        if (!begun) _scatter.Begin(rows);
        if (open > 0 && otherwise is not null) _scatter.Add(otherwise.Evaluate(_narrowed.Of(batch, _open.AsSpan(0, open))), _open.AsSpan(0, open));
        return _scatter.Finish();
    }
}

/// <summary>COALESCE: an operand is computed for the rows that are null in all before it.</summary>
internal sealed class CoalesceEvaluator(Evaluator[] operands, SqlType type) : Evaluator(type)
{
    private readonly SubBatch _narrowed = new();
    private readonly RowScatter _scatter = new(type);
    private int[] _open = [];
    private int[] _from = [];
    private int[] _found = [];

    /// <inheritdoc />
    public override bool IsConstant { get; } = Array.TrueForAll(operands, o => o.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var rows = batch.Length;
        var first = operands[0].Evaluate(batch);
        if (first.Validity.IsAllValid || operands.Length == 1) return first;
        if (_open.Length < rows)
        {
            _open = new int[rows];
            _from = new int[rows];
            _found = new int[rows];
        }

        _scatter.Begin(rows);
        var open = rows;
        for (var i = 0; i < open; i++) _open[i] = i;
        open = Take(first, open);
        for (var o = 1; o < operands.Length && open > 0; o++)
        {
            open = Take(operands[o].Evaluate(open == rows ? batch : _narrowed.Of(batch, _open.AsSpan(0, open))), open);
        }

        return _scatter.Finish();
    }

    private int Take(Vector values, int open)
    {
        var found = 0;
        var kept = 0;
        for (var i = 0; i < open; i++)
        {
            if (values.IsNull(i))
            {
                _open[kept++] = _open[i];
            }
            else
            {
                _from[found] = i;
                _found[found++] = _open[i];
            }
        }

        _scatter.AddChosen(values, _from.AsSpan(0, found), _found.AsSpan(0, found));
        return kept;
    }
}

/// <summary>GREATEST or LEAST: nulls are left out.</summary>
internal sealed class ExtremeEvaluator(bool isGreatest, Evaluator[] operands, SqlType type) : Evaluator(type)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private readonly Vector[] _values = new Vector[operands.Length];

    /// <inheritdoc />
    public override bool IsConstant { get; } = Array.TrueForAll(operands, o => o.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        for (var i = 0; i < operands.Length; i++) _values[i] = operands[i].Evaluate(batch);
        _result.Reset();
        for (var row = 0; row < batch.Length; row++)
        {
            var best = -1;
            for (var i = 0; i < _values.Length; i++)
            {
                if (_values[i].IsNull(row)) continue;
                if (best < 0)
                {
                    best = i;
                    continue;
                }

                var compared = ValueComparison.Compare(_values[i], row, _values[best], row);
                if (isGreatest ? compared > 0 : compared < 0) best = i;
            }

            if (best < 0) _result.AppendNull();
            else _result.AppendRow(_values[best], row);
        }

        return _result.Build();
    }
}
