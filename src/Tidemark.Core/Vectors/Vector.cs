using System.Runtime.CompilerServices;
using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>
/// One column of a batch: values of one SQL type in one of four shapes (<see cref="FixedVector{T}"/>, <see cref="BytesVector"/>,
/// <see cref="DictionaryVector"/>, <see cref="ConstantVector"/>). A vector is a read-only view; who built it owns its buffers and says how
/// long they hold. The value at a null row is undefined but readable. Kernels look at the shape once per vector, never per value.
/// </summary>
public abstract class Vector
{
    private protected Vector(SqlType type) => Type = type;

    /// <summary>The SQL type of the values.</summary>
    public SqlType Type { get; private protected set; }

    /// <summary>How many rows there are.</summary>
    public int Length { get; private protected set; }

    /// <summary>Which rows are null.</summary>
    public Validity Validity { get; private protected set; }

    /// <summary>Whether the row is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => !Validity.IsValid(row);

    /// <summary>A view of <paramref name="count"/> rows from <paramref name="start"/> on, over the same buffers.</summary>
    public abstract Vector Slice(int start, int count);

    /// <summary>A view of the same values under another type with the same physical form (binary-coercible casts).</summary>
    public abstract Vector As(SqlType type);
}
