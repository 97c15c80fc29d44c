using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>A function that is called for what it does: row by row, with flat arguments of one row, its result appended to the builder.</summary>
internal sealed class AdministrativeKernel(Action<Vector[], VectorBuilder, FunctionContext> function) : ScalarKernel
{
    /// <summary>A function without a result (void, whose one value is an empty text).</summary>
    public static AdministrativeKernel Void(Action<Vector[], FunctionContext> function) => new((arguments, result, context) =>
    {
        function(arguments, context);
        ((BytesVectorBuilder)result).Append([]);
    });

    /// <summary>A function without a result that does nothing, and gives null, where an argument is null.</summary>
    public static AdministrativeKernel StrictVoid(Action<Vector[], FunctionContext> function) => new((arguments, result, context) =>
    {
        if (arguments.Any(static a => a.IsNull(0)))
        {
            result.AppendNull();
            return;
        }

        function(arguments, context);
        ((BytesVectorBuilder)result).Append([]);
    });

    /// <inheritdoc />
    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var row = new Vector[arguments.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var a = 0; a < row.Length; a++)
            {
                var single = VectorBuilder.Create(arguments[a].Type, 1);
                single.AppendRow(arguments[a], i);
                row[a] = single.Detach();
            }

            function(row, result, context);
        }

        return result.Build();
    }
}
