using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A strict function of two fixed-width values.</summary>
internal sealed class BinaryKernel<TLeft, TRight, TOut, TOp> : StrictKernel
    where TLeft : unmanaged
    where TRight : unmanaged
    where TOut : unmanaged
    where TOp : IBinary<TLeft, TRight, TOut>
{
    /// <inheritdoc />
    protected override bool CanFail => TOp.CanFail;

    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var left = arguments[0];
        var right = arguments[1];
        var a = FixedOperand<TLeft>.Of(left, rows);
        var b = FixedOperand<TRight>.Of(right, rows);
        var target = ((FixedVectorBuilder<TOut>)result).AppendUninitialized(rows);
        if (TOp.CanFail && MayHaveNulls(arguments)) EvaluateValid(arguments, a, b, target);
        else EvaluateAll(a, b, target);
        if (left is not ConstantVector) result.TakeNulls(left);
        if (right is not ConstantVector) result.TakeNulls(right);
    }

    private static void EvaluateAll(FixedOperand<TLeft> left, FixedOperand<TRight> right, Span<TOut> target)
    {
        var a = left.Values;
        var b = right.Values;
        if (left.IsConstant && right.IsConstant)
        {
            target.Fill(TOp.Invoke(a[0], b[0]));
        }
        else if (right.IsConstant)
        {
            var constant = b[0];
            a = a[..target.Length];
            for (var i = 0; i < target.Length; i++) target[i] = TOp.Invoke(a[i], constant);
        }
        else if (left.IsConstant)
        {
            var constant = a[0];
            b = b[..target.Length];
            for (var i = 0; i < target.Length; i++) target[i] = TOp.Invoke(constant, b[i]);
        }
        else
        {
            a = a[..target.Length];
            b = b[..target.Length];
            for (var i = 0; i < target.Length; i++) target[i] = TOp.Invoke(a[i], b[i]);
        }
    }

    private static void EvaluateValid(ReadOnlySpan<Vector> arguments, FixedOperand<TLeft> left, FixedOperand<TRight> right, Span<TOut> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = AnyNull(arguments, i) ? default : TOp.Invoke(left.Values[left.IsConstant ? 0 : i], right.Values[right.IsConstant ? 0 : i]);
        }
    }
}
