using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>Functions of dates, times and intervals.</summary>
internal static class DateTimeFunctions
{
    private static readonly SqlType IntervalType = SqlTypes.Interval;

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Clock(declare);
        Fields(declare);
        Truncation(declare);
        Construction(declare);
        Zones(declare);
        declare.Map("age", [Timestamp, Timestamp], IntervalType, (long left, long right) => DateTimeConversions.Age(left, right));
        declare.Map("age", [TimestampTz, TimestampTz], IntervalType,
            (long left, long right, FunctionContext context) => DateTimeConversions.Age(Local(left, context), Local(right, context)), Volatility.Stable);
        declare.Map("age", [Timestamp], IntervalType, (long time, FunctionContext context) => DateTimeConversions.Age(Today(context), time), Volatility.Stable);
        declare.Map("age", [TimestampTz], IntervalType, (long time, FunctionContext context) => DateTimeConversions.Age(Today(context), Local(time, context)), Volatility.Stable);
        declare.Map("isfinite", [Date], SqlTypes.Bool, (int date) => date is not (int.MinValue or int.MaxValue));
        declare.Map("isfinite", [Timestamp], SqlTypes.Bool, (long time) => TimestampArithmetic.IsFinite(time));
        declare.Map("isfinite", [TimestampTz], SqlTypes.Bool, (long time) => TimestampArithmetic.IsFinite(time));
        declare.Map("isfinite", [IntervalType], SqlTypes.Bool, (Interval _) => true);
        declare.Map("justify_hours", [IntervalType], IntervalType, (Interval value) => IntervalArithmetic.JustifyHours(value));
        declare.Map("justify_days", [IntervalType], IntervalType, (Interval value) => IntervalArithmetic.JustifyDays(value));
        declare.Map("justify_interval", [IntervalType], IntervalType, (Interval value) => IntervalArithmetic.JustifyInterval(value));
        Overlaps.Register(declare);
    }

    private static long Local(long time, FunctionContext context) => TimestampArithmetic.ToLocal(time, context.Format.TimeZone);

    /// <summary>The midnight that the transaction's day began with, by the session's wall clock.</summary>
    private static long Today(FunctionContext context) => DateTimeConversions.ToTimestamp(DateTimeConversions.ToDate(Local(context.TransactionTime, context)));

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

    private static void Fields(Declarations declare)
    {
        Field(declare, Timestamp, Volatility.Immutable, (unit, vector, row, _) => Extract.Timestamp(unit, VectorAccess.Get<long>(vector, row)));
        Field(declare, TimestampTz, Volatility.Stable, (unit, vector, row, context) => Extract.TimestampTz(unit, VectorAccess.Get<long>(vector, row), context.Format.TimeZone));
        Field(declare, Time, Volatility.Immutable, (unit, vector, row, _) => Extract.Time(unit, VectorAccess.Get<long>(vector, row)));
        Field(declare, IntervalType, Volatility.Immutable, (unit, vector, row, _) => Extract.Interval(unit, VectorAccess.Get<Interval>(vector, row)));
        declare.Function("extract", [Text, Date], SqlTypes.Numeric, new TimeUnitKernel((unit, arguments, row, result, _) =>
            RowResult<Numeric?>.Write(result, Extract.Date(unit, VectorAccess.Get<int>(arguments[1], row)))));
        declare.Function("date_part", [Text, Date], Float8, new TimeUnitKernel((unit, arguments, row, result, context) =>
            RowResult<double?>.Write(result, Part(unit, arguments[1], row, context, (field, vector, at, _) =>
                Extract.Timestamp(field, DateTimeConversions.ToTimestamp(VectorAccess.Get<int>(vector, at)))))), Volatility.Immutable);
    }

    private delegate Numeric? FieldOf(NamedUnit unit, Vector vector, int row, FunctionContext context);

    private static void Field(Declarations declare, SqlType type, Volatility volatility, FieldOf extract)
    {
        declare.Function("extract", [Text, type], SqlTypes.Numeric, new TimeUnitKernel((unit, arguments, row, result, context) =>
            RowResult<Numeric?>.Write(result, extract(unit, arguments[1], row, context))), volatility);
        declare.Function("date_part", [Text, type], Float8, new TimeUnitKernel((unit, arguments, row, result, context) =>
            RowResult<double?>.Write(result, Part(unit, arguments[1], row, context, extract))), volatility);
    }

    /// <summary>date_part, which adds seconds and their fraction as doubles.</summary>
    private static double? Part(NamedUnit unit, Vector vector, int row, FunctionContext context, FieldOf extract)
    {
        if (unit.Unit is not (TimeUnit.Second or TimeUnit.Milliseconds)) return extract(unit, vector, row, context)?.ToDouble();
        if (extract(new NamedUnit(TimeUnit.Microseconds, unit.Name), vector, row, context)?.ToInt64() is not { } micros) return null;
        var seconds = micros / Calendar.MicrosPerSecond;
        var fraction = micros % Calendar.MicrosPerSecond;
        return unit.Unit == TimeUnit.Second ? seconds + (fraction / 1_000_000.0) : (seconds * 1000.0) + (fraction / 1000.0);
    }

    private static void Truncation(Declarations declare)
    {
        declare.Function("date_trunc", [Text, Timestamp], Timestamp, new TimeUnitKernel((unit, arguments, row, result, _) =>
            ((FixedVectorBuilder<long>)result).Append(DateTrunc.Timestamp(unit, VectorAccess.Get<long>(arguments[1], row)))));
        declare.Function("date_trunc", [Text, TimestampTz], TimestampTz, new TimeUnitKernel((unit, arguments, row, result, context) =>
            ((FixedVectorBuilder<long>)result).Append(DateTrunc.TimestampTz(unit, VectorAccess.Get<long>(arguments[1], row), context.Format.TimeZone))), Volatility.Stable);
        declare.Function("date_trunc", [Text, TimestampTz, Text], TimestampTz, new TimeUnitKernel((unit, arguments, row, result, _) =>
            ((FixedVectorBuilder<long>)result).Append(DateTrunc.TimestampTz(
                unit, VectorAccess.Get<long>(arguments[1], row), TimeZoneRules.Get(RowArgument<string>.Read(arguments[2], row))))), Volatility.Stable);
        declare.Function("date_trunc", [Text, IntervalType], IntervalType, new TimeUnitKernel((unit, arguments, row, result, _) =>
            ((FixedVectorBuilder<Interval>)result).Append(DateTrunc.Interval(unit, VectorAccess.Get<Interval>(arguments[1], row)))));
        declare.Map("date_bin", [IntervalType, Timestamp, Timestamp], Timestamp, (Interval stride, long time, long origin) => DateTrunc.Bin(stride, time, origin));
        declare.Map("date_bin", [IntervalType, TimestampTz, TimestampTz], TimestampTz, (Interval stride, long time, long origin) => DateTrunc.Bin(stride, time, origin));
    }

    private static void Construction(Declarations declare)
    {
        declare.Named("make_date", [new(Int4, "year"), new(Int4, "month"), new(Int4, "day")], Date,
            new RowKernel<int, int, int, int>((year, month, day, _) => MakeDate(year, month, day)));
        declare.Named("make_time", [new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec")], Time,
            new RowKernel<int, int, double, long>((hour, minute, second, _) => MakeTime(hour, minute, second)));
        declare.Named("make_timestamp", [new(Int4, "year"), new(Int4, "month"), new(Int4, "mday"), new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec")], Timestamp,
            new RowKernel<int, int, int, int, int, double, long>((year, month, day, hour, minute, second, _) => MakeTimestamp(year, month, day, hour, minute, second)));
        declare.Named("make_timestamptz", [new(Int4, "year"), new(Int4, "month"), new(Int4, "mday"), new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec")], TimestampTz,
            new RowKernel<int, int, int, int, int, double, long>((year, month, day, hour, minute, second, context) =>
                TimestampArithmetic.ToUtc(MakeTimestamp(year, month, day, hour, minute, second), context.Format.TimeZone)), Volatility.Stable);
        declare.Named("make_timestamptz",
            [new(Int4, "year"), new(Int4, "month"), new(Int4, "mday"), new(Int4, "hour"), new(Int4, "min"), new(Float8, "sec"), new(Text, "timezone")], TimestampTz,
            new RowKernel<int, int, int, int, int, double, string, long>((year, month, day, hour, minute, second, zone, _) =>
                TimestampArithmetic.ToUtc(MakeTimestamp(year, month, day, hour, minute, second), TimeZoneRules.Get(zone))), Volatility.Stable);
        declare.Named("make_interval",
            [
                new(Int4, "years", "0"), new(Int4, "months", "0"), new(Int4, "weeks", "0"), new(Int4, "days", "0"), new(Int4, "hours", "0"), new(Int4, "mins", "0"),
                new(Float8, "secs", "0.0"),
            ], IntervalType,
            new RowKernel<int, int, int, int, int, int, double, Interval>((years, months, weeks, days, hours, minutes, seconds, _) =>
                IntervalArithmetic.Make(years, months, weeks, days, hours, minutes, seconds)));
        declare.Map("to_timestamp", [Float8], TimestampTz, (double seconds) => FromEpoch(seconds));
    }

    private static int MakeDate(int year, int month, int day)
    {
        // A negative year is one before Christ; there is no year 0.
        var astronomical = year < 0 ? year + 1 : year;
        if (year == 0 || month is < 1 or > 12 || day < 1 || astronomical is < -4713 or > 5874897 || day > Calendar.DaysInMonth(astronomical, month))
        {
            throw DateTimeErrors.DateField(year, month, day);
        }

        return Calendar.ToDays(astronomical, month, day);
    }

    private static long MakeTime(int hour, int minute, double second)
    {
        if (hour is < 0 or > 24 || minute is < 0 or > 59 || !(second is >= 0 and <= 60) || (hour == 24 && (minute > 0 || second > 0)))
        {
            throw DateTimeErrors.TimeField(hour, minute, second);
        }

        return (((hour * 60L) + minute) * Calendar.MicrosPerMinute) + (long)Math.Round(second * Calendar.MicrosPerSecond, MidpointRounding.ToEven);
    }

    private static long MakeTimestamp(int year, int month, int day, int hour, int minute, double second) =>
        TimestampArithmetic.Checked(((Int128)MakeDate(year, month, day) * Calendar.MicrosPerDay) + MakeTime(hour, minute, second));

    private static long FromEpoch(double seconds)
    {
        if (double.IsNaN(seconds)) throw DataErrors.DateTimeOverflow("timestamp cannot be NaN");
        if (double.IsInfinity(seconds)) return seconds > 0 ? TimestampArithmetic.Infinity : TimestampArithmetic.NegativeInfinity;
        var micros = Math.Round((seconds - (Calendar.UnixEpochDays * 86_400.0)) * Calendar.MicrosPerSecond, MidpointRounding.ToEven);
        return micros >= Calendar.MinTimestamp && micros < Calendar.EndTimestamp
            ? (long)micros
            : throw DataErrors.DateTimeOutOfRange("timestamp", System.Text.Encoding.UTF8.GetBytes(seconds.ToString("G6").ToLowerInvariant()));
    }

    private static void Zones(Declarations declare)
    {
        declare.Map("timezone", [Text, TimestampTz], Timestamp, (string zone, long time) => TimestampArithmetic.ToLocal(time, TimeZoneRules.Get(zone)));
        declare.Map("timezone", [Text, Timestamp], TimestampTz, (string zone, long time) => TimestampArithmetic.ToUtc(time, TimeZoneRules.Get(zone)));
        declare.Map("timezone", [IntervalType, TimestampTz], Timestamp, (Interval offset, long time) => TimestampArithmetic.ToLocal(time, ZoneOf(offset)));
        declare.Map("timezone", [IntervalType, Timestamp], TimestampTz, (Interval offset, long time) => TimestampArithmetic.ToUtc(time, ZoneOf(offset)));
    }

    private static TimeZoneRules ZoneOf(Interval offset)
    {
        if (offset.Months == 0 && offset.Days == 0) return TimeZoneRules.FromOffset((int)(offset.Microseconds / Calendar.MicrosPerSecond));
        var vector = new FixedVectorBuilder<Interval>(IntervalType);
        vector.Append(offset);
        var text = new BytesVectorBuilder(Text);
        TypeCodec.For(IntervalType).FormatText(vector.Build(), text, FormatSettings.Default);
        throw DateTimeErrors.ZoneInterval(System.Text.Encoding.UTF8.GetString(((BytesVector)text.Build())[0]));
    }
}
