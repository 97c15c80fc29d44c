using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>AND or OR. An operand is evaluated only for the rows that those before it leave open, because it may fail on others.</summary>
internal sealed class LogicalEvaluator(bool isAnd, Evaluator[] operands) : Evaluator(SqlTypes.Bool)
{
    private readonly SubBatch _narrowed = new();
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);
    private int[] _open = [];
    private bool[] _unknown = [];

    /// <inheritdoc />
    public override bool IsConstant { get; } = Array.TrueForAll(operands, o => o.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var rows = batch.Length;
        if (_open.Length < rows)
        {
            _open = new int[rows];
            _unknown = new bool[rows];
        }

        _result.Reset();
        var result = _result.AppendUninitialized(rows);
        // A row that is not open any more holds the deciding value: false for AND, true for OR.
        result.Fill(isAnd);
        var open = rows;
        var anyUnknown = false;
        for (var i = 0; i < open; i++) _open[i] = i;
        for (var o = 0; o < operands.Length && open > 0; o++)
        {
            var values = new BooleanValues(operands[o].Evaluate(open == rows ? batch : _narrowed.Of(batch, _open.AsSpan(0, open))));
            var kept = 0;
            for (var i = 0; i < open; i++)
            {
                var row = _open[i];
                if (values.IsNull(i))
                {
                    if (!anyUnknown) _unknown.AsSpan(0, rows).Clear();
                    anyUnknown = true;
                    _unknown[row] = true;
                    _open[kept++] = row;
                }
                else if (values[i] == isAnd)
                {
                    _open[kept++] = row;
                }
                else
                {
                    result[row] = !isAnd;
                }
            }

            open = kept;
        }

        if (anyUnknown)
        {
            for (var i = 0; i < open; i++)
            {
                if (_unknown[_open[i]]) _result.SetNull(_open[i]);
            }
        }

        return _result.Build();
    }
}

/// <summary>NOT.</summary>
internal sealed class NotEvaluator(Evaluator operand) : Evaluator(SqlTypes.Bool)
{
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var vector = operand.Evaluate(batch);
        var values = new BooleanValues(vector);
        _result.Reset();
        var result = _result.AppendUninitialized(batch.Length);
        for (var row = 0; row < result.Length; row++) result[row] = !values[row];
        _result.TakeNulls(vector);
        return _result.Build();
    }
}

/// <summary>IS [NOT] NULL.</summary>
internal sealed class IsNullEvaluator(Evaluator operand, bool isNegated) : Evaluator(SqlTypes.Bool)
{
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var values = operand.Evaluate(batch);
        if (operand.Type.IsRow) return TestRows(values, batch.Length);
        var validity = values.Validity;
        _result.Reset();
        var result = _result.AppendUninitialized(batch.Length);
        if (validity.IsAllValid)
        {
            result.Fill(isNegated);
        }
        else
        {
            for (var row = 0; row < result.Length; row++) result[row] = validity.IsValid(row) == isNegated;
        }

        return _result.Build();
    }

    // A row is null when all of its fields are, and not null when none is.
    private Vector TestRows(Vector values, int rows)
    {
        _result.Reset();
        var result = _result.AppendUninitialized(rows);
        for (var row = 0; row < rows; row++)
        {
            result[row] = values.IsNull(row) != isNegated;
            if (values.IsNull(row)) continue;
            result[row] = true;
            foreach (var field in new RecordReader(VectorAccess.GetBytes(values, row)))
                if (field.Value.IsNull == isNegated)
                    result[row] = false;
        }

        return _result.Build();
    }
}

/// <summary>IS [NOT] TRUE or FALSE.</summary>
internal sealed class BooleanTestEvaluator(Evaluator operand, bool expected, bool isNegated) : Evaluator(SqlTypes.Bool)
{
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var values = new BooleanValues(operand.Evaluate(batch));
        _result.Reset();
        var result = _result.AppendUninitialized(batch.Length);
        for (var row = 0; row < result.Length; row++) result[row] = (!values.IsNull(row) && values[row] == expected) != isNegated;
        return _result.Build();
    }
}
