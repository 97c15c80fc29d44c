namespace Tidemark.Types;

/// <summary>
/// extract (exact, numeric) and date_part (double). Fields come from <see cref="DateTimeUnits.ForExtraction"/>. Null is the answer for the fields of
/// an infinity that go round, such as the hour; those that grow are infinite.
/// </summary>
public static class DateTimeExtraction
{
    private const int SecondsPerDay = 86_400;
    private const int MicroDigits = 6;
    private const int MilliDigits = 3;

    /// <summary>extract(field from timestamp).</summary>
    public static Numeric? Extract(DateTimeUnit field, long timestamp) => timestamp is long.MinValue or long.MaxValue
        ? Infinite(field, timestamp > 0)
        : field switch
        {
            DateTimeUnit.Epoch => Numeric.Create((Int128)timestamp + Calendar.UnixEpochMicros, MicroDigits),
            DateTimeUnit.Julian => Julian(timestamp),
            _ => Exact(field, timestamp),
        };

    /// <summary>extract(field from timestamptz), in the cursor's zone.</summary>
    public static Numeric? Extract(DateTimeUnit field, long timestamp, ref ZoneCursor zone)
    {
        if (field == DateTimeUnit.Epoch || timestamp is long.MinValue or long.MaxValue) return Extract(field, timestamp);
        var offset = zone.OffsetAt(timestamp);
        return Offset(field, offset) is int part ? new Numeric(part) : Extract(field, timestamp + (offset * Calendar.MicrosPerSecond));
    }

    /// <summary>extract(field from date).</summary>
    public static Numeric? ExtractFromDate(DateTimeUnit field, int date)
    {
        if (date is int.MinValue or int.MaxValue) return Infinite(field, date > 0);
        return field switch
        {
            DateTimeUnit.Epoch => new Numeric(((long)date + Calendar.UnixEpochDays) * SecondsPerDay),
            DateTimeUnit.Julian => new Numeric((long)date + Calendar.EpochJulianDay),
            _ => new Numeric(CalendarField(field, date)),
        };
    }

    /// <summary>extract(field from time).</summary>
    public static Numeric ExtractFromTime(DateTimeUnit field, long time) =>
        field == DateTimeUnit.Epoch ? Numeric.Create((Int128)time, MicroDigits) : Clock(field, time);

    /// <summary>extract(field from interval).</summary>
    public static Numeric ExtractFromInterval(DateTimeUnit field, Interval value) => field switch
    {
        DateTimeUnit.Epoch => Numeric.Create((IntervalSeconds(value) * Calendar.MicrosPerSecond) + value.Microseconds, MicroDigits),
        < DateTimeUnit.Hour => Clock(field, value.Microseconds % Calendar.MicrosPerHour),
        _ => new Numeric(IntervalField(field, value)),
    };

    /// <summary>date_part(field, timestamp).</summary>
    public static double? DatePart(DateTimeUnit field, long timestamp)
    {
        if (timestamp is long.MinValue or long.MaxValue) return Infinite(field, timestamp > 0)?.ToDouble();
        switch (field)
        {
            case DateTimeUnit.Epoch:
                return timestamp < long.MaxValue - Calendar.UnixEpochMicros
                    ? (timestamp + Calendar.UnixEpochMicros) / 1e6
                    : ((double)timestamp + Calendar.UnixEpochMicros) / 1e6;
            case DateTimeUnit.Julian:
                var days = Calendar.DayOf(timestamp, out var time);
                return days + (double)Calendar.EpochJulianDay + (((time / Calendar.MicrosPerSecond) + (time % Calendar.MicrosPerSecond / 1e6)) / SecondsPerDay);
            default:
                Calendar.DayOf(timestamp, out var clock);
                return field <= DateTimeUnit.Hour ? ClockDouble(field, clock) : CalendarField(field, Calendar.DayOf(timestamp, out _));
        }
    }

    /// <summary>date_part(field, timestamptz), in the cursor's zone.</summary>
    public static double? DatePart(DateTimeUnit field, long timestamp, ref ZoneCursor zone)
    {
        if (field == DateTimeUnit.Epoch || timestamp is long.MinValue or long.MaxValue) return DatePart(field, timestamp);
        var offset = zone.OffsetAt(timestamp);
        return Offset(field, offset) ?? DatePart(field, timestamp + (offset * Calendar.MicrosPerSecond));
    }

    /// <summary>date_part(field, time).</summary>
    public static double DatePartOfTime(DateTimeUnit field, long time) => field == DateTimeUnit.Epoch ? time / 1e6 : ClockDouble(field, time);

    /// <summary>date_part(field, interval).</summary>
    public static double DatePartOfInterval(DateTimeUnit field, Interval value) => field switch
    {
        DateTimeUnit.Epoch => (value.Microseconds / 1e6) + (365.25 * SecondsPerDay * (value.Months / 12)) + (30.0 * SecondsPerDay * (value.Months % 12))
            + ((double)SecondsPerDay * value.Days),
        < DateTimeUnit.Hour => ClockDouble(field, value.Microseconds % Calendar.MicrosPerHour),
        _ => IntervalField(field, value),
    };

    private static Numeric? Infinite(DateTimeUnit field, bool positive) => field switch
    {
        DateTimeUnit.Year or DateTimeUnit.Decade or DateTimeUnit.Century or DateTimeUnit.Millennium or DateTimeUnit.Julian or DateTimeUnit.IsoYear
            or DateTimeUnit.Epoch => positive ? Numeric.PositiveInfinity : Numeric.NegativeInfinity,
        _ => null,
    };

    private static int? Offset(DateTimeUnit field, int offset) => field switch
    {
        DateTimeUnit.Zone => offset,
        DateTimeUnit.ZoneHour => offset / 3600,
        DateTimeUnit.ZoneMinute => offset / 60 % 60,
        _ => null,
    };

    private static Numeric Exact(DateTimeUnit field, long local)
    {
        var days = Calendar.DayOf(local, out var time);
        return field <= DateTimeUnit.Hour ? Clock(field, time) : new Numeric(CalendarField(field, days));
    }

    private static Numeric Julian(long local)
    {
        var days = Calendar.DayOf(local, out var time);
        return new Numeric((long)days + Calendar.EpochJulianDay) + (new Numeric(time) / new Numeric(Calendar.MicrosPerDay));
    }

    private static Numeric Clock(DateTimeUnit field, long time) => field switch
    {
        DateTimeUnit.Microsecond => new Numeric(time % Calendar.MicrosPerMinute),
        DateTimeUnit.Millisecond => Numeric.Create((Int128)(time % Calendar.MicrosPerMinute), MilliDigits),
        DateTimeUnit.Second => Numeric.Create((Int128)(time % Calendar.MicrosPerMinute), MicroDigits),
        DateTimeUnit.Minute => new Numeric(time / Calendar.MicrosPerMinute % 60),
        _ => new Numeric(time / Calendar.MicrosPerHour),
    };

    private static double ClockDouble(DateTimeUnit field, long time)
    {
        var second = time / Calendar.MicrosPerSecond % 60;
        var micros = time % Calendar.MicrosPerSecond;
        return field switch
        {
            DateTimeUnit.Microsecond => (second * 1_000_000) + micros,
            DateTimeUnit.Millisecond => (second * 1000) + (micros / 1000.0),
            DateTimeUnit.Second => second + (micros / 1e6),
            DateTimeUnit.Minute => time / Calendar.MicrosPerMinute % 60,
            _ => time / Calendar.MicrosPerHour,
        };
    }

    private static int CalendarField(DateTimeUnit field, int days)
    {
        switch (field)
        {
            case DateTimeUnit.DayOfWeek:
                return Calendar.DayOfWeek(days);
            case DateTimeUnit.IsoDayOfWeek:
                return Calendar.DayOfWeek(days) is 0 ? 7 : Calendar.DayOfWeek(days);
            case DateTimeUnit.DayOfYear:
                return Calendar.DayOfYear(days);
            case DateTimeUnit.Week:
                return Calendar.IsoWeek(days).Week;
            case DateTimeUnit.IsoYear:
                return Calendar.IsoWeek(days).Year is var iso && iso > 0 ? iso : iso - 1;
        }

        Calendar.FromDays(days, out var year, out var month, out var day);
        return field switch
        {
            DateTimeUnit.Day => day,
            DateTimeUnit.Month => month,
            DateTimeUnit.Quarter => ((month - 1) / 3) + 1,

            // There is no year, century or millennium 0; decades have one.
            DateTimeUnit.Year => year > 0 ? year : year - 1,
            DateTimeUnit.Decade => year >= 0 ? year / 10 : -((8 - (year - 1)) / 10),
            DateTimeUnit.Century => year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100),
            _ => year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000),
        };
    }

    private static long IntervalField(DateTimeUnit field, Interval value) => field switch
    {
        DateTimeUnit.Hour => value.Microseconds / Calendar.MicrosPerHour,
        DateTimeUnit.Day => value.Days,
        DateTimeUnit.Month => value.Months % 12,
        DateTimeUnit.Quarter => (value.Months % 12 / 3) + 1,
        DateTimeUnit.Year => value.Months / 12,
        DateTimeUnit.Decade => value.Months / 12 / 10,
        DateTimeUnit.Century => value.Months / 12 / 100,
        _ => value.Months / 12 / 1000,
    };

    /// <summary>The seconds of months and days, a year having 365.25 days: calculated in quarters of a day.</summary>
    private static Int128 IntervalSeconds(Interval value) =>
        ((1461 * (Int128)(value.Months / 12)) + (120 * (Int128)(value.Months % 12)) + (4 * (Int128)value.Days)) * (SecondsPerDay / 4);
}
