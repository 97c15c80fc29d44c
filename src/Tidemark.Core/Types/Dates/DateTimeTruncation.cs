namespace Tidemark.Types;

/// <summary>date_trunc. Units come from <see cref="DateTimeUnits.ForTruncation"/>.</summary>
public static class DateTimeTruncation
{
    /// <summary>Cuts a timestamp down to a unit; infinities stay.</summary>
    /// <exception cref="Errors.SqlException">22008: timestamp out of range.</exception>
    public static long Truncate(DateTimeUnit unit, long timestamp) =>
        timestamp is long.MinValue or long.MaxValue ? timestamp : TimestampArithmetic.CheckRange(Local(unit, timestamp));

    /// <summary>Cuts a timestamptz down to a unit of the cursor's zone; infinities stay.</summary>
    /// <exception cref="Errors.SqlException">22008: timestamp out of range.</exception>
    public static long Truncate(DateTimeUnit unit, long timestamp, ref ZoneCursor zone)
    {
        if (timestamp is long.MinValue or long.MaxValue) return timestamp;
        var offset = zone.OffsetAt(timestamp);
        var local = Local(unit, timestamp + (offset * Calendar.MicrosPerSecond));

        // Below a day the offset stays, so that both hours of a repeated hour can be told apart.
        if (unit >= DateTimeUnit.Day) offset = zone.OffsetAtLocal((long)local);
        return TimestampArithmetic.CheckRange(local - (offset * Calendar.MicrosPerSecond));
    }

    /// <summary>Cuts an interval down to a unit.</summary>
    public static Interval Truncate(DateTimeUnit unit, Interval value)
    {
        var months = unit switch
        {
            DateTimeUnit.Quarter => 3,
            DateTimeUnit.Year => 12,
            DateTimeUnit.Decade => 120,
            DateTimeUnit.Century => 1200,
            DateTimeUnit.Millennium => 12_000,
            _ => 1,
        };
        if (unit >= DateTimeUnit.Month) return new Interval(0, 0, value.Months / months * months);
        if (unit == DateTimeUnit.Day) return new Interval(0, value.Days, value.Months);
        var width = Width(unit);
        return new Interval(value.Microseconds / width * width, value.Days, value.Months);
    }

    private static long Width(DateTimeUnit unit) => unit switch
    {
        DateTimeUnit.Microsecond => 1,
        DateTimeUnit.Millisecond => 1000,
        DateTimeUnit.Second => Calendar.MicrosPerSecond,
        DateTimeUnit.Minute => Calendar.MicrosPerMinute,
        DateTimeUnit.Hour => Calendar.MicrosPerHour,
        _ => Calendar.MicrosPerDay,
    };

    private static Int128 Local(DateTimeUnit unit, long local)
    {
        if (unit <= DateTimeUnit.Day)
        {
            var width = Width(unit);
            var rest = local % width;
            return (Int128)local - (rest < 0 ? rest + width : rest);
        }

        var days = Calendar.DayOf(local, out _);
        return FirstDay(unit, days) * (Int128)Calendar.MicrosPerDay;
    }

    private static int FirstDay(DateTimeUnit unit, int days)
    {
        if (unit == DateTimeUnit.Week) return days - ((Calendar.DayOfWeek(days) + 6) % 7);
        Calendar.FromDays(days, out var year, out var month, out _);
        return unit switch
        {
            DateTimeUnit.Month => Calendar.ToDays(year, month, 1),
            DateTimeUnit.Quarter => Calendar.ToDays(year, ((month - 1) / 3 * 3) + 1, 1),
            DateTimeUnit.Year => Calendar.ToDays(year, 1, 1),

            // Decades begin with years that end in 0, centuries and millennia with the year after.
            DateTimeUnit.Decade => Calendar.ToDays(FloorDivide(year, 10) * 10, 1, 1),
            DateTimeUnit.Century => Calendar.ToDays((FloorDivide(year - 1, 100) * 100) + 1, 1, 1),
            _ => Calendar.ToDays((FloorDivide(year - 1, 1000) * 1000) + 1, 1, 1),
        };
    }

    private static int FloorDivide(int value, int divisor) => value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
