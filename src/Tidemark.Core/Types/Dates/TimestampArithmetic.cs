using System.Runtime.CompilerServices;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>
/// Calculating with dates and timestamps as PostgreSQL does: months are clamped to the end of the month, days of a timestamptz are days of its zone,
/// infinities absorb. Results out of range are error 22008.
/// </summary>
public static class TimestampArithmetic
{
    /// <summary>timestamp + interval.</summary>
    public static long Add(long timestamp, Interval span)
    {
        if (timestamp is long.MinValue or long.MaxValue) return timestamp;
        if (span.Months != 0) timestamp = AddMonths(timestamp, span.Months);
        if (span.Days != 0) timestamp = CheckRange(timestamp + (span.Days * (Int128)Calendar.MicrosPerDay));
        return CheckRange((Int128)timestamp + span.Microseconds);
    }

    /// <summary>timestamp - interval.</summary>
    public static long Subtract(long timestamp, Interval span) => Add(timestamp, IntervalArithmetic.Negate(span));

    /// <summary>timestamptz + interval, months and days being those of the cursor's zone.</summary>
    public static long Add(long timestamp, Interval span, ref ZoneCursor zone)
    {
        if (timestamp is long.MinValue or long.MaxValue) return timestamp;
        if (span.Months != 0) timestamp = ToUtc(AddMonths(ToLocalUnchecked(timestamp, ref zone), span.Months), ref zone);
        if (span.Days != 0)
        {
            var local = CheckRange(ToLocalUnchecked(timestamp, ref zone) + (span.Days * (Int128)Calendar.MicrosPerDay));
            timestamp = ToUtc(local, ref zone);
        }

        return CheckRange((Int128)timestamp + span.Microseconds);
    }

    /// <summary>timestamptz - interval.</summary>
    public static long Subtract(long timestamp, Interval span, ref ZoneCursor zone) => Add(timestamp, IntervalArithmetic.Negate(span), ref zone);

    /// <summary>The difference of two timestamps in days and time.</summary>
    /// <exception cref="SqlException">22008: cannot subtract infinite timestamps.</exception>
    public static Interval Difference(long a, long b)
    {
        if (a is long.MinValue or long.MaxValue || b is long.MinValue or long.MaxValue) throw DataErrors.DateTimeOverflow("cannot subtract infinite timestamps");
        var micros = (Int128)a - b;
        if (micros < long.MinValue || micros > long.MaxValue) throw DataErrors.DateTimeOutOfRange("interval");
        return IntervalArithmetic.JustifyHours(new Interval((long)micros, 0, 0));
    }

    /// <summary>The difference of two dates in days.</summary>
    /// <exception cref="SqlException">22008: cannot subtract infinite dates.</exception>
    public static int DateDifference(int a, int b) => a is int.MinValue or int.MaxValue || b is int.MinValue or int.MaxValue
        ? throw DataErrors.DateTimeOverflow("cannot subtract infinite dates")
        : a - b;

    /// <summary>date + days.</summary>
    /// <exception cref="SqlException">22008: date out of range.</exception>
    public static int AddDays(int date, int days)
    {
        if (date is int.MinValue or int.MaxValue) return date;
        var sum = (long)date + days;
        return Calendar.IsValidDate(sum) ? (int)sum : throw DataErrors.DateTimeOutOfRange("date");
    }

    /// <summary>time + interval: the clock goes round, months and days do nothing.</summary>
    public static long AddToTime(long time, Interval span) => FloorModulo((Int128)time + span.Microseconds, Calendar.MicrosPerDay);

    /// <summary>time - interval.</summary>
    public static long SubtractFromTime(long time, Interval span) => FloorModulo((Int128)time - span.Microseconds, Calendar.MicrosPerDay);

    /// <summary>age(a, b): the difference in years, months, days and time, by the calendar of local time.</summary>
    public static Interval Age(long a, long b)
    {
        var (first, second) = (new Fields(a), new Fields(b));
        var negative = a < b;
        var months = ((long)first.Year * 12) + first.Month - (((long)second.Year * 12) + second.Month);
        var days = first.Day - second.Day;
        var micros = first.Time - second.Time;
        if (negative) (months, days, micros) = (-months, -days, -micros);
        if (micros < 0)
        {
            micros += Calendar.MicrosPerDay;
            days--;
        }

        while (days < 0)
        {
            days += negative ? Calendar.DaysInMonth(first.Year, first.Month) : Calendar.DaysInMonth(second.Year, second.Month);
            months--;
        }

        return negative ? new Interval(-micros, -days, (int)-months) : new Interval(micros, days, (int)months);
    }

    /// <summary>age(a, b) of two timestamptz, in the cursor's zone.</summary>
    public static Interval Age(long a, long b, ref ZoneCursor zone) => Age(ToLocalUnchecked(a, ref zone), ToLocalUnchecked(b, ref zone));

    /// <summary>date_bin: the begin of the stride, counted from the origin, that the timestamp lies in.</summary>
    /// <exception cref="SqlException">0A000: months in the stride; 22008: stride not positive, origin infinite.</exception>
    public static long Bin(Interval stride, long timestamp, long origin)
    {
        if (timestamp is long.MinValue or long.MaxValue) return timestamp;
        if (origin is long.MinValue or long.MaxValue) throw DataErrors.DateTimeOverflow("origin out of range");
        if (stride.Months != 0)
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.FeatureNotSupported,
                Message = "timestamps cannot be binned into intervals containing months or years",
            });
        }

        var width = (stride.Days * (Int128)Calendar.MicrosPerDay) + stride.Microseconds;
        if (width > long.MaxValue) throw DataErrors.DateTimeOutOfRange("interval");
        if (width <= 0) throw DataErrors.DateTimeOverflow("stride must be greater than zero");
        var distance = (Int128)timestamp - origin;
        return CheckRange(timestamp - FloorModulo(distance, (long)width));
    }

    /// <summary>The first moment of a date.</summary>
    /// <exception cref="SqlException">22008: date out of range for timestamp.</exception>
    public static long FromDate(int date)
    {
        if (date == int.MaxValue) return long.MaxValue;
        if (date == int.MinValue) return long.MinValue;
        return date < Calendar.EndTimestamp / Calendar.MicrosPerDay
            ? date * Calendar.MicrosPerDay
            : throw DataErrors.DateTimeOverflow("date out of range for timestamp");
    }

    /// <summary>The first moment of a date in the cursor's zone.</summary>
    /// <exception cref="SqlException">22008: date out of range for timestamp.</exception>
    public static long FromDate(int date, ref ZoneCursor zone)
    {
        var local = FromDate(date);
        if (local is long.MinValue or long.MaxValue) return local;
        var utc = local - (zone.OffsetAtLocal(local) * (Int128)Calendar.MicrosPerSecond);
        return utc >= Calendar.MinTimestamp && utc < Calendar.EndTimestamp ? (long)utc : throw DataErrors.DateTimeOverflow("date out of range for timestamp");
    }

    /// <summary>The date of a timestamp.</summary>
    public static int ToDate(long timestamp) => timestamp switch
    {
        long.MaxValue => int.MaxValue,
        long.MinValue => int.MinValue,
        _ => Calendar.DayOf(timestamp, out _),
    };

    /// <summary>The date of a timestamptz in the cursor's zone.</summary>
    public static int ToDate(long timestamp, ref ZoneCursor zone) => ToDate(ToLocalUnchecked(timestamp, ref zone));

    /// <summary>The time of day of a finite timestamp, in microseconds.</summary>
    public static long ToTime(long timestamp)
    {
        Calendar.DayOf(timestamp, out var time);
        return time;
    }

    /// <summary>timestamptz to timestamp: the local time in the cursor's zone.</summary>
    public static long ToLocal(long utc, ref ZoneCursor zone) =>
        utc is long.MinValue or long.MaxValue ? utc : CheckRange(utc + (zone.OffsetAt(utc) * (Int128)Calendar.MicrosPerSecond));

    /// <summary>timestamp to timestamptz: the moment that a local time of the cursor's zone is.</summary>
    public static long ToUtc(long local, ref ZoneCursor zone) =>
        local is long.MinValue or long.MaxValue ? local : CheckRange(local - (zone.OffsetAtLocal(local) * (Int128)Calendar.MicrosPerSecond));

    /// <summary>make_date; a negative year is BC.</summary>
    /// <exception cref="SqlException">22008: date field value out of range.</exception>
    public static int MakeDate(int year, int month, int day)
    {
        var isYear = year is not (0 or int.MinValue);
        if (year is < 0 and > int.MinValue) year++;
        if (!isYear || month is < 1 or > 12 || day < 1 || day > Calendar.DaysInMonth(year, month))
        {
            throw DataErrors.DateTimeOverflow($"date field value out of range: {year}-{Two(month)}-{Two(day)}");
        }

        var inYears = (year > -4713 || (year == -4713 && month >= 11)) && (year < 5_874_898 || (year == 5_874_898 && month < 6));
        var days = inYears ? Calendar.ToDays(year, month, day) : int.MaxValue;
        return Calendar.IsValidDate(days) ? days : throw DataErrors.DateTimeOverflow($"date out of range: {year}-{Two(month)}-{Two(day)}");
    }

    // As C's %02d writes it.
    private static string Two(int value) => value is >= 0 and < 10 ? $"0{value}" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>make_time.</summary>
    /// <exception cref="SqlException">22008: time field value out of range.</exception>
    public static long MakeTime(int hour, int minute, double second)
    {
        var fits = hour >= 0 && minute is >= 0 and < 60 && second is >= 0 and <= 60;
        var micros = fits ? (hour * Calendar.MicrosPerHour) + (minute * Calendar.MicrosPerMinute) + (long)Math.Round(second * 1e6, MidpointRounding.ToEven) : -1;
        if (fits && hour <= 24 && micros <= Calendar.MicrosPerDay) return micros;
        Span<byte> text = stackalloc byte[40];
        var shown = DataErrors.Show(text[..FloatText.Rounded(second, 6, text)]);
        throw DataErrors.DateTimeOverflow($"time field value out of range: {hour}:{Two(minute)}:{(shown.Length < 2 ? "0" : "")}{shown}");
    }

    /// <summary>make_timestamp.</summary>
    /// <exception cref="SqlException">22008.</exception>
    public static long MakeTimestamp(int year, int month, int day, int hour, int minute, double second)
    {
        var date = MakeDate(year, month, day);
        return CheckRange((date * (Int128)Calendar.MicrosPerDay) + MakeTime(hour, minute, second));
    }

    /// <summary>The value as a timestamp.</summary>
    /// <exception cref="Errors.SqlException">22008: timestamp out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long CheckRange(Int128 timestamp) =>
        timestamp >= Calendar.MinTimestamp && timestamp < Calendar.EndTimestamp ? (long)timestamp : throw DataErrors.DateTimeOutOfRange("timestamp");

    /// <summary>Local time, which may lie out of range by the offset; infinities stay.</summary>
    internal static long ToLocalUnchecked(long utc, ref ZoneCursor zone) =>
        utc is long.MinValue or long.MaxValue ? utc : utc + (zone.OffsetAt(utc) * Calendar.MicrosPerSecond);

    private static long AddMonths(long timestamp, int months)
    {
        var days = Calendar.DayOf(timestamp, out var time);
        Calendar.FromDays(days, out var year, out var month, out var day);
        var total = (year * 12L) + month - 1 + months;
        var newYear = Math.Clamp((total >= 0 ? total : total - 11) / 12, -5000, 300_000);
        var newMonth = (int)(((total % 12) + 12) % 12) + 1;
        day = Math.Min(day, Calendar.DaysInMonth((int)newYear, newMonth));
        return CheckRange((Calendar.ToDays((int)newYear, newMonth, day) * (Int128)Calendar.MicrosPerDay) + time);
    }

    private static long FloorModulo(Int128 value, long divisor)
    {
        var rest = (long)(value % divisor);
        return rest < 0 ? rest + divisor : rest;
    }

    private readonly struct Fields
    {
        public readonly int Year, Month, Day;
        public readonly long Time;

        public Fields(long timestamp) => Calendar.FromDays(Calendar.DayOf(timestamp, out Time), out Year, out Month, out Day);
    }
}
