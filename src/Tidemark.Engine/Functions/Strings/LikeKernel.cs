using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>[NOT] LIKE and ILIKE. A constant pattern is read once.</summary>
internal sealed class LikeKernel(bool ignoresCase, bool isNegated) : StrictKernel
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var target = ((FixedVectorBuilder<bool>)result).AppendUninitialized(rows);
        var mayHaveNulls = MayHaveNulls(arguments);
        var isConstant = arguments[1] is ConstantVector;
        LikePattern? pattern = null;
        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row))
            {
                target[row] = false;
                continue;
            }

            if (pattern is null || !isConstant) pattern = Parse(VectorAccess.GetBytes(arguments[1], row));
            target[row] = Matches(pattern, VectorAccess.GetBytes(arguments[0], row)) != isNegated;
        }

        foreach (var argument in arguments)
        {
            if (argument is not ConstantVector) result.TakeNulls(argument);
        }
    }

    private LikePattern Parse(ReadOnlySpan<byte> pattern) => LikePattern.Parse(ignoresCase ? LikePattern.Fold(pattern) : pattern);

    private bool Matches(LikePattern pattern, ReadOnlySpan<byte> text)
    {
        if (!ignoresCase) return pattern.Matches(text);
        if (text.Length <= 256 && Ascii.IsValid(text))
        {
            Span<byte> folded = stackalloc byte[text.Length];
            Ascii.ToLower(text, folded, out _);
            return pattern.Matches(folded);
        }

        return pattern.Matches(LikePattern.Fold(text));
    }
}
