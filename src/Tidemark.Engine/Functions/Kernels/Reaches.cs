using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.Functions;

/// <summary>What is known of how far functions of times move them, taken generously.</summary>
internal static class Reaches
{
    // Offsets may change once within so many days, not twice.
    private const long Vicinity = 2 * Calendar.MicrosPerDay;

    /// <summary>Down to the beginning of a bucket whose width is the first argument, an interval. Further arguments move buckets, not times.</summary>
    public static (Int128 Least, Int128 Greatest)? Bucket(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) =>
        Constant<Interval>(arguments[0]) is { } width && Span(width).Greatest is var micros && micros > 0 ? (1 - micros, 0) : null;

    /// <summary>Down to the beginning of a bucket whose width is the first argument and that the third has moved, an interval.</summary>
    public static (Int128 Least, Int128 Greatest)? BucketWithOffset(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context)
    {
        if (Bucket(value, arguments, context) is not { } plain || Constant<Interval>(arguments[2]) is not { } offset) return null;
        // Taking months off and adding them again may end some days off, and days change with the clock.
        var slack = offset.Months == 0 && offset.Days == 0 ? 0 : 5 * Calendar.MicrosPerDay;
        return (plain.Least - slack, plain.Greatest + slack);
    }

    /// <summary>Down to the beginning of a bucket by the clock of a zone: the third argument. The fifth, an offset, is added by the same clock.</summary>
    public static (Int128 Least, Int128 Greatest)? BucketInZone(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context)
    {
        if (Bucket(value, arguments, context) is not { } plain || Zone(arguments[2]) is not { } zone || arguments[4] is not { } offset) return null;
        if (!offset.IsNull(0)) return (plain.Least - (10 * Calendar.MicrosPerDay), plain.Greatest + (10 * Calendar.MicrosPerDay));
        var change = Change(zone.OffsetAt, value, value - plain.Least);
        return (plain.Least - change, change);
    }

    /// <summary>Down to the beginning of a bucket of integers whose width is the first argument.</summary>
    public static (Int128 Least, Int128 Greatest)? BucketOfIntegers(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context)
    {
        if (arguments[0] is not { } width || width.IsNull(0)) return null;
        var length = width switch
        {
            FixedVector<short> v => v.Values[0],
            FixedVector<int> v => v.Values[0],
            _ => VectorAccess.Get<long>(width, 0),
        };
        return length > 0 ? (1 - (Int128)length, 0) : null;
    }

    /// <summary>Down to the beginning of the unit that the first argument names. Days may be longer than 24 hours where clocks are put back.</summary>
    public static (Int128 Least, Int128 Greatest)? Unit(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context)
    {
        if (arguments[0] is not { } name || name.IsNull(0)) return null;
        DateTimeUnit unit;
        try
        {
            unit = DateTimeUnits.ForTruncation(System.Text.Encoding.UTF8.GetString(VectorAccess.GetBytes(name, 0)), SqlTypes.Timestamp);
        }
        catch (Errors.SqlException)
        {
            // The call itself says what is wrong with the unit, if it is ever made.
            return null;
        }

        Int128? width = unit switch
        {
            DateTimeUnit.Microsecond or DateTimeUnit.Millisecond or DateTimeUnit.Second => Calendar.MicrosPerSecond,
            DateTimeUnit.Minute => Calendar.MicrosPerMinute,
            DateTimeUnit.Hour => Calendar.MicrosPerHour,
            DateTimeUnit.Day => Calendar.MicrosPerDay,
            DateTimeUnit.Week => 8 * Calendar.MicrosPerDay,
            DateTimeUnit.Month => 32 * Calendar.MicrosPerDay,
            DateTimeUnit.Quarter => 93 * Calendar.MicrosPerDay,
            DateTimeUnit.Year => 367 * Calendar.MicrosPerDay,
            _ => null,
        };
        if (width is not { } widest) return null;
        if (unit != DateTimeUnit.Day) return (-widest, 0);
        // A day is as long as the clock of the zone makes it.
        Func<long, int> offsetAt = arguments.Length > 2 && Zone(arguments[2]) is { } zone ? zone.OffsetAt : Session(context);
        return (1 - Calendar.MicrosPerDay - Change(offsetAt, value, value), 0);
    }

    /// <summary>By an interval among the arguments, on a wall clock.</summary>
    public static Reach Plus(int place) => (_, arguments, _) => Constant<Interval>(arguments[place]) is { } by ? Span(by) : null;

    /// <summary>Back by an interval among the arguments, on a wall clock.</summary>
    public static Reach Minus(int place) => (_, arguments, _) => Constant<Interval>(arguments[place]) is { } by ? Reversed(Span(by)) : null;

    /// <summary>By an interval among the arguments, on the clock of the session's zone.</summary>
    public static Reach ZonedPlus(int place) => (value, arguments, context) => Constant<Interval>(arguments[place]) is { } by ? Zoned(by, Span(by), value, context) : null;

    /// <summary>Back by an interval among the arguments, on the clock of the session's zone.</summary>
    public static Reach ZonedMinus(int place) => (value, arguments, context) => Constant<Interval>(arguments[place]) is { } by ? Zoned(by, Reversed(Span(by)), value, context) : null;

    /// <summary>From a moment to the clock of the session's zone.</summary>
    public static (Int128 Least, Int128 Greatest)? ToLocal(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) => Offsets(Session(context), value);

    /// <summary>From the clock of the session's zone to the moment.</summary>
    public static (Int128 Least, Int128 Greatest)? ToUtc(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) => Reversed(Offsets(Session(context), value));

    /// <summary>From a moment to the clock of the zone that the first argument names.</summary>
    public static (Int128 Least, Int128 Greatest)? ToZone(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) =>
        Zone(arguments[0]) is { } zone ? Offsets(zone.OffsetAt, value) : null;

    /// <summary>From the clock of the zone that the first argument names to the moment.</summary>
    public static (Int128 Least, Int128 Greatest)? FromZone(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) =>
        Zone(arguments[0]) is { } zone ? Reversed(Offsets(zone.OffsetAt, value)) : null;

    /// <summary>To the date.</summary>
    public static (Int128 Least, Int128 Greatest)? ToDate(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) => (1 - Calendar.MicrosPerDay, 0);

    /// <summary>From a moment to the date in the session's zone.</summary>
    public static (Int128 Least, Int128 Greatest)? ToLocalDate(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context)
    {
        var (least, greatest) = Offsets(Session(context), value);
        return (least + 1 - Calendar.MicrosPerDay, greatest);
    }

    /// <summary>Not at all: the same time as another type.</summary>
    public static (Int128 Least, Int128 Greatest)? Same(long value, ReadOnlySpan<Vector?> arguments, FunctionContext context) => (0, 0);

    private static T? Constant<T>(Vector? argument)
        where T : unmanaged => argument is null || argument.IsNull(0) ? null : VectorAccess.Get<T>(argument, 0);

    // Months have 28 to 31 days.
    private static (Int128 Least, Int128 Greatest) Span(Interval interval)
    {
        var rest = interval.Microseconds + ((Int128)interval.Days * Calendar.MicrosPerDay);
        var (few, many) = ((Int128)interval.Months * 28 * Calendar.MicrosPerDay, (Int128)interval.Months * 31 * Calendar.MicrosPerDay);
        return (rest + Int128.Min(few, many), rest + Int128.Max(few, many));
    }

    private static (Int128 Least, Int128 Greatest) Reversed((Int128 Least, Int128 Greatest) span) => (-span.Greatest, -span.Least);

    private static (Int128 Least, Int128 Greatest) Zoned(Interval by, (Int128 Least, Int128 Greatest) span, long value, FunctionContext context)
    {
        if (by.Months == 0 && by.Days == 0) return span;
        var change = Int128.Max(Change(Session(context), value, value - span.Least), Change(Session(context), value, value - span.Greatest));
        return (span.Least - change, span.Greatest + change);
    }

    private static Func<long, int> Session(FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        return time => zone.OffsetAt(time);
    }

    private static ZoneSpecifier? Zone(Vector? name)
    {
        if (name is null || name.IsNull(0)) return null;
        try
        {
            return ZoneSpecifier.Parse(System.Text.Encoding.UTF8.GetString(VectorAccess.GetBytes(name, 0)));
        }
        catch (Errors.SqlException)
        {
            // As with units.
            return null;
        }
    }

    // The offsets in the vicinity of a time, be it of the zone's clock or not.
    private static (Int128 Least, Int128 Greatest) Offsets(Func<long, int> offsetAt, Int128 time)
    {
        var (least, greatest) = (int.MaxValue, int.MinValue);
        for (var step = -1; step <= 1; step++)
        {
            var offset = offsetAt((long)Int128.Clamp(time + (step * Vicinity), Calendar.MinTimestamp, Calendar.EndTimestamp - 1));
            (least, greatest) = (Math.Min(least, offset), Math.Max(greatest, offset));
        }

        return ((Int128)least * Calendar.MicrosPerSecond, (Int128)greatest * Calendar.MicrosPerSecond);
    }

    // How much the clock may be put forward or back between two times.
    private static Int128 Change(Func<long, int> offsetAt, Int128 one, Int128 other)
    {
        var (a, b) = (Offsets(offsetAt, one), Offsets(offsetAt, other));
        return Int128.Max(a.Greatest, b.Greatest) - Int128.Min(a.Least, b.Least);
    }
}
