using Tidemark.Engine.Catalog;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.Functions;

/// <summary>The casts among dates, times, timestamps and intervals, with the contexts of pg_cast.</summary>
internal static class DateTimeCasts
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Cast(CastContext.Implicit, declare.Near("timestamp", Date, Timestamp, Reaches.Same, (int date, FunctionContext _) => TimestampArithmetic.FromDate(date)));
        declare.Cast(CastContext.Implicit, declare.Near("timestamptz", Date, TimestampTz, Reaches.ToUtc,
            (int date, FunctionContext context) => Moment.ToUtc(TimestampArithmetic.FromDate(date), context), Volatility.Stable));
        declare.Cast(CastContext.Assignment, declare.Near("date", Timestamp, Date, Reaches.ToDate, (long time, FunctionContext _) => TimestampArithmetic.ToDate(time)));
        declare.Cast(CastContext.Assignment, declare.Map("time", [Timestamp], Time, (long time) => TimeOf(time)));
        declare.Cast(CastContext.Implicit, declare.Near("timestamptz", Timestamp, TimestampTz, Reaches.ToUtc,
            (long time, FunctionContext context) => Moment.ToUtc(time, context), Volatility.Stable));
        declare.Cast(CastContext.Assignment, declare.Near("date", TimestampTz, Date, Reaches.ToLocalDate,
            (long time, FunctionContext context) => TimestampArithmetic.ToDate(Moment.ToLocal(time, context)), Volatility.Stable));
        declare.Cast(CastContext.Assignment, declare.Map("time", [TimestampTz], Time,
            (long time, FunctionContext context) => TimeOf(Moment.ToLocal(time, context)), Volatility.Stable));
        declare.Cast(CastContext.Assignment, declare.Near("timestamp", TimestampTz, Timestamp, Reaches.ToLocal,
            (long time, FunctionContext context) => Moment.ToLocal(time, context), Volatility.Stable));
        declare.Cast(CastContext.Implicit, declare.Map("interval", [Time], SqlTypes.Interval, (long time) => new Interval(time, 0, 0)));
        declare.Cast(CastContext.Assignment, declare.Map("time", [SqlTypes.Interval], Time, (Interval interval) => TimestampArithmetic.AddToTime(0, interval)));
    }

    // An infinity has no time of day.
    private static long? TimeOf(long timestamp) => Moment.IsFinite(timestamp) ? TimestampArithmetic.ToTime(timestamp) : null;
}
