using System.Numerics;
using System.Runtime.CompilerServices;
using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of integer arithmetic, out of line so that the operations stay small.</summary>
internal static class IntegerFault
{
    /// <summary>22003 under the name of the type.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Overflow<T>() => throw DataErrors.OutOfRange(typeof(T) == typeof(short) ? "smallint" : typeof(T) == typeof(int) ? "integer" : "bigint");

    /// <summary>22012.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T DivisionByZero<T>() => throw DataErrors.DivisionByZero();
}

/// <summary>Integer addition.</summary>
internal readonly struct AddInteger<T> : IArithmetic<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVectorForm => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        var sum = unchecked(left + right);
        return T.IsNegative((left ^ sum) & (right ^ sum)) ? IntegerFault.Overflow<T>() : sum;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion)
    {
        var sum = left + right;
        suspicion |= (left ^ sum) & (right ^ sum);
        return sum;
    }
}

/// <summary>Integer subtraction.</summary>
internal readonly struct SubtractInteger<T> : IArithmetic<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVectorForm => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        var difference = unchecked(left - right);
        return T.IsNegative((left ^ right) & (left ^ difference)) ? IntegerFault.Overflow<T>() : difference;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion)
    {
        var difference = left - right;
        suspicion |= (left ^ right) & (left ^ difference);
        return difference;
    }
}

/// <summary>Integer multiplication.</summary>
internal readonly struct MultiplyInteger<T> : IArithmetic<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVectorForm => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        if (typeof(T) == typeof(long))
        {
            var high = Math.BigMul(long.CreateTruncating(left), long.CreateTruncating(right), out var low);
            return high == low >> 63 ? T.CreateTruncating(low) : IntegerFault.Overflow<T>();
        }

        var wide = long.CreateTruncating(left) * long.CreateTruncating(right);
        var product = T.CreateTruncating(wide);
        return long.CreateTruncating(product) == wide ? product : IntegerFault.Overflow<T>();
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion) => left * right;
}

/// <summary>Integer division, truncating towards zero.</summary>
internal readonly struct DivideInteger<T> : IArithmetic<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVectorForm => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        if (right == T.Zero) return IntegerFault.DivisionByZero<T>();
        if (right != -T.One) return left / right;
        var negated = unchecked(-left);
        return left != T.Zero && negated == left ? IntegerFault.Overflow<T>() : negated;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion) => left / right;
}

/// <summary>The remainder of a division, with the sign of the dividend.</summary>
internal readonly struct RemainderInteger<T> : IArithmetic<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool HasVectorForm => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke(T left, T right)
    {
        if (right == T.Zero) return IntegerFault.DivisionByZero<T>();
        return right == -T.One ? T.Zero : left % right;
    }

    public static Vector<T> Invoke(Vector<T> left, Vector<T> right, ref Vector<T> suspicion) => left;
}

/// <summary>An operation on two integers of different width, done in the wider type.</summary>
internal readonly struct Widened<TLeft, TRight, TWide, TOp> : IBinary<TLeft, TRight, TWide>
    where TLeft : unmanaged, INumberBase<TLeft>
    where TRight : unmanaged, INumberBase<TRight>
    where TWide : unmanaged, INumberBase<TWide>
    where TOp : IBinary<TWide, TWide, TWide>
{
    public static bool CanFail => TOp.CanFail;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWide Invoke(TLeft left, TRight right) => TOp.Invoke(TWide.CreateTruncating(left), TWide.CreateTruncating(right));
}

/// <summary>Negation.</summary>
internal readonly struct NegateInteger<T> : IUnary<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T value)
    {
        var negated = unchecked(-value);
        return value != T.Zero && negated == value ? IntegerFault.Overflow<T>() : negated;
    }
}

/// <summary>Absolute value.</summary>
internal readonly struct AbsoluteInteger<T> : IUnary<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T value) => T.IsNegative(value) ? NegateInteger<T>.Invoke(value) : value;
}

/// <summary>The value itself.</summary>
internal readonly struct Identity<T> : IUnary<T, T>
    where T : unmanaged
{
    public static bool CanFail => false;

    public static T Invoke(T value) => value;
}

/// <summary>Bitwise and.</summary>
internal readonly struct AndInteger<T> : IBinary<T, T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFail => false;

    public static T Invoke(T left, T right) => left & right;
}

/// <summary>Bitwise or.</summary>
internal readonly struct OrInteger<T> : IBinary<T, T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFail => false;

    public static T Invoke(T left, T right) => left | right;
}

/// <summary>Bitwise exclusive or.</summary>
internal readonly struct XorInteger<T> : IBinary<T, T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFail => false;

    public static T Invoke(T left, T right) => left ^ right;
}

/// <summary>Bitwise complement.</summary>
internal readonly struct NotInteger<T> : IUnary<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFail => false;

    public static T Invoke(T value) => ~value;
}

/// <summary>Shift to the left; the distance counts modulo the width of int for smallint and integer, of bigint for bigint, as the hardware does.</summary>
internal readonly struct ShiftLeftInteger<T> : IBinary<T, int, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFail => false;

    public static T Invoke(T value, int distance) => typeof(T) == typeof(long)
        ? T.CreateTruncating(long.CreateTruncating(value) << distance)
        : T.CreateTruncating(int.CreateTruncating(value) << distance);
}

/// <summary>Arithmetic shift to the right.</summary>
internal readonly struct ShiftRightInteger<T> : IBinary<T, int, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static bool CanFail => false;

    public static T Invoke(T value, int distance) => typeof(T) == typeof(long)
        ? T.CreateTruncating(long.CreateTruncating(value) >> distance)
        : T.CreateTruncating(int.CreateTruncating(value) >> distance);
}
