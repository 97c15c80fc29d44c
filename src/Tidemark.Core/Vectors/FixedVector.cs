using System.Runtime.CompilerServices;
using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>A flat vector of fixed-width values.</summary>
/// <typeparam name="T">The .NET type of the physical type: bool, short, int, long, float, double, <see cref="Types.Interval"/> or <see cref="Uuid"/>.</typeparam>
public sealed class FixedVector<T> : Vector
    where T : unmanaged
{
    private T[] _array;
    private int _start;

    /// <summary>A vector over the first <paramref name="length"/> elements of an array that the caller will not change while the vector is in use.</summary>
    public FixedVector(SqlType type, T[] array, int length, Validity validity = default)
        : this(type, array, 0, length, validity)
    {
    }

    private FixedVector(SqlType type, T[] array, int start, int length, Validity validity)
        : base(type)
    {
        _array = array;
        _start = start;
        Length = length;
        Validity = validity;
    }

    /// <summary>The values, null rows included.</summary>
    public ReadOnlySpan<T> Values
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_array, _start, Length);
    }

    /// <inheritdoc />
    public override Vector Slice(int start, int count) => new FixedVector<T>(Type, _array, _start + start, count, Validity.Slice(start));

    /// <inheritdoc />
    public override Vector As(SqlType type) => new FixedVector<T>(type, _array, _start, Length, Validity);

    /// <summary>Points a reused vector at its builder's present content.</summary>
    internal void Reset(T[] array, int length, Validity validity) => Reset(array, 0, length, validity);

    /// <summary>Points a reused vector at a part of its owner's buffer; row 0 of <paramref name="validity"/> is the row at <paramref name="start"/>.</summary>
    internal void Reset(T[] array, int start, int length, Validity validity)
    {
        _array = array;
        _start = start;
        Length = length;
        Validity = validity;
    }
}
