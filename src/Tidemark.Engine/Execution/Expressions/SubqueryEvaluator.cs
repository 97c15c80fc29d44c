using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// A subquery that stayed an expression. Without outer values it runs once; else it runs anew for each row whose outer values differ from the row's before.
/// </summary>
internal abstract class SubqueryEvaluator : Evaluator
{
    private readonly PlannedSubquery _subquery;
    private readonly QueryContext _context;
    private readonly Evaluator[] _outerValues;
    private readonly OuterRow? _outer;
    private readonly VectorBuilder[] _held;

    protected SubqueryEvaluator(PlannedSubquery subquery, EvaluatorFactory factory, QueryContext context)
        : base(subquery.Type)
    {
        _subquery = subquery;
        _outerValues = [.. subquery.Correlations.Select(c => factory.Create(c.Value))];
        _held = [.. _outerValues.Select(v => VectorBuilder.Create(v.Type, 1))];
        if (_outerValues.Length > 0) _outer = new OuterRow(context.Outer, [.. subquery.Correlations.Select(c => c.Id)]);
        _context = _outer is null ? context : context.Within(_outer);
    }

    /// <inheritdoc />
    public override bool IsConstant => _outer is null;

    /// <summary>The evaluator for a subquery.</summary>
    public static SubqueryEvaluator Create(PlannedSubquery subquery, Evaluator[] operands, EvaluatorFactory factory, QueryContext context) => subquery.Kind switch
    {
        SubqueryKind.Scalar => new ScalarSubqueryEvaluator(subquery, factory, context),
        SubqueryKind.Exists => new ExistsEvaluator(subquery, factory, context),
        SubqueryKind.Any or SubqueryKind.All => new QuantifiedSubqueryEvaluator(subquery, operands, factory, context),
        _ => new ArraySubqueryEvaluator(subquery, factory, context),
    };

    /// <summary>Sets the outer values to those of a row. False when they are the same as before.</summary>
    protected bool SetOuter(Vector[] values, int row, bool first)
    {
        var changed = first;
        for (var i = 0; i < values.Length; i++)
        {
            if (!changed && IsSame(_held[i].Build(), values[i], row)) continue;
            changed = true;
            _held[i].Reset();
            _held[i].AppendRow(values[i], row);
            _outer!.Set(i, _held[i].Detach());
            _held[i].AppendRow(values[i], row);
        }

        return changed;
    }

    /// <summary>The outer values for a batch.</summary>
    protected Vector[] OuterValues(Batch batch)
    {
        var values = new Vector[_outerValues.Length];
        for (var i = 0; i < values.Length; i++) values[i] = _outerValues[i].Evaluate(batch);
        return values;
    }

    /// <summary>Opens the subquery with the present outer values.</summary>
    protected BatchStream Open() => Operators.Open(_subquery.Plan, _context);

    private static bool IsSame(Vector held, Vector value, int row)
    {
        if (held.IsNull(0) || value.IsNull(row)) return held.IsNull(0) && value.IsNull(row);
        return held switch
        {
            FixedVector<bool> v => v.Values[0] == VectorAccess.Get<bool>(value, row),
            FixedVector<short> v => v.Values[0] == VectorAccess.Get<short>(value, row),
            FixedVector<int> v => v.Values[0] == VectorAccess.Get<int>(value, row),
            FixedVector<long> v => v.Values[0] == VectorAccess.Get<long>(value, row),
            FixedVector<Uuid> v => v.Values[0] == VectorAccess.Get<Uuid>(value, row),
            BytesVector v => v[0].SequenceEqual(VectorAccess.GetBytes(value, row)),
            _ => false,
        };
    }
}

/// <summary>The one value of a subquery's one row.</summary>
internal sealed class ScalarSubqueryEvaluator(PlannedSubquery subquery, EvaluatorFactory factory, QueryContext context) : SubqueryEvaluator(subquery, factory, context)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(subquery.Type);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _result.Reset();
        var outer = OuterValues(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            if (!SetOuter(outer, row, row == 0)) _result.AppendRow(_result.Build(), row - 1);
            else Append();
        }

        return _result.Build();
    }

    private void Append()
    {
        using var stream = Open();
        if (stream.Next() is not { } batch)
        {
            _result.AppendNull();
            return;
        }

        if (batch.Length > 1) throw TooManyRows();
        _result.AppendRow(batch.Column(0), 0);
        if (stream.Next() is not null) throw TooManyRows();
    }

    private static SqlException TooManyRows() =>
        new(new SqlError { State = SqlState.CardinalityViolation, Message = "more than one row returned by a subquery used as an expression" });
}

/// <summary>EXISTS.</summary>
internal sealed class ExistsEvaluator(PlannedSubquery subquery, EvaluatorFactory factory, QueryContext context) : SubqueryEvaluator(subquery, factory, context)
{
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _result.Reset();
        var outer = OuterValues(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            _result.Append(SetOuter(outer, row, row == 0) ? Exists() : _result.Values[row - 1]);
        }

        return _result.Build();
    }

    private bool Exists()
    {
        using var stream = Open();
        return stream.Next() is not null;
    }
}

/// <summary>ARRAY(subquery).</summary>
internal sealed class ArraySubqueryEvaluator(PlannedSubquery subquery, EvaluatorFactory factory, QueryContext context) : SubqueryEvaluator(subquery, factory, context)
{
    private readonly BytesVectorBuilder _result = new(subquery.Type);
    private readonly ArrayBuilder _array = new(subquery.Type.Element!);
    private readonly NestedArrayBuilder? _nested = subquery.Plan.Output[0].Type.IsArray ? new NestedArrayBuilder(subquery.Type.Element!) : null;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _result.Reset();
        var outer = OuterValues(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            if (SetOuter(outer, row, row == 0)) Append();
            else _result.AppendRow(_result.Build(), row - 1);
        }

        return _result.Build();
    }

    private void Append()
    {
        using var stream = Open();
        while (stream.Next() is { } batch)
        {
            if (_nested is null) _array.Elements.AppendRange(batch.Column(0), 0, batch.Length);
            else for (var row = 0; row < batch.Length; row++) _nested.Append(batch.Column(0), row);
        }

        if (_nested is null) _array.Write(_result);
        else _nested.Write(_result);
    }
}
