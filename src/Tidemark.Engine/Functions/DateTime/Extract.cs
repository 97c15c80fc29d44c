using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>extract: a field of a value as numeric, with the scale that PostgreSQL gives it.</summary>
internal static class Extract
{
    private static readonly Int128 SecondsPerYear = 31_557_600;

    /// <summary>A field of a timestamp.</summary>
    public static Numeric? Timestamp(NamedUnit unit, long timestamp, string type = "timestamp without time zone")
    {
        if (!TimestampArithmetic.IsFinite(timestamp)) return Infinite(unit, timestamp > 0, type);
        var days = Calendar.DayOf(timestamp, out var time);
        return unit.Unit switch
        {
            TimeUnit.Epoch => Numeric.Create((Int128)timestamp + Calendar.UnixEpochMicros, 6),
            TimeUnit.Julian => Julian(days, time),
            _ => TimeField(unit.Unit, time) ?? DateField(unit.Unit, days) ?? throw unit.Refuse(type),
        };
    }

    /// <summary>A field of a timestamptz by a zone's wall clock.</summary>
    public static Numeric? TimestampTz(NamedUnit unit, long timestamp, TimeZoneRules zone)
    {
        const string type = "timestamp with time zone";
        if (!TimestampArithmetic.IsFinite(timestamp)) return Infinite(unit, timestamp > 0, type);
        var offset = zone.OffsetAt(timestamp);
        return unit.Unit switch
        {
            TimeUnit.Epoch => Numeric.Create((Int128)timestamp + Calendar.UnixEpochMicros, 6),
            TimeUnit.TimeZone => new Numeric(offset),
            TimeUnit.TimeZoneHour => new Numeric(offset / 3600),
            TimeUnit.TimeZoneMinute => new Numeric(offset / 60 % 60),
            _ => Timestamp(unit, timestamp + (offset * Calendar.MicrosPerSecond), type),
        };
    }

    /// <summary>A field of a date; fields of the time of day are refused.</summary>
    public static Numeric? Date(NamedUnit unit, int date)
    {
        if (date is int.MinValue or int.MaxValue) return unit.Unit is >= TimeUnit.Microseconds and <= TimeUnit.Hour ? throw unit.Refuse("date") : Infinite(unit, date > 0, "date");
        return unit.Unit switch
        {
            TimeUnit.Epoch => new Numeric(((long)date + Calendar.UnixEpochDays) * 86_400),
            TimeUnit.Julian => new Numeric((long)date + Calendar.EpochJulianDay),
            _ => DateField(unit.Unit, date) ?? throw unit.Refuse("date"),
        };
    }

    /// <summary>A field of a time of day.</summary>
    public static Numeric? Time(NamedUnit unit, long time) => unit.Unit == TimeUnit.Epoch
        ? Numeric.Create((Int128)time, 6)
        : TimeField(unit.Unit, time) ?? throw unit.Refuse("time without time zone");

    /// <summary>A field of an interval.</summary>
    public static Numeric? Interval(NamedUnit unit, Interval value)
    {
        var years = value.Months / 12;
        return unit.Unit switch
        {
            TimeUnit.Day => new Numeric(value.Days),
            TimeUnit.Month => new Numeric(value.Months % 12),
            TimeUnit.Quarter => new Numeric((value.Months % 12 / 3) + 1),
            TimeUnit.Year => new Numeric(years),
            TimeUnit.Decade => new Numeric(years / 10),
            TimeUnit.Century => new Numeric(years / 100),
            TimeUnit.Millennium => new Numeric(years / 1000),
            TimeUnit.Hour => new Numeric(value.Microseconds / Calendar.MicrosPerHour),
            TimeUnit.Epoch => Numeric.Create(
                (((years * SecondsPerYear) + (value.Months % 12 * (Int128)30 * 86_400) + (value.Days * (Int128)86_400)) * Calendar.MicrosPerSecond) + value.Microseconds, 6),
            _ => TimeField(unit.Unit, value.Microseconds) ?? throw unit.Refuse("interval"),
        };
    }

    private static Numeric? TimeField(TimeUnit unit, long time) => unit switch
    {
        TimeUnit.Microseconds => new Numeric(time % Calendar.MicrosPerMinute),
        TimeUnit.Milliseconds => Numeric.Create((Int128)(time % Calendar.MicrosPerMinute), 3),
        TimeUnit.Second => Numeric.Create((Int128)(time % Calendar.MicrosPerMinute), 6),
        TimeUnit.Minute => new Numeric(time / Calendar.MicrosPerMinute % 60),
        TimeUnit.Hour => new Numeric(time / Calendar.MicrosPerHour),
        _ => null,
    };

    private static Numeric? DateField(TimeUnit unit, int days)
    {
        switch (unit)
        {
            case TimeUnit.DayOfWeek: return new Numeric(Calendar.DayOfWeek(days));
            case TimeUnit.IsoDayOfWeek: return new Numeric(((Calendar.DayOfWeek(days) + 6) % 7) + 1);
            case TimeUnit.DayOfYear: return new Numeric(Calendar.DayOfYear(days));
            case TimeUnit.Week: return new Numeric(Calendar.IsoWeek(days).Week);
            case TimeUnit.IsoYear: return new Numeric(Calendar.IsoWeek(days).Year is var isoYear && isoYear <= 0 ? isoYear - 1 : isoYear);
        }

        Calendar.FromDays(days, out var year, out var month, out var day);
        return unit switch
        {
            TimeUnit.Day => new Numeric(day),
            TimeUnit.Month => new Numeric(month),
            TimeUnit.Quarter => new Numeric(((month - 1) / 3) + 1),
            TimeUnit.Year => new Numeric(year > 0 ? year : year - 1),
            TimeUnit.Decade => new Numeric(year >= 0 ? year / 10 : -((8 - (year - 1)) / 10)),
            TimeUnit.Century => new Numeric(year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100)),
            TimeUnit.Millennium => new Numeric(year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000)),
            _ => null,
        };
    }

    private static Numeric Julian(int days, long time) =>
        new Numeric((long)days + Calendar.EpochJulianDay) + (new Numeric(time) / new Numeric(Calendar.MicrosPerDay));

    private static Numeric? Infinite(NamedUnit unit, bool positive, string type) => unit.Unit switch
    {
        TimeUnit.Unknown => throw unit.Refuse(type),
        TimeUnit.TimeZone or TimeUnit.TimeZoneHour or TimeUnit.TimeZoneMinute when type != "timestamp with time zone" => throw unit.Refuse(type),
        TimeUnit.Year or TimeUnit.Decade or TimeUnit.Century or TimeUnit.Millennium or TimeUnit.Julian or TimeUnit.IsoYear or TimeUnit.Epoch =>
            positive ? Numeric.PositiveInfinity : Numeric.NegativeInfinity,
        _ => null,
    };
}
