using System.Runtime.CompilerServices;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// A call of a function of any number of arguments with VARIADIC before the last one: an array whose elements are the arguments. The function is called row by row, since each row's
/// array may have another length.
/// </summary>
internal static class SpreadFunction
{
    private static readonly ConditionalWeakTable<ScalarFunction, ScalarFunction> s_known = [];

    /// <summary>The function as it is called with an array.</summary>
    public static ScalarFunction Of(ScalarFunction function) => s_known.GetValue(function, static inner => new ScalarFunction
    {
        Oid = inner.Oid,
        Schema = inner.Schema,
        Name = inner.Name,
        Parameters = inner.Parameters,
        Result = inner.Result,
        IsVariadic = true,
        TakesArray = true,
        IsStrict = false,
        Volatility = inner.Volatility,
        Kernel = new SpreadKernel(inner.Kernel, nullIsEmpty: inner.Name == "format"),
    });
}

/// <summary>Calls a kernel with the elements of an array in the place of its last arguments.</summary>
/// <param name="inner">The function's kernel.</param>
/// <param name="nullIsEmpty">Whether a null array stands for no arguments; else the result is null.</param>
internal sealed class SpreadKernel(ScalarKernel inner, bool nullIsEmpty) : ScalarKernel
{
    /// <inheritdoc />
    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var array = arguments[^1];
        var single = VectorBuilder.Create(result.Type, 1);
        for (var row = 0; row < rows; row++)
        {
            if (array.IsNull(row) && !nullIsEmpty)
            {
                result.AppendNull();
                continue;
            }

            var spread = new List<Vector>();
            foreach (var argument in arguments[..^1]) spread.Add(argument.Slice(row, 1));
            if (!array.IsNull(row))
            {
                var elements = new ArrayBuilder(array.Type.Element!);
                elements.Append(VectorAccess.GetBytes(array, row));
                var values = elements.Elements.Build();
                for (var i = 0; i < values.Length; i++) spread.Add(values.Slice(i, 1));
            }

            single.Reset();
            result.AppendRow(inner.Invoke(spread.ToArray(), 1, single, context), 0);
        }

        return result.Build();
    }
}
