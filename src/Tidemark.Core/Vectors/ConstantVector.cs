using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>One value, or null, that stands for every row.</summary>
public sealed class ConstantVector : Vector
{
    /// <summary>A vector of <paramref name="length"/> rows that all equal row 0 of <paramref name="value"/>.</summary>
    /// <param name="value">A flat vector of one row.</param>
    /// <param name="length">How many rows the vector stands for.</param>
    public ConstantVector(Vector value, int length)
        : base(value.Type)
    {
        Value = value;
        Length = length;
        Validity = value.IsNull(0) ? Validity.AllNull : default;
    }

    /// <summary>The one value: a <see cref="FixedVector{T}"/> or a <see cref="BytesVector"/> of length 1.</summary>
    public Vector Value { get; }

    /// <summary>Whether the value is null.</summary>
    public bool IsNullConstant => !Validity.IsAllValid;

    /// <inheritdoc />
    public override Vector Slice(int start, int count) => new ConstantVector(Value, count);

    /// <inheritdoc />
    public override Vector As(SqlType type) => new ConstantVector(Value.As(type), Length);

    /// <summary>The same constant for another number of rows, in place. Only the owner may call it.</summary>
    public ConstantVector Resize(int length)
    {
        Length = length;
        return this;
    }
}
