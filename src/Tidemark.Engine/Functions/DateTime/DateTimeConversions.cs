using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Dates, times and timestamps as one another.</summary>
internal static class DateTimeConversions
{
    /// <summary>The midnight that a date begins with.</summary>
    public static long ToTimestamp(int date)
    {
        if (date == int.MinValue) return TimestampArithmetic.NegativeInfinity;
        if (date == int.MaxValue) return TimestampArithmetic.Infinity;
        var micros = (Int128)date * Calendar.MicrosPerDay;
        return micros < Calendar.EndTimestamp ? (long)micros : throw DateTimeErrors.DateForTimestamp();
    }

    /// <summary>The midnight that a date begins with, for comparisons: dates behind all timestamps come before infinity.</summary>
    public static long ToTimestampSaturated(int date) =>
        date is not int.MaxValue && (Int128)date * Calendar.MicrosPerDay >= Calendar.EndTimestamp ? TimestampArithmetic.Infinity - 1 : ToTimestamp(date);

    /// <summary>The date of a timestamp.</summary>
    public static int ToDate(long timestamp) => timestamp switch
    {
        TimestampArithmetic.Infinity => int.MaxValue,
        TimestampArithmetic.NegativeInfinity => int.MinValue,
        _ => Calendar.DayOf(timestamp, out _),
    };

    /// <summary>The time of day of a timestamp; null for an infinity.</summary>
    public static long? ToTime(long timestamp)
    {
        if (!TimestampArithmetic.IsFinite(timestamp)) return null;
        Calendar.DayOf(timestamp, out var time);
        return time;
    }

    /// <summary>The part of an interval below a day as a time of day.</summary>
    public static long ToTime(Interval interval)
    {
        var part = interval.Microseconds % Calendar.MicrosPerDay;
        return part < 0 ? part + Calendar.MicrosPerDay : part;
    }

    /// <summary>A time of day moved by an interval, around midnight.</summary>
    public static long AddToTime(long time, Interval interval)
    {
        var sum = (time + (interval.Microseconds % Calendar.MicrosPerDay)) % Calendar.MicrosPerDay;
        return sum < 0 ? sum + Calendar.MicrosPerDay : sum;
    }

    /// <summary>A date moved by days.</summary>
    public static int AddDays(int date, long days)
    {
        if (date is int.MinValue or int.MaxValue) return date;
        var sum = date + days;
        return Calendar.IsValidDate(sum) ? (int)sum : throw Errors.DataErrors.DateTimeOutOfRange("date");
    }

    /// <summary>The days between two dates.</summary>
    public static int DaysBetween(int left, int right)
    {
        if (left is int.MinValue or int.MaxValue || right is int.MinValue or int.MaxValue) throw DateTimeErrors.SubtractInfinite("date");
        return left - right;
    }

    /// <summary>The difference of two timestamps in days and time.</summary>
    public static Interval Between(long left, long right)
    {
        if (!TimestampArithmetic.IsFinite(left) || !TimestampArithmetic.IsFinite(right)) throw DateTimeErrors.SubtractInfinite("timestamp");
        var difference = unchecked(left - right);
        if (((left ^ right) & (left ^ difference)) < 0) throw Errors.DataErrors.DateTimeOutOfRange("interval");
        return new Interval(difference % Calendar.MicrosPerDay, (int)(difference / Calendar.MicrosPerDay), 0);
    }

    /// <summary>age: the difference of two timestamps in years, months and days of the calendar (timestamp_age).</summary>
    public static Interval Age(long left, long right)
    {
        if (!TimestampArithmetic.IsFinite(left) || !TimestampArithmetic.IsFinite(right)) throw Errors.DataErrors.DateTimeOutOfRange("timestamp");
        var negative = left < right;
        var (late, early) = negative ? (right, left) : (left, right);
        Calendar.FromDays(Calendar.DayOf(late, out var lateTime), out var lateYear, out var lateMonth, out var lateDay);
        Calendar.FromDays(Calendar.DayOf(early, out var earlyTime), out var earlyYear, out var earlyMonth, out var earlyDay);
        var micros = lateTime - earlyTime;
        var days = lateDay - earlyDay;
        var months = ((lateYear - earlyYear) * 12) + lateMonth - earlyMonth;
        if (micros < 0)
        {
            micros += Calendar.MicrosPerDay;
            days--;
        }

        // The days that are borrowed are those of the month of the earlier moment.
        while (days < 0)
        {
            days += Calendar.DaysInMonth(earlyYear, earlyMonth);
            months--;
        }

        return negative ? new Interval(-micros, -days, -months) : new Interval(micros, days, months);
    }
}
