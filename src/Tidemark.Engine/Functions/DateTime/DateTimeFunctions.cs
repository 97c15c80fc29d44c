using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.Functions;

/// <summary>Functions of dates, times and intervals.</summary>
internal static class DateTimeFunctions
{
    private static readonly SqlType IntervalType = SqlTypes.Interval;

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Clock(declare);
        DateTimeFields.Register(declare);
        Construction(declare);
        Zones(declare);
        declare.Map("age", [Timestamp, Timestamp], IntervalType, (long left, long right) => TimestampArithmetic.Age(left, right));
        declare.Map("age", [TimestampTz, TimestampTz], IntervalType,
            (long left, long right, FunctionContext context) => TimestampArithmetic.Age(Local(left, context), Local(right, context)), Volatility.Stable);
        declare.Map("age", [Timestamp], IntervalType, (long time, FunctionContext context) => TimestampArithmetic.Age(Today(context), time), Volatility.Stable);
        declare.Map("age", [TimestampTz], IntervalType, (long time, FunctionContext context) => TimestampArithmetic.Age(Today(context), Local(time, context)), Volatility.Stable);
        declare.Map("isfinite", [Date], SqlTypes.Bool, (int date) => date is not (int.MinValue or int.MaxValue));
        declare.Map("isfinite", [Timestamp], SqlTypes.Bool, (long time) => Moment.IsFinite(time));
        declare.Map("isfinite", [TimestampTz], SqlTypes.Bool, (long time) => Moment.IsFinite(time));
        declare.Map("isfinite", [IntervalType], SqlTypes.Bool, (Interval _) => true);
        declare.Map("justify_hours", [IntervalType], IntervalType, (Interval value) => IntervalArithmetic.JustifyHours(value));
        declare.Map("justify_days", [IntervalType], IntervalType, (Interval value) => IntervalArithmetic.JustifyDays(value));
        declare.Map("justify_interval", [IntervalType], IntervalType, (Interval value) => IntervalArithmetic.JustifyInterval(value));
        Overlaps.Register(declare);
        ZonedTimes.Register(declare);
    }

    private static long Local(long time, FunctionContext context) => Moment.ToLocal(time, context);

    /// <summary>The midnight that the transaction's day began with, by the session's wall clock.</summary>
    private static long Today(FunctionContext context) => TimestampArithmetic.FromDate(TimestampArithmetic.ToDate(Local(context.TransactionTime, context)));

    private static void Clock(Declarations declare)
    {
        declare.Map("now", [], TimestampTz, context => context.TransactionTime, Volatility.Stable);
        declare.Map("transaction_timestamp", [], TimestampTz, context => context.TransactionTime, Volatility.Stable);
        declare.Map("statement_timestamp", [], TimestampTz, context => context.StatementTime, Volatility.Stable);
        declare.Map("clock_timestamp", [], TimestampTz, Now, Volatility.Volatile);
        declare.Map("timeofday", [], Text, context =>
        {
            var local = Local(Now(context), context);
            var days = Calendar.DayOf(local, out var time);
            Calendar.FromDays(days, out var year, out var month, out var day);
            var zone = context.Format.TimeZone.AbbreviationAt(Now(context));
            var date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).AddTicks(time * TimeSpan.TicksPerMicrosecond);
            return $"{date.ToString("ddd MMM dd HH:mm:ss.ffffff yyyy")} {zone}";
        }, Volatility.Volatile);
    }

    private static long Now(FunctionContext context) =>
        (context.Clock.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond - Calendar.UnixEpochMicros;

    private static void Construction(Declarations declare)
    {
        declare.Named("make_date", [new(Int4, "year"), new(Int4, "month"), new(Int4, "day")], Date,
            new RowKernel<int, int, int, int>((year, month, day, _) => TimestampArithmetic.MakeDate(year, month, day)));
        declare.Named("make_time", [new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec")], Time,
            new RowKernel<int, int, double, long>((hour, minute, second, _) => TimestampArithmetic.MakeTime(hour, minute, second)));
        declare.Named("make_timestamp", [new(Int4, "year"), new(Int4, "month"), new(Int4, "mday"), new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec")], Timestamp,
            new RowKernel<int, int, int, int, int, double, long>((year, month, day, hour, minute, second, _) => TimestampArithmetic.MakeTimestamp(year, month, day, hour, minute, second)));
        declare.Named("make_timestamptz", [new(Int4, "year"), new(Int4, "month"), new(Int4, "mday"), new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec")], TimestampTz,
            new RowKernel<int, int, int, int, int, double, long>((year, month, day, hour, minute, second, context) =>
                Moment.ToUtc(TimestampArithmetic.MakeTimestamp(year, month, day, hour, minute, second), context)), Volatility.Stable);
        declare.Named("make_timestamptz",
            [new(Int4, "year"), new(Int4, "month"), new(Int4, "mday"), new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec"), new(Text, "timezone")], TimestampTz,
            new RowKernel<int, int, int, int, int, double, string, long>((year, month, day, hour, minute, second, zone, _) =>
            {
                var local = TimestampArithmetic.MakeTimestamp(year, month, day, hour, minute, second);
                return ZoneSpecifier.ParseIso(zone).ToUtc(local);
            }), Volatility.Stable);
        declare.Named("make_interval",
            [
                new(Int4, "years", "0"), new(Int4, "months", "0"), new(Int4, "weeks", "0"), new(Int4, "days", "0"), new(Int4, "hours", "0"), new(Int4, "mins", "0"),
                new(Float8, "secs", "0.0"),
            ], IntervalType,
            new RowKernel<int, int, int, int, int, int, double, Interval>((years, months, weeks, days, hours, minutes, seconds, _) =>
                IntervalArithmetic.Make(years, months, weeks, days, hours, minutes, seconds)));
        declare.Map("to_timestamp", [Float8], TimestampTz, (double seconds) => FromEpoch(seconds));
    }

    private static long FromEpoch(double seconds)
    {
        if (double.IsNaN(seconds)) throw DataErrors.DateTimeOverflow("timestamp cannot be NaN");
        if (double.IsInfinity(seconds)) return seconds > 0 ? long.MaxValue : long.MinValue;
        var micros = Math.Round((seconds - (Calendar.UnixEpochDays * 86_400.0)) * Calendar.MicrosPerSecond, MidpointRounding.ToEven);
        return micros >= Calendar.MinTimestamp && micros < Calendar.EndTimestamp
            ? (long)micros
            : throw DataErrors.DateTimeOutOfRange("timestamp", System.Text.Encoding.UTF8.GetBytes(seconds.ToString("G6").ToLowerInvariant()));
    }

    private static void Zones(Declarations declare)
    {
        declare.Near("timezone", [Text, TimestampTz], Timestamp, 1, Reaches.ToZone, (string zone, long time, FunctionContext _) => ZoneSpecifier.Parse(zone).ToLocal(time));
        declare.Near("timezone", [Text, Timestamp], TimestampTz, 1, Reaches.FromZone, (string zone, long time, FunctionContext _) => ZoneSpecifier.Parse(zone).ToUtc(time));
        declare.Map("timezone", [IntervalType, TimestampTz], Timestamp, (Interval offset, long time) => ZoneSpecifier.FromInterval(offset).ToLocal(time));
        declare.Map("timezone", [IntervalType, Timestamp], TimestampTz, (Interval offset, long time) => ZoneSpecifier.FromInterval(offset).ToUtc(time));
    }
}
