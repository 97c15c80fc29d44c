using Vector = System.Numerics.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>An operation on one fixed-width value, chosen at compile time: kernels take it as a type argument, so that its body is inlined into their loops.</summary>
internal interface IUnary<in TIn, out TOut>
{
    /// <summary>Whether <see cref="Invoke"/> can throw: it is then kept from values at null rows.</summary>
    static virtual bool CanFail => true;

    /// <summary>The operation.</summary>
    static abstract TOut Invoke(TIn value);
}

/// <summary>An operation on two fixed-width values.</summary>
internal interface IBinary<in TLeft, in TRight, out TOut>
{
    /// <summary>Whether <see cref="Invoke"/> can throw: it is then kept from values at null rows.</summary>
    static virtual bool CanFail => true;

    /// <summary>The operation.</summary>
    static abstract TOut Invoke(TLeft left, TRight right);
}

/// <summary>
/// Arithmetic within one type, with a form for hardware vectors. The vector form never throws: it notes in a suspicion that a lane may be at fault
/// (overflow, division by zero), whether its row is null or not; the kernel then goes over the values again with the scalar form, which throws.
/// </summary>
internal interface IArithmetic<T> : IBinary<T, T, T>
    where T : unmanaged
{
    /// <summary>Whether there is a vector form; without one, <see cref="Invoke(System.Numerics.Vector{T}, System.Numerics.Vector{T}, ref System.Numerics.Vector{T})"/> is not called.</summary>
    static abstract bool HasVectorForm { get; }

    /// <summary>The operation on all lanes.</summary>
    /// <param name="left">Left operands.</param>
    /// <param name="right">Right operands.</param>
    /// <param name="suspicion">Lanes with the sign bit set are at fault.</param>
    static abstract System.Numerics.Vector<T> Invoke(System.Numerics.Vector<T> left, System.Numerics.Vector<T> right, ref System.Numerics.Vector<T> suspicion);

    /// <summary>Whether any lane's sign bit is set.</summary>
    static virtual bool IsSuspicious(System.Numerics.Vector<T> suspicion) =>
        Vector.LessThanAny(Vector.AsVectorSByte(suspicion) & Signs, System.Numerics.Vector<sbyte>.Zero);

    private static System.Numerics.Vector<sbyte> Signs
    {
        get
        {
            // The sign bit of each lane is the top bit of its last byte (little-endian).
            Span<sbyte> bytes = stackalloc sbyte[System.Numerics.Vector<sbyte>.Count];
            var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
            for (var i = size - 1; i < bytes.Length; i += size) bytes[i] = -1;
            return new System.Numerics.Vector<sbyte>(bytes);
        }
    }
}
