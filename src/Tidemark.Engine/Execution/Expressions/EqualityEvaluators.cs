using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>IS [NOT] DISTINCT FROM.</summary>
internal sealed class DistinctFromEvaluator(Evaluator left, Evaluator right, ScalarFunction equality, bool isNegated, FunctionContext context) : Evaluator(SqlTypes.Bool)
{
    private readonly Vector[] _values = new Vector[2];
    private readonly VectorBuilder _equal = VectorBuilder.Create(SqlTypes.Bool);
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);

    /// <inheritdoc />
    public override bool IsConstant => left.IsConstant && right.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _values[0] = left.Evaluate(batch);
        _values[1] = right.Evaluate(batch);
        _equal.Reset();
        var equal = new BooleanValues(equality.Kernel.Invoke(_values, batch.Length, _equal, context));
        _result.Reset();
        var result = _result.AppendUninitialized(batch.Length);
        for (var row = 0; row < result.Length; row++)
        {
            var leftNull = _values[0].IsNull(row);
            var rightNull = _values[1].IsNull(row);
            var same = leftNull || rightNull ? leftNull == rightNull : equal[row];
            result[row] = same == isNegated;
        }

        return _result.Build();
    }
}

/// <summary>NULLIF.</summary>
internal sealed class NullIfEvaluator(Evaluator left, Evaluator right, ScalarFunction equality, SqlType type, FunctionContext context) : Evaluator(type)
{
    private readonly Vector[] _values = new Vector[2];
    private readonly VectorBuilder _equal = VectorBuilder.Create(SqlTypes.Bool);
    private readonly VectorBuilder _result = VectorBuilder.Create(type);

    /// <inheritdoc />
    public override bool IsConstant => left.IsConstant && right.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var value = _values[0] = left.Evaluate(batch);
        _values[1] = right.Evaluate(batch);
        _equal.Reset();
        var equal = new BooleanValues(equality.Kernel.Invoke(_values, batch.Length, _equal, context));
        _result.Reset();
        _result.AppendRange(value, 0, batch.Length);
        for (var row = 0; row < batch.Length; row++)
        {
            if (equal.IsTrue(row)) _result.SetNull(row);
        }

        return _result.Build();
    }
}

/// <summary>operand [NOT] IN (constants), by a hash table made when it is first needed.</summary>
internal sealed class InSetEvaluator(Evaluator operand, Evaluator[] values, bool isNegated) : Evaluator(SqlTypes.Bool)
{
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);
    private readonly FindScratch _scratch = new();
    private KeyColumn? _set;
    private bool _hasNull;
    private int[] _ids = [];

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _set ??= BuildSet();
        var rows = batch.Length;
        if (_ids.Length < rows) _ids = new int[rows];
        var value = operand.Evaluate(batch);
        _set.Find(value, _ids.AsSpan(0, rows), _scratch);
        _result.Reset();
        var result = _result.AppendUninitialized(rows);
        for (var row = 0; row < rows; row++) result[row] = _ids[row] >= 0 != isNegated;
        if (_hasNull)
        {
            for (var row = 0; row < rows; row++)
            {
                if (_ids[row] < 0) _result.SetNull(row);
            }
        }

        _result.TakeNulls(value);
        return _result.Build();
    }

    private KeyColumn BuildSet()
    {
        var set = KeyColumn.Create(operand.Type, groupsNulls: false);
        Span<int> id = stackalloc int[1];
        foreach (var member in values)
        {
            var value = member.EvaluateConstant();
            if (value.IsNull(0)) _hasNull = true;
            else set.Assign(value, id);
        }

        return set;
    }
}

/// <summary>operand [NOT] IN (values) where values differ from row to row: one comparison after the other, for the rows still open.</summary>
internal sealed class InListEvaluator(Evaluator operand, Evaluator[] values, ScalarFunction equality, bool isNegated, FunctionContext context) : Evaluator(SqlTypes.Bool)
{
    private readonly Vector[] _pair = new Vector[2];
    private readonly VectorBuilder _equal = VectorBuilder.Create(SqlTypes.Bool);
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var rows = batch.Length;
        _result.Reset();
        var result = _result.AppendUninitialized(rows);
        result.Fill(isNegated);
        var unknown = new bool[rows];
        _pair[0] = operand.Evaluate(batch);
        foreach (var value in values)
        {
            _pair[1] = value.Evaluate(batch);
            _equal.Reset();
            var equal = new BooleanValues(equality.Kernel.Invoke(_pair, rows, _equal, context));
            for (var row = 0; row < rows; row++)
            {
                if (equal.IsNull(row)) unknown[row] = true;
                else if (equal[row]) result[row] = !isNegated;
            }
        }

        for (var row = 0; row < rows; row++)
        {
            if (unknown[row] && result[row] == isNegated) _result.SetNull(row);
        }

        return _result.Build();
    }
}
