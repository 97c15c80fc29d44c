using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>An operation on two numerics.</summary>
internal sealed class NumericKernel<TOp> : StrictKernel
    where TOp : IBinary<Numeric, Numeric, Numeric>
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var left = arguments[0];
        var right = arguments[1];
        var target = (BytesVectorBuilder)result;
        var mayHaveNulls = MayHaveNulls(arguments);
        if (right is ConstantVector constant)
        {
            var value = Numeric.Unpack(((BytesVector)constant.Value)[0]);
            for (var row = 0; row < rows; row++)
            {
                if (mayHaveNulls && left.IsNull(row)) target.AppendNull();
                else TOp.Invoke(Numeric.Unpack(VectorAccess.GetBytes(left, row)), value).Pack(target);
            }

            return;
        }

        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row)) target.AppendNull();
            else TOp.Invoke(Numeric.Unpack(VectorAccess.GetBytes(left, row)), Numeric.Unpack(VectorAccess.GetBytes(right, row))).Pack(target);
        }
    }
}
