using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>An integer as int8, or a float as float8.</summary>
internal sealed class WideningEvaluator(Evaluator operand, SqlType type) : Evaluator(type)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private readonly VectorBuilder _flat = VectorBuilder.Create(operand.Type);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var value = VectorShapes.Flatten(operand.Evaluate(batch), _flat);
        _result.Reset();
        switch (value)
        {
            case FixedVector<short> v: Widen(v.Values, (FixedVectorBuilder<long>)_result); break;
            case FixedVector<int> v: Widen(v.Values, (FixedVectorBuilder<long>)_result); break;
            case FixedVector<float> v: Widen(v.Values, (FixedVectorBuilder<double>)_result); break;
            default: return value;
        }

        _result.TakeNulls(value);
        return _result.Build();
    }

    private static void Widen(ReadOnlySpan<short> from, FixedVectorBuilder<long> result)
    {
        var to = result.AppendUninitialized(from.Length);
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }

    private static void Widen(ReadOnlySpan<int> from, FixedVectorBuilder<long> result)
    {
        var to = result.AppendUninitialized(from.Length);
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }

    private static void Widen(ReadOnlySpan<float> from, FixedVectorBuilder<double> result)
    {
        var to = result.AppendUninitialized(from.Length);
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }
}
