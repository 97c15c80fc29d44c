using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A comparison of two values that are kept as bytes.</summary>
internal sealed class BytesComparisonKernel<TOrder, TOp> : StrictKernel
    where TOrder : IBytesOrder
    where TOp : IComparison
{
    /// <inheritdoc />
    protected override bool CanFail => false;

    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var left = arguments[0];
        var right = arguments[1];
        var target = ((FixedVectorBuilder<bool>)result).AppendUninitialized(rows);
        var mayHaveNulls = MayHaveNulls(arguments);
        if (left is BytesVector flat && right is ConstantVector constant && !mayHaveNulls)
        {
            var value = ((BytesVector)constant.Value)[0];
            for (var i = 0; i < target.Length; i++) target[i] = Holds(flat[i], value);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = !(mayHaveNulls && AnyNull(arguments, i)) && Holds(VectorAccess.GetBytes(left, i), VectorAccess.GetBytes(right, i));
        }

        if (left is not ConstantVector) result.TakeNulls(left);
        if (right is not ConstantVector) result.TakeNulls(right);
    }

    private static bool Holds(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        TOp.IsEquality ? TOp.Test(TOrder.AreEqual(left, right) ? 0 : 1) : TOp.Test(TOrder.Compare(left, right));
}
