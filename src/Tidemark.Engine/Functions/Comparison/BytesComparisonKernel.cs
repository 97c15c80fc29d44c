using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>How SQL orders the values of a type that is kept as bytes.</summary>
internal interface IBytesOrdering
{
    /// <summary>Whether two values are equal exactly when their bytes are.</summary>
    static virtual bool IsBytewise => false;

    /// <summary>Negative, zero or positive as <paramref name="left"/> comes before, with or after <paramref name="right"/>.</summary>
    static abstract int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);
}

/// <summary>The order of bytes: bytea, and text in the "C" collation, whose code point order UTF-8 keeps.</summary>
internal readonly struct BytewiseOrdering : IBytesOrdering
{
    public static bool IsBytewise => true;

    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);
}

/// <summary>The order of char(n), in which trailing spaces do not count.</summary>
internal readonly struct PaddedOrdering : IBytesOrdering
{
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.TrimEnd((byte)' ').SequenceCompareTo(right.TrimEnd((byte)' '));
}

/// <summary>The order of numerics by value, whatever their scale.</summary>
internal readonly struct NumericOrdering : IBytesOrdering
{
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Numeric.Compare(left, right);
}

/// <summary>A comparison of two values that are kept as bytes.</summary>
internal sealed class BytesComparisonKernel<TOrdering, TOp> : StrictKernel
    where TOrdering : IBytesOrdering
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
        if (left is BytesVector flat && right is ConstantVector constant && (TOrdering.IsBytewise || !mayHaveNulls))
        {
            var value = ((BytesVector)constant.Value)[0];
            for (var i = 0; i < target.Length; i++) target[i] = Holds(flat[i], value);
            result.TakeNulls(left);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = !(mayHaveNulls && AnyNull(arguments, i)) && Holds(VectorAccess.GetBytes(left, i), VectorAccess.GetBytes(right, i));
        }

        if (left is not ConstantVector) result.TakeNulls(left);
        if (right is not ConstantVector) result.TakeNulls(right);
    }

    private static bool Holds(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => TOrdering.IsBytewise && TOp.IsEquality
        ? TOp.Test(left.SequenceEqual(right) ? 0 : 1)
        : TOp.Test(TOrdering.Compare(left, right));
}
