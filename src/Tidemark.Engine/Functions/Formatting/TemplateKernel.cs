using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Appends the result of one row for a template.</summary>
internal delegate void TemplateFunction<in TTemplate>(TTemplate template, Vector values, int row, VectorBuilder result, FunctionContext context);

/// <summary>A strict function of a value and a template; a constant template is cut once for a batch.</summary>
/// <param name="cut">Makes the template of a text.</param>
/// <param name="function">Computes a row.</param>
internal sealed class TemplateKernel<TTemplate>(Func<string, TTemplate> cut, TemplateFunction<TTemplate> function) : StrictKernel
    where TTemplate : class
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var mayHaveNulls = MayHaveNulls(arguments);
        TTemplate? constant = null;
        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row))
            {
                result.AppendNull();
                continue;
            }

            var template = constant ?? cut(Encoding.UTF8.GetString(VectorAccess.GetBytes(arguments[1], row)));
            if (arguments[1] is ConstantVector) constant = template;
            function(template, arguments[0], row, result, context);
        }
    }
}
