using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Brings values to the modifier of their type.</summary>
internal sealed class ModifierEvaluator(Evaluator operand, SqlType type, bool isExplicit) : Evaluator(type)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(type);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var value = operand.Evaluate(batch);
        _result.Reset();
        ModifierCoercion.Apply(value, Type, isExplicit, _result);
        return _result.Build();
    }
}
