using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>
/// A function whose result is never further from one of its arguments than is known, such as date_trunc, <c>time + interval</c> and casts between times: bounds of the result bound the argument.
/// </summary>
/// <param name="inner">What computes it.</param>
/// <param name="place">The place of that argument.</param>
/// <param name="type">Its type: an integer, date, timestamp or timestamptz.</param>
/// <param name="reach">How far a result may lie from the argument.</param>
internal sealed class NearKernel(ScalarKernel inner, int place, SqlType type, Reach reach) : ScalarKernel, IMonotonicKernel
{
    /// <inheritdoc />
    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context) => inner.Invoke(arguments, rows, result, context);

    /// <inheritdoc />
    public int MonotonicArgument(int arguments) => place;

    /// <inheritdoc />
    public bool TryInvertRange(ReadOnlySpan<Vector?> arguments, Vector? low, Vector? high, FunctionContext context, out Vector? argumentLow, out Vector? argumentHigh)
    {
        argumentLow = argumentHigh = null;
        if (low is not null && Read(low) is { } least && reach(least, arguments, context) is { } above) argumentLow = Bound(least - above.Greatest);
        if (high is not null && Read(high) is { } greatest && reach(greatest, arguments, context) is { } below) argumentHigh = Bound(greatest - below.Least);
        return argumentLow is not null || argumentHigh is not null;
    }

    // Integers as they are, times in microseconds; null for infinite ones, which bound nothing.
    private static long? Read(Vector value)
    {
        switch (value)
        {
            case FixedVector<short> v: return v.Values[0];
            case FixedVector<int> v when v.Type.Kind == TypeKind.Date:
                return v.Values[0] is int.MinValue or int.MaxValue ? null : v.Values[0] * Calendar.MicrosPerDay;
            case FixedVector<int> v: return v.Values[0];
            case FixedVector<long> v: return Moment.IsFinite(v.Values[0]) ? v.Values[0] : null;
            default: return null;
        }
    }

    private FixedVector<int>? Days(Int128 micros)
    {
        var day = (micros / Calendar.MicrosPerDay) - (micros % Calendar.MicrosPerDay < 0 ? 1 : 0);
        return day > int.MinValue && day < int.MaxValue ? new FixedVector<int>(type, [(int)day], 1) : null;
    }

    private Vector? Bound(Int128 value) => type.Physical switch
    {
        PhysicalType.Int16 => value >= short.MinValue && value <= short.MaxValue ? new FixedVector<short>(type, [(short)value], 1) : null,
        PhysicalType.Int32 when type.Kind == TypeKind.Date => Days(value),
        PhysicalType.Int32 => value >= int.MinValue && value <= int.MaxValue ? new FixedVector<int>(type, [(int)value], 1) : null,
        _ => value > long.MinValue && value < long.MaxValue ? new FixedVector<long>(type, [(long)value], 1) : null,
    };
}

/// <summary>How far results may lie from the argument: every result lies at the argument plus something from the least to the greatest. Days count in microseconds.</summary>
/// <param name="value">The result in question.</param>
/// <param name="arguments">The other arguments, one row each.</param>
/// <param name="context">The session's state.</param>
/// <returns>Null where nothing is known.</returns>
internal delegate (Int128 Least, Int128 Greatest)? Reach(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context);
