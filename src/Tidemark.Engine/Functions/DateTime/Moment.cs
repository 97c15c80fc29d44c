using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Single timestamps in the session's time zone, for functions computed row by row.</summary>
internal static class Moment
{
    /// <summary>Whether a timestamp is a point in time rather than an infinity.</summary>
    public static bool IsFinite(long timestamp) => timestamp is not (long.MaxValue or long.MinValue);

    /// <summary>timestamptz + interval.</summary>
    public static long Add(long timestamp, Interval span, FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        return TimestampArithmetic.Add(timestamp, span, ref zone);
    }

    /// <summary>timestamptz - interval.</summary>
    public static long Subtract(long timestamp, Interval span, FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        return TimestampArithmetic.Subtract(timestamp, span, ref zone);
    }

    /// <summary>The wall-clock time of a moment.</summary>
    public static long ToLocal(long utc, FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        return TimestampArithmetic.ToLocal(utc, ref zone);
    }

    /// <summary>The moment of a wall-clock time.</summary>
    public static long ToUtc(long local, FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        return TimestampArithmetic.ToUtc(local, ref zone);
    }

    /// <summary>The moment of a wall-clock time, for comparisons: at the ends of the range it may lie beyond it.</summary>
    public static long ToUtcForComparison(long local, FunctionContext context)
    {
        if (!Calendar.IsValidTimestamp(local)) return local;
        var zone = new ZoneCursor(context.Format.TimeZone);
        return local - (zone.OffsetAtLocal(local) * Calendar.MicrosPerSecond);
    }

    /// <summary>The midnight that a date begins with, for comparisons: dates behind all timestamps come before infinity.</summary>
    public static long OfDate(int date) => date is int.MinValue ? long.MinValue
        : date is int.MaxValue ? long.MaxValue
        : date >= Calendar.EndTimestamp / Calendar.MicrosPerDay ? long.MaxValue - 1
        : date * Calendar.MicrosPerDay;
}
