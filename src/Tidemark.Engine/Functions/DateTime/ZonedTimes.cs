using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>Functions, operators and casts of time with time zone.</summary>
internal static class ZonedTimes
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        var interval = SqlTypes.Interval;
        declare.Operator("+", declare.Map("timetz_pl_interval", [TimeTz, interval], TimeTz, (long time, Interval by) => Add(time, by.Microseconds)), "+");
        declare.Operator("+", declare.Map("interval_pl_timetz", [interval, TimeTz], TimeTz, (Interval by, long time) => Add(time, by.Microseconds)), "+");
        declare.Operator("-", declare.Map("timetz_mi_interval", [TimeTz, interval], TimeTz, (long time, Interval by) => Add(time, -by.Microseconds)));
        declare.Operator("+", declare.Map("datetimetz_pl", [Date, TimeTz], TimestampTz, (int date, long time) => Combine(date, time)), "+");
        declare.Operator("+", declare.Map("timetzdate_pl", [TimeTz, Date], TimestampTz, (long time, int date) => Combine(date, time)), "+");
        declare.Map("timestamptz", [Date, TimeTz], TimestampTz, (int date, long time) => Combine(date, time));
        declare.Map("timestamptz", [Date, Time], TimestampTz, (int date, long time, FunctionContext context) => Moment.ToUtc(OfDay(date, time), context), Volatility.Stable);
        declare.Map("timestamp", [Date, Time], Timestamp, (int date, long time) => OfDay(date, time));
        declare.Map("timezone", [Text, TimeTz], TimeTz, (string zone, long time, FunctionContext context) =>
            new ZonedTime(time).In(ZoneSpecifier.Parse(zone).OffsetAt(context.TransactionTime)).Packed, Volatility.Stable);
        declare.Map("timezone", [interval, TimeTz], TimeTz, (Interval offset, long time) => new ZonedTime(time).In(Displacement(offset).OffsetAt(0)).Packed);
        Casts(declare);
        Fields(declare);
        declare.Nullable("overlaps", [TimeTz, TimeTz, TimeTz, TimeTz], SqlTypes.Bool, (arguments, row, result, _) => RowResult<bool?>.Write(
            result, Overlaps.Compute(Read(arguments[0], row), Read(arguments[1], row), Read(arguments[2], row), Read(arguments[3], row))));
    }

    private static void Casts(Declarations declare)
    {
        declare.Cast(CastContext.Implicit, declare.Map("timetz", [Time], TimeTz, (long time, FunctionContext context) => OfTime(time, context), Volatility.Stable));
        declare.Cast(CastContext.Assignment, declare.Map("timetz", [TimestampTz], TimeTz, (long time, FunctionContext context) => OfMoment(time, context), Volatility.Stable));
        declare.Cast(CastContext.Assignment, declare.Map("time", [TimeTz], Time, (long time) => new ZonedTime(time).Micros));
    }

    private static void Fields(Declarations declare)
    {
        declare.Function("extract", [Text, TimeTz], SqlTypes.Numeric, new TimeUnitKernel(
            name => DateTimeUnits.ForExtraction(name, TimeTz),
            static (unit, arguments, row, result, ref _) => RowResult<Numeric?>.Write(result, Exact(unit, new ZonedTime(VectorAccess.Get<long>(arguments[1], row))))));
        declare.Function("date_part", [Text, TimeTz], Float8, new TimeUnitKernel(
            name => DateTimeUnits.ForExtraction(name, TimeTz),
            static (unit, arguments, row, result, ref _) => RowResult<double?>.Write(result, Part(unit, new ZonedTime(VectorAccess.Get<long>(arguments[1], row))))));
    }

    private static Numeric? Exact(DateTimeUnit unit, ZonedTime time) => Zone(unit, time.Offset) is { } zone ? new Numeric(zone)
        : DateTimeExtraction.ExtractFromTime(unit, unit == DateTimeUnit.Epoch ? time.Utc : time.Micros);

    private static double? Part(DateTimeUnit unit, ZonedTime time) => Zone(unit, time.Offset) is { } zone ? zone
        : DateTimeExtraction.DatePartOfTime(unit, unit == DateTimeUnit.Epoch ? time.Utc : time.Micros);

    private static int? Zone(DateTimeUnit unit, int offset) => unit switch
    {
        DateTimeUnit.Zone => offset,
        DateTimeUnit.ZoneHour => offset / 3600,
        DateTimeUnit.ZoneMinute => offset / 60 % 60,
        _ => null,
    };

    private static long? Read(Vector vector, int row) => vector.IsNull(row) ? null : VectorAccess.Get<long>(vector, row);

    private static long Add(long time, long micros) => new ZonedTime(time).Add(micros % Calendar.MicrosPerDay).Packed;

    private static long Combine(int date, long time)
    {
        if (date is int.MinValue or int.MaxValue) return date == int.MinValue ? long.MinValue : long.MaxValue;
        return TimestampArithmetic.CheckRange((Int128)TimestampArithmetic.FromDate(date) + new ZonedTime(time).Utc);
    }

    private static long OfDay(int date, long time)
    {
        var midnight = TimestampArithmetic.FromDate(date);
        return Moment.IsFinite(midnight) ? TimestampArithmetic.CheckRange((Int128)midnight + time) : midnight;
    }

    // PostgreSQL takes any offset, and writes what cannot be read again.
    private static ZoneSpecifier Displacement(Interval offset) => Math.Abs(offset.Microseconds) < 168 * Calendar.MicrosPerHour
        ? ZoneSpecifier.FromInterval(offset)
        : throw new SqlException(new SqlError { State = new SqlState("22009"), Message = "time zone displacement out of range" });

    // Today's offset at that time of day.
    private static long OfTime(long time, FunctionContext context)
    {
        var today = TimestampArithmetic.ToDate(Moment.ToLocal(context.TransactionTime, context));
        return new ZonedTime(time, context.Format.TimeZone.OffsetAtLocal(TimestampArithmetic.FromDate(today) + time)).Packed;
    }

    private static long? OfMoment(long moment, FunctionContext context)
    {
        if (!Moment.IsFinite(moment)) return null;
        var local = Moment.ToLocal(moment, context);
        return new ZonedTime(TimestampArithmetic.ToTime(local), context.Format.TimeZone.OffsetAt(moment)).Packed;
    }
}
