using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A strict function of one fixed-width value.</summary>
internal sealed class UnaryKernel<TIn, TOut, TOp> : StrictKernel
    where TIn : unmanaged
    where TOut : unmanaged
    where TOp : IUnary<TIn, TOut>
{
    /// <inheritdoc />
    protected override bool CanFail => TOp.CanFail;

    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var argument = arguments[0];
        var target = ((FixedVectorBuilder<TOut>)result).AppendUninitialized(rows);
        var values = FixedOperand<TIn>.Of(argument, rows).Values;
        if (argument.Validity.IsAllValid || !TOp.CanFail)
        {
            for (var i = 0; i < target.Length; i++) target[i] = TOp.Invoke(values[i]);
        }
        else
        {
            for (var i = 0; i < target.Length; i++) target[i] = argument.IsNull(i) ? default : TOp.Invoke(values[i]);
        }

        result.TakeNulls(argument);
    }
}

/// <summary>The values of one argument: a run of them, or one that stands for all rows.</summary>
internal readonly ref struct FixedOperand<T>
    where T : unmanaged
{
    private FixedOperand(ReadOnlySpan<T> values, bool isConstant)
    {
        Values = values;
        IsConstant = isConstant;
    }

    /// <summary>A value for each row, or the one of a constant.</summary>
    public ReadOnlySpan<T> Values { get; }

    /// <summary>Whether one value stands for all rows.</summary>
    public bool IsConstant { get; }

    /// <summary>The operand behind a vector of any shape.</summary>
    public static FixedOperand<T> Of(Vector vector, int rows)
    {
        switch (vector)
        {
            case FixedVector<T> flat:
                return new FixedOperand<T>(flat.Values[..rows], false);
            case ConstantVector constant:
                return new FixedOperand<T>(((FixedVector<T>)constant.Value).Values, true);
            default:
                var written = new FixedVectorBuilder<T>(vector.Type, rows);
                written.AppendRange(vector, 0, rows);
                return new FixedOperand<T>(((FixedVector<T>)written.Build()).Values, false);
        }
    }
}
