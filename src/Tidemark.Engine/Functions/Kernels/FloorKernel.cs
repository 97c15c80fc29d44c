using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A function that takes moments down to a mark at or before them, such as date_trunc: it never falls, and is never further below its argument than some width.</summary>
/// <param name="inner">What computes it.</param>
/// <param name="argument">The place of the moment among the arguments: timestamp or timestamptz.</param>
/// <param name="width">How far a result may lie before its argument at most, in microseconds, given the other arguments; null where that is not known.</param>
internal sealed class FloorKernel(ScalarKernel inner, int argument, FloorWidth width) : ScalarKernel, IMonotonicKernel
{
    /// <inheritdoc />
    public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context) => inner.Invoke(arguments, rows, result, context);

    /// <inheritdoc />
    public int MonotonicArgument(int arguments) => argument;

    /// <inheritdoc />
    public bool TryInvertRange(ReadOnlySpan<Vector?> arguments, Vector? low, Vector? high, FunctionContext context, out Vector? argumentLow, out Vector? argumentHigh)
    {
        argumentLow = low;
        argumentHigh = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i != argument && (arguments[i] is not { } other || other.IsNull(0))) return false;
        }

        if (high is null) return true;
        if (width(arguments) is not { } widest) return low is not null;
        var last = (Int128)VectorAccess.Get<long>(high, 0) + widest;
        argumentHigh = new FixedVector<long>(high.Type, [last > long.MaxValue ? long.MaxValue : (long)last], 1);
        return true;
    }
}

/// <summary>The width of a <see cref="FloorKernel"/>.</summary>
internal delegate long? FloorWidth(ReadOnlySpan<Vector?> arguments);

/// <summary>Widths of intervals and of date_trunc's fields, taken generously.</summary>
internal static class FloorWidths
{
    /// <summary>An interval in the first argument.</summary>
    public static long? OfInterval(ReadOnlySpan<Vector?> arguments)
    {
        var interval = VectorAccess.Get<Interval>(arguments[0]!, 0);
        var micros = interval.Microseconds + (((Int128)interval.Days + ((Int128)interval.Months * 31)) * Calendar.MicrosPerDay);
        return micros > 0 && micros <= long.MaxValue ? (long)micros - 1 : null;
    }

    /// <summary>The name of a unit in the first argument. Days may be longer than 24 hours where clocks are put back.</summary>
    public static long? OfUnit(ReadOnlySpan<Vector?> arguments)
    {
        DateTimeUnit unit;
        try
        {
            unit = DateTimeUnits.ForTruncation(System.Text.Encoding.UTF8.GetString(VectorAccess.GetBytes(arguments[0]!, 0)), SqlTypes.Timestamp);
        }
        catch (Errors.SqlException)
        {
            // The call itself says what is wrong with the unit, if it is ever made.
            return null;
        }

        return unit switch
        {
            DateTimeUnit.Microsecond or DateTimeUnit.Millisecond or DateTimeUnit.Second => Calendar.MicrosPerSecond,
            DateTimeUnit.Minute => Calendar.MicrosPerMinute,
            DateTimeUnit.Hour => Calendar.MicrosPerHour,
            DateTimeUnit.Day => 2 * Calendar.MicrosPerDay,
            DateTimeUnit.Week => 8 * Calendar.MicrosPerDay,
            DateTimeUnit.Month => 32 * Calendar.MicrosPerDay,
            DateTimeUnit.Quarter => 93 * Calendar.MicrosPerDay,
            DateTimeUnit.Year => 367 * Calendar.MicrosPerDay,
            _ => null,
        };
    }
}
