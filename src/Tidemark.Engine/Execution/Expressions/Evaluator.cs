using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Computes an expression for whole batches. Belongs to one stream and one thread; owns the buffers of its result, so the result holds until its next call.
/// </summary>
internal abstract class Evaluator(SqlType type)
{
    /// <summary>The type of the result.</summary>
    public SqlType Type { get; } = type;

    /// <summary>Whether the value is the same for every row of this execution. A failure still only comes when it is evaluated.</summary>
    public virtual bool IsConstant => false;

    /// <summary>The values for the batch's rows, of any shape.</summary>
    public abstract Vector Evaluate(Batch batch);

    /// <summary>The value of a constant expression, as a flat vector of one row.</summary>
    public Vector EvaluateConstant()
    {
        var value = Evaluate(SingleRow);
        if (value is ConstantVector constant) return constant.Value;
        var builder = VectorBuilder.Create(Type, 1);
        builder.AppendRow(value, 0);
        return builder.Detach();
    }

    /// <summary>One row without columns.</summary>
    private static Batch SingleRow { get; } = new([], 1);
}

/// <summary>A column of the input.</summary>
internal sealed class ColumnEvaluator(int ordinal, SqlType type) : Evaluator(type)
{
    // What storage knows of such a type is only how its values lie.
    private readonly bool _isUserDefined = type.IsUserDefined;

    /// <summary>Its place.</summary>
    public int Ordinal => ordinal;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch) => _isUserDefined ? batch.Column(ordinal).As(Type) : batch.Column(ordinal);
}

/// <summary>A value known when the stream is opened.</summary>
internal sealed class ConstantEvaluator(Vector value, SqlType type) : Evaluator(type)
{
    private readonly ConstantVector _constant = new(value.Type.Equals(type) ? value : value.As(type), 1);

    /// <inheritdoc />
    public override bool IsConstant => true;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch) => _constant.Length == batch.Length ? _constant : _constant.Resize(batch.Length);
}

/// <summary>An expression without columns: computed when its value is first needed.</summary>
internal sealed class OnceEvaluator(Evaluator inner) : Evaluator(inner.Type)
{
    private ConstantVector? _constant;

    /// <inheritdoc />
    public override bool IsConstant => true;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _constant ??= new ConstantVector(inner.EvaluateConstant(), 1);
        return _constant.Resize(batch.Length);
    }
}
