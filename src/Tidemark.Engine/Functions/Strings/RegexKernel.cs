using System.Text;
using System.Text.RegularExpressions;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>~, ~* and their negations. A constant pattern is translated once.</summary>
internal sealed class RegexKernel(bool ignoresCase, bool isNegated) : StrictKernel
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var target = ((FixedVectorBuilder<bool>)result).AppendUninitialized(rows);
        var mayHaveNulls = MayHaveNulls(arguments);
        var flags = ignoresCase ? "i" : "";
        var isConstant = arguments[1] is ConstantVector;
        Regex? regex = null;
        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row))
            {
                target[row] = false;
                continue;
            }

            if (regex is null || !isConstant) regex = RegexCache.Get(Encoding.UTF8.GetString(VectorAccess.GetBytes(arguments[1], row)), flags);
            target[row] = RegexCache.IsMatch(regex, VectorAccess.GetBytes(arguments[0], row)) != isNegated;
        }

        foreach (var argument in arguments)
        {
            if (argument is not ConstantVector) result.TakeNulls(argument);
        }
    }
}
