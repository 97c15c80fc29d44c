using System.Numerics;
using System.Runtime.CompilerServices;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>How SQL orders the values of a fixed-width type.</summary>
internal interface IOrdering<in T>
{
    /// <summary>Whether SQL's <c>&lt;</c> holds.</summary>
    static abstract bool Less(T left, T right);

    /// <summary>Whether SQL's <c>=</c> holds.</summary>
    static abstract bool Same(T left, T right);
}

/// <summary>The order of integers, and of dates and times, which are integers.</summary>
internal readonly struct NativeOrdering<T> : IOrdering<T>
    where T : IComparisonOperators<T, T, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less(T left, T right) => left < right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(T left, T right) => left == right;
}

/// <summary>The order of floating-point numbers, in which NaN equals itself and is greater than everything else.</summary>
internal readonly struct FloatOrdering<T> : IOrdering<T>
    where T : IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less(T left, T right) => left < right | (T.IsNaN(right) & !T.IsNaN(left));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(T left, T right) => left == right | (T.IsNaN(left) & T.IsNaN(right));
}

/// <summary>The order of booleans: false before true.</summary>
internal readonly struct BooleanOrdering : IOrdering<bool>
{
    public static bool Less(bool left, bool right) => !left & right;

    public static bool Same(bool left, bool right) => left == right;
}

/// <summary>The order of intervals by their length, a month taken as 30 days.</summary>
internal readonly struct IntervalOrdering : IOrdering<Interval>
{
    public static bool Less(Interval left, Interval right) => left.Span < right.Span;

    public static bool Same(Interval left, Interval right) => left.Span == right.Span;
}

/// <summary>The order of UUIDs by their bytes.</summary>
internal readonly struct UuidOrdering : IOrdering<Uuid>
{
    public static bool Less(Uuid left, Uuid right) => left < right;

    public static bool Same(Uuid left, Uuid right) => left == right;
}
