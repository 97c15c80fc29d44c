using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>date_trunc and date_bin.</summary>
internal static class DateTrunc
{
    /// <summary>date_trunc(field, timestamp).</summary>
    public static long Timestamp(NamedUnit unit, long timestamp, string type = "timestamp without time zone")
    {
        if (!TimestampArithmetic.IsFinite(timestamp)) return IsSupported(unit.Unit) ? timestamp : throw Known(unit).Refuse(type);
        switch (unit.Unit)
        {
            case TimeUnit.Microseconds: return timestamp;
            case TimeUnit.Milliseconds: return Floor(timestamp, 1000);
            case TimeUnit.Second: return Floor(timestamp, Calendar.MicrosPerSecond);
            case TimeUnit.Minute: return Floor(timestamp, Calendar.MicrosPerMinute);
            case TimeUnit.Hour: return Floor(timestamp, Calendar.MicrosPerHour);
            case TimeUnit.Day: return Floor(timestamp, Calendar.MicrosPerDay);
        }

        var days = Calendar.DayOf(timestamp, out _);
        if (unit.Unit == TimeUnit.Week) return At(days - ((Calendar.DayOfWeek(days) + 6) % 7));
        Calendar.FromDays(days, out var year, out var month, out _);
        switch (unit.Unit)
        {
            case TimeUnit.Month: return At(Calendar.ToDays(year, month, 1));
            case TimeUnit.Quarter: return At(Calendar.ToDays(year, ((month - 1) / 3 * 3) + 1, 1));
            case TimeUnit.Year: return At(Calendar.ToDays(year, 1, 1));
            // Years count without a zero here: 1 BC is year 0. The first decade, century and millennium begin in year 0, 1 and 1.
            case TimeUnit.Decade: return At(Calendar.ToDays(year > 0 ? year / 10 * 10 : -((8 - (year - 1)) / 10 * 10), 1, 1));
            case TimeUnit.Century: return At(Calendar.ToDays(year > 0 ? ((year + 99) / 100 * 100) - 99 : -((99 - (year - 1)) / 100 * 100) + 1, 1, 1));
            case TimeUnit.Millennium: return At(Calendar.ToDays(year > 0 ? ((year + 999) / 1000 * 1000) - 999 : -((999 - (year - 1)) / 1000 * 1000) + 1, 1, 1));
            default: throw Known(unit).Refuse(type);
        }
    }

    /// <summary>date_trunc(field, timestamptz [, zone]): by the zone's wall clock.</summary>
    public static long TimestampTz(NamedUnit unit, long timestamp, TimeZoneRules zone)
    {
        const string type = "timestamp with time zone";
        if (!TimestampArithmetic.IsFinite(timestamp)) return IsSupported(unit.Unit) ? timestamp : throw Known(unit).Refuse(type);
        var offset = zone.OffsetAt(timestamp) * Calendar.MicrosPerSecond;
        var local = Timestamp(unit, TimestampArithmetic.Checked((Int128)timestamp + offset), type);

        // Within a day the offset stays the moment's own; longer fields begin at a midnight, which has one of its own.
        return unit.Unit < TimeUnit.Day ? local - offset : TimestampArithmetic.ToUtc(local, zone);
    }

    /// <summary>date_trunc(field, interval).</summary>
    public static Interval Interval(NamedUnit unit, Interval value)
    {
        var (micros, days, months) = (value.Microseconds, value.Days, value.Months);
        return unit.Unit switch
        {
            TimeUnit.Microseconds => value,
            TimeUnit.Milliseconds => new Interval(micros / 1000 * 1000, days, months),
            TimeUnit.Second => new Interval(micros / Calendar.MicrosPerSecond * Calendar.MicrosPerSecond, days, months),
            TimeUnit.Minute => new Interval(micros / Calendar.MicrosPerMinute * Calendar.MicrosPerMinute, days, months),
            TimeUnit.Hour => new Interval(micros / Calendar.MicrosPerHour * Calendar.MicrosPerHour, days, months),
            TimeUnit.Day => new Interval(0, days, months),
            TimeUnit.Month => new Interval(0, 0, months),
            TimeUnit.Quarter => new Interval(0, 0, months / 3 * 3),
            TimeUnit.Year => new Interval(0, 0, months / 12 * 12),
            TimeUnit.Decade => new Interval(0, 0, months / 120 * 120),
            TimeUnit.Century => new Interval(0, 0, months / 1200 * 1200),
            TimeUnit.Millennium => new Interval(0, 0, months / 12000 * 12000),
            TimeUnit.Week => throw DataErrors.DateTimeUnit("week", "interval", known: true, "Months usually have fractional weeks."),
            _ => throw Known(unit).Refuse("interval"),
        };
    }

    /// <summary>date_bin(stride, timestamp, origin).</summary>
    public static long Bin(Interval stride, long timestamp, long origin)
    {
        if (!TimestampArithmetic.IsFinite(timestamp)) return timestamp;
        if (!TimestampArithmetic.IsFinite(origin)) throw DataErrors.DateTimeOverflow("origin out of range");
        if (stride.Months != 0) throw DateTimeErrors.BinnedMonths();
        var width = (Int128)stride.Microseconds + ((Int128)stride.Days * Calendar.MicrosPerDay);
        if (width > long.MaxValue) throw DataErrors.DateTimeOutOfRange("interval");
        if (width <= 0) throw DataErrors.DateTimeOverflow("stride must be greater than zero");
        var distance = (Int128)timestamp - origin;
        var part = distance % width;
        if (part < 0) part += width;
        return TimestampArithmetic.Checked(origin + distance - part);
    }

    /// <summary>date_trunc takes the names of lengths of time only; those of other fields are unknown to it.</summary>
    private static NamedUnit Known(NamedUnit unit) => unit.Unit is >= TimeUnit.Julian and <= TimeUnit.Epoch ? new NamedUnit(TimeUnit.Unknown, unit.Name) : unit;

    private static bool IsSupported(TimeUnit unit) => unit is >= TimeUnit.Microseconds and <= TimeUnit.Millennium;

    private static long At(int days) => TimestampArithmetic.Checked((Int128)days * Calendar.MicrosPerDay);

    private static long Floor(long timestamp, long width)
    {
        var part = timestamp % width;
        return timestamp - (part < 0 ? part + width : part);
    }
}
