using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>
/// Adding intervals to moments as PostgreSQL does: months first (the day cut to the length of the month), then days, then time. Infinities stay as they are.
/// </summary>
internal static class TimestampArithmetic
{
    /// <summary>The timestamp before all others.</summary>
    public const long NegativeInfinity = long.MinValue;

    /// <summary>The timestamp after all others.</summary>
    public const long Infinity = long.MaxValue;

    /// <summary>Whether a timestamp is a point in time.</summary>
    public static bool IsFinite(long timestamp) => timestamp is not (Infinity or NegativeInfinity);

    /// <summary>timestamp + interval.</summary>
    public static long Add(long timestamp, Interval interval)
    {
        if (!IsFinite(timestamp)) return timestamp;
        if (interval.Months != 0) timestamp = AddMonths(timestamp, interval.Months);
        if (interval.Days != 0) timestamp = Checked(timestamp + ((Int128)interval.Days * Calendar.MicrosPerDay));
        return Checked((Int128)timestamp + interval.Microseconds);
    }

    /// <summary>timestamptz + interval: months and days are those of the zone's calendar, time passes everywhere alike.</summary>
    public static long Add(long timestamp, Interval interval, TimeZoneRules zone)
    {
        if (!IsFinite(timestamp)) return timestamp;
        if (interval.Months != 0 || interval.Days != 0)
        {
            var local = ToLocal(timestamp, zone);
            if (interval.Months != 0)
            {
                // Between months and days the local time is made a moment and back, as PostgreSQL does: it decides what a skipped hour becomes.
                timestamp = ToUtc(AddMonths(local, interval.Months), zone);
                local = ToLocal(timestamp, zone);
            }

            if (interval.Days != 0) timestamp = ToUtc(Checked(local + ((Int128)interval.Days * Calendar.MicrosPerDay)), zone);
        }

        return Checked((Int128)timestamp + interval.Microseconds);
    }

    /// <summary>timestamp - interval.</summary>
    public static long Subtract(long timestamp, Interval interval) => Add(timestamp, IntervalArithmetic.Negate(interval));

    /// <summary>timestamptz - interval.</summary>
    public static long Subtract(long timestamp, Interval interval, TimeZoneRules zone) => Add(timestamp, IntervalArithmetic.Negate(interval), zone);

    /// <summary>The wall-clock time of a moment in a zone.</summary>
    public static long ToLocal(long utc, TimeZoneRules zone) => IsFinite(utc) ? Checked((Int128)utc + (zone.OffsetAt(utc) * Calendar.MicrosPerSecond)) : utc;

    /// <summary>The moment of a wall-clock time in a zone.</summary>
    public static long ToUtc(long local, TimeZoneRules zone) => IsFinite(local) ? Checked((Int128)local - (zone.OffsetAtLocal(local) * Calendar.MicrosPerSecond)) : local;

    /// <summary>22008 unless the moment is one that a timestamp can hold.</summary>
    public static long Checked(Int128 micros) =>
        micros >= Calendar.MinTimestamp && micros < Calendar.EndTimestamp ? (long)micros : throw DataErrors.DateTimeOutOfRange("timestamp");

    private static long AddMonths(long timestamp, int months)
    {
        Calendar.FromDays(Calendar.DayOf(timestamp, out var time), out var year, out var month, out var day);
        var total = (year * 12L) + month - 1 + months;
        var newYear = Math.DivRem(total, 12, out var newMonth);
        if (newMonth < 0)
        {
            newMonth += 12;
            newYear--;
        }

        if (newYear is < -4714 or > 294277) throw DataErrors.DateTimeOutOfRange("timestamp");
        day = Math.Min(day, Calendar.DaysInMonth((int)newYear, (int)newMonth + 1));
        return Checked(((Int128)Calendar.ToDays((int)newYear, (int)newMonth + 1, day) * Calendar.MicrosPerDay) + time);
    }
}
