using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>A timestamp or an interval in the parts that a template names. Years before Christ are 0 and below; all parts of an interval may be negative.</summary>
internal readonly record struct DateTimeParts
{
    private DateTimeParts(bool isInterval, int year, int month, int day, long micros)
    {
        (IsInterval, Year, Month, Day) = (isInterval, year, month, day);
        Hour = micros / Calendar.MicrosPerHour;
        Minute = (int)(micros % Calendar.MicrosPerHour / Calendar.MicrosPerMinute);
        Second = (int)(micros % Calendar.MicrosPerMinute / Calendar.MicrosPerSecond);
        Fraction = (int)(micros % Calendar.MicrosPerSecond);
    }

    public bool IsInterval { get; }

    public int Year { get; }

    public int Month { get; }

    public int Day { get; }

    public long Hour { get; }

    public int Minute { get; }

    public int Second { get; }

    /// <summary>Microseconds of the second.</summary>
    public int Fraction { get; }

    /// <summary>1 for January 1st; of an interval all its days, a month taken for 30.</summary>
    public int DayOfYear { get; private init; }

    /// <summary>0 for Sunday.</summary>
    public int DayOfWeek { get; private init; }

    /// <summary>Seconds east of Greenwich.</summary>
    public int Offset { get; init; }

    /// <summary>The zone's abbreviation; empty where there is no zone.</summary>
    public string Zone { get; init; } = "";

    /// <summary>The year as people count: 1 BC is 1.</summary>
    public int CountedYear => Counted(Year);

    /// <summary>Days since 2000-01-01 of the date; of an interval, of the date that its parts would be.</summary>
    public int DayNumber
    {
        get
        {
            // A month of 0 and below, which only intervals have, counts back from December of the year before.
            var months = Month - 1;
            var years = (int)Math.Floor(months / 12.0);
            return Calendar.ToDays(Year + years, months - (years * 12) + 1, 1) + Day - 1;
        }
    }

    /// <summary>The parts of a wall-clock time.</summary>
    public static DateTimeParts OfTimestamp(long local)
    {
        var days = Calendar.DayOf(local, out var time);
        Calendar.FromDays(days, out var year, out var month, out var day);
        return new DateTimeParts(false, year, month, day, time) { DayOfYear = days - Calendar.ToDays(year, 1, 1) + 1, DayOfWeek = Calendar.DayOfWeek(days) };
    }

    /// <summary>The parts of a span.</summary>
    public static DateTimeParts OfInterval(Interval span) =>
        new(true, span.Months / 12, span.Months % 12, span.Days, span.Microseconds) { DayOfYear = (span.Months * 30) + span.Days };

    /// <summary>A year of this calendar as people count.</summary>
    public int Counted(int year) => IsInterval || year > 0 ? year : 1 - year;
}
