using System.Numerics;
using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>Arithmetic on two values of one fixed-width type, by hardware vectors where the operation has such a form.</summary>
internal sealed class ArithmeticKernel<T, TOp> : StrictKernel
    where T : unmanaged
    where TOp : IArithmetic<T>
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var a = FixedOperand<T>.Of(arguments[0], rows);
        var b = FixedOperand<T>.Of(arguments[1], rows);
        var target = ((FixedVectorBuilder<T>)result).AppendUninitialized(rows);
        var done = TOp.HasVectorForm ? EvaluateLanes(a, b, target) : 0;
        var mayHaveNulls = MayHaveNulls(arguments);
        for (var i = done; i < target.Length; i++)
        {
            target[i] = mayHaveNulls && AnyNull(arguments, i) ? default : TOp.Invoke(a.Values[a.IsConstant ? 0 : i], b.Values[b.IsConstant ? 0 : i]);
        }

        if (arguments[0] is not ConstantVector) result.TakeNulls(arguments[0]);
        if (arguments[1] is not ConstantVector) result.TakeNulls(arguments[1]);
    }

    /// <summary>Computes whole hardware vectors; returns the rows done, 0 when a lane is suspicious and the scalar form must decide.</summary>
    private static int EvaluateLanes(FixedOperand<T> left, FixedOperand<T> right, Span<T> target)
    {
        var lanes = Vector<T>.Count;
        if (target.Length < lanes) return 0;
        var results = MemoryMarshal.Cast<T, Vector<T>>(target);
        var suspicion = Vector<T>.Zero;
        if (right.IsConstant)
        {
            var a = MemoryMarshal.Cast<T, Vector<T>>(left.Values);
            var constant = new Vector<T>(right.Values[0]);
            if (left.IsConstant) return 0;
            for (var i = 0; i < results.Length; i++) results[i] = TOp.Invoke(a[i], constant, ref suspicion);
        }
        else if (left.IsConstant)
        {
            var b = MemoryMarshal.Cast<T, Vector<T>>(right.Values);
            var constant = new Vector<T>(left.Values[0]);
            for (var i = 0; i < results.Length; i++) results[i] = TOp.Invoke(constant, b[i], ref suspicion);
        }
        else
        {
            var a = MemoryMarshal.Cast<T, Vector<T>>(left.Values);
            var b = MemoryMarshal.Cast<T, Vector<T>>(right.Values);
            for (var i = 0; i < results.Length; i++) results[i] = TOp.Invoke(a[i], b[i], ref suspicion);
        }

        return TOp.IsSuspicious(suspicion) ? 0 : results.Length * lanes;
    }
}
