using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Engine.Functions;

/// <summary>One of the six comparisons.</summary>
internal interface IComparison
{
    /// <summary>Whether the comparison asks for equality only, so that lengths can decide.</summary>
    static virtual bool IsEquality => false;

    /// <summary>Whether it holds for an order: negative, zero or positive.</summary>
    static abstract bool Test(int order);

    /// <summary>Whether it holds for two values.</summary>
    static abstract bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T>;
}

/// <summary><c>=</c>.</summary>
internal readonly struct Equal : IComparison
{
    public static bool IsEquality => true;

    public static bool Test(int order) => order == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T> => TOrdering.Same(left, right);
}

/// <summary><c>&lt;&gt;</c>.</summary>
internal readonly struct NotEqual : IComparison
{
    public static bool IsEquality => true;

    public static bool Test(int order) => order != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T> => !TOrdering.Same(left, right);
}

/// <summary><c>&lt;</c>.</summary>
internal readonly struct Less : IComparison
{
    public static bool Test(int order) => order < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T> => TOrdering.Less(left, right);
}

/// <summary><c>&lt;=</c>.</summary>
internal readonly struct LessOrEqual : IComparison
{
    public static bool Test(int order) => order <= 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T> => !TOrdering.Less(right, left);
}

/// <summary><c>&gt;</c>.</summary>
internal readonly struct Greater : IComparison
{
    public static bool Test(int order) => order > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T> => TOrdering.Less(right, left);
}

/// <summary><c>&gt;=</c>.</summary>
internal readonly struct GreaterOrEqual : IComparison
{
    public static bool Test(int order) => order >= 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test<T, TOrdering>(T left, T right)
        where TOrdering : IOrdering<T> => !TOrdering.Less(left, right);
}

/// <summary>A comparison of values of one type.</summary>
internal readonly struct Compare<T, TOrdering, TOp> : IBinary<T, T, bool>
    where TOrdering : IOrdering<T>
    where TOp : IComparison
{
    public static bool CanFail => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(T left, T right) => TOp.Test<T, TOrdering>(left, right);
}

/// <summary>A comparison of numbers of different width, done in the wider type.</summary>
internal readonly struct CompareWidened<TLeft, TRight, TWide, TOrdering, TOp> : IBinary<TLeft, TRight, bool>
    where TLeft : INumberBase<TLeft>
    where TRight : INumberBase<TRight>
    where TWide : INumberBase<TWide>
    where TOrdering : IOrdering<TWide>
    where TOp : IComparison
{
    public static bool CanFail => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(TLeft left, TRight right) => TOp.Test<TWide, TOrdering>(TWide.CreateTruncating(left), TWide.CreateTruncating(right));
}
