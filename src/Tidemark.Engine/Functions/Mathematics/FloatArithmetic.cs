using System.Numerics;
using System.Runtime.CompilerServices;
using Tidemark.Errors;
using Vector = System.Numerics.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of floating-point arithmetic (float.h: a finite calculation must not become infinite, nor a non-zero one zero).</summary>
internal static class FloatFault
{
    /// <summary>22003, overflow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Overflow<T>() => throw DataErrors.FloatOverflow();

    /// <summary>22003, underflow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Underflow<T>() => throw DataErrors.FloatUnderflow();

    /// <summary>22012.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T DivisionByZero<T>() => throw DataErrors.DivisionByZero();

    /// <summary>All bits of the lanes that are infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Infinite<T>(Vector<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector.Equals(Vector.Abs(values), new Vector<T>(T.PositiveInfinity));
}

/// <summary>Floating-point addition.</summary>
internal readonly struct AddFloat<T> : IArithmetic<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasVectorForm => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        var sum = left + right;
        return T.IsInfinity(sum) && !T.IsInfinity(left) && !T.IsInfinity(right) ? FloatFault.Overflow<T>() : sum;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion)
    {
        var sum = left + right;
        suspicion |= FloatFault.Infinite(sum);
        return sum;
    }
}

/// <summary>Floating-point subtraction.</summary>
internal readonly struct SubtractFloat<T> : IArithmetic<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasVectorForm => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        var difference = left - right;
        return T.IsInfinity(difference) && !T.IsInfinity(left) && !T.IsInfinity(right) ? FloatFault.Overflow<T>() : difference;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion)
    {
        var difference = left - right;
        suspicion |= FloatFault.Infinite(difference);
        return difference;
    }
}

/// <summary>Floating-point multiplication.</summary>
internal readonly struct MultiplyFloat<T> : IArithmetic<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasVectorForm => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        var product = left * right;
        if (T.IsInfinity(product) && !T.IsInfinity(left) && !T.IsInfinity(right)) return FloatFault.Overflow<T>();
        return product == T.Zero && left != T.Zero && right != T.Zero ? FloatFault.Underflow<T>() : product;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion)
    {
        var product = left * right;
        var zero = Vector.Equals(product, Vector<T>.Zero);
        suspicion |= FloatFault.Infinite(product)
            | Vector.AndNot(zero, Vector.Equals(left, Vector<T>.Zero) | Vector.Equals(right, Vector<T>.Zero));
        return product;
    }
}

/// <summary>Floating-point division.</summary>
internal readonly struct DivideFloat<T> : IArithmetic<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasVectorForm => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        if (right == T.Zero && !T.IsNaN(left)) return FloatFault.DivisionByZero<T>();
        var quotient = left / right;
        if (T.IsInfinity(quotient) && !T.IsInfinity(left)) return FloatFault.Overflow<T>();
        return quotient == T.Zero && left != T.Zero && !T.IsInfinity(right) ? FloatFault.Underflow<T>() : quotient;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion)
    {
        var quotient = left / right;
        suspicion |= FloatFault.Infinite(quotient)
            | Vector.Equals(right, Vector<T>.Zero)
            | Vector.AndNot(Vector.Equals(quotient, Vector<T>.Zero), Vector.Equals(left, Vector<T>.Zero));
        return quotient;
    }
}

/// <summary>Negation.</summary>
internal readonly struct NegateFloat<T> : IUnary<T, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool CanFail => false;

    public static T Invoke(T value) => -value;
}

/// <summary>Absolute value.</summary>
internal readonly struct AbsoluteFloat<T> : IUnary<T, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool CanFail => false;

    public static T Invoke(T value) => T.Abs(value);
}
