using System.Text;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>What to_date or to_timestamp found in a text, and the moment that it makes. 0 is a field that was not there. Fields are set by reference, so they are not properties.</summary>
internal sealed class ScannedFields
{
    public int Year;
    public int Month;
    public int DayOfMonth;
    public int DayOfYear;
    public int DayOfWeek;
    public int WeekOfYear;
    public int WeekOfMonth;
    public int Century;
    public int JulianDay;
    public int Hour;
    public int Minute;
    public int Second;
    public int SecondOfDay;
    public int Milliseconds;
    public int Microseconds;
    public int ZoneHours;
    public int ZoneMinutes;
    public int IsAfternoon;
    public int IsBeforeChrist;

    private DateConvention _convention;

    /// <summary>How many digits of the year were asked for.</summary>
    public int YearDigits { get; set; }

    /// <summary>Digits of the second's fraction that to_timestamp keeps; 0 for all.</summary>
    public int FractionDigits { get; set; }

    /// <summary>Whether the hour is one of a 12-hour clock.</summary>
    public bool IsClock12 { get; set; }

    /// <summary>1 or -1 where there is a zone, -1 for west of Greenwich.</summary>
    public int ZoneSign { get; set; }

    /// <summary>The year that digits without their thousands mean: the one nearest to 2020.</summary>
    public static int NearestTo2020(int year) => year switch
    {
        < 70 => year + 2000,
        < 100 => year + 1900,
        < 520 => year + 2000,
        < 1000 => year + 1000,
        _ => year,
    };

    /// <summary>Sets a field that a template may have twice, if it is the same both times.</summary>
    public static void Set(ref int field, int value, DateTimeKeyword keyword)
    {
        if (field != 0 && field != value) throw FormattingErrors.Conflict(keyword.Name);
        field = value;
    }

    /// <summary>Notes the calendar of a field.</summary>
    public void SetConvention(DateConvention convention)
    {
        if (convention == DateConvention.Any) return;
        if (_convention != DateConvention.Any && _convention != convention) throw FormattingErrors.MixedConventions();
        _convention = convention;
    }

    /// <summary>The day, in days since 2000-01-01.</summary>
    /// <param name="source">The text that was read, for errors.</param>
    public long Day(string source)
    {
        var date = new DateInProgress { Year = CalendarYear(), HasYear = Year != 0 || Century != 0 };
        if (JulianDay != 0)
        {
            // What lies outside of all dates is for the result's type to refuse.
            if (!Calendar.IsValidDate(JulianDay - (long)Calendar.EpochJulianDay)) return long.MaxValue;
            date.SetDay(JulianDay - (long)Calendar.EpochJulianDay, source);
        }

        if (WeekOfYear != 0)
        {
            if (_convention == DateConvention.IsoWeek) date.SetDay(Calendar.IsoYearStart(InRange(date.Year, source)) + ((WeekOfYear - 1L) * 7) + DaysSinceMonday(), source);
            else DayOfYear = ((WeekOfYear - 1) * 7) + 1;
        }

        if (WeekOfMonth != 0) DayOfMonth = ((WeekOfMonth - 1) * 7) + 1;
        if (DayOfMonth != 0) date.SetDayOfMonth(DayOfMonth);
        if (Month != 0) date.SetMonth(Month);
        if (DayOfYear != 0 && (date.Month <= 1 || date.DayOfMonth <= 1))
        {
            if (date.Year == 0 && IsBeforeChrist == 0) throw FormattingErrors.DayOfYearWithoutYear();
            if (_convention == DateConvention.IsoWeek) date.SetDay(Calendar.IsoYearStart(InRange(date.Year, source)) + DayOfYear - 1L, source);
            else date.SetDayOfYear(DayOfYear);
        }

        return date.ToDays(source);
    }

    /// <summary>Microseconds since midnight.</summary>
    /// <param name="source">The text that was read, for errors.</param>
    public long TimeOfDay(string source)
    {
        var hour = Hour != 0 ? Hour : SecondOfDay / 3600;
        var minute = Minute != 0 ? Minute : SecondOfDay % 3600 / 60;
        var second = Second != 0 ? Second : SecondOfDay % 60;
        if (IsClock12)
        {
            if (hour is < 1 or > 12) throw FormattingErrors.Hour12(hour);
            if (IsAfternoon != 0 && hour < 12) hour += 12;
            else if (IsAfternoon == 0 && hour == 12) hour = 0;
        }

        var micros = (Milliseconds * 1000L) + Microseconds;
        if (hour is < 0 or >= 24 || minute is < 0 or >= 60 || second is < 0 or >= 60 || micros is < 0 or >= Calendar.MicrosPerSecond) throw DataErrors.DateTimeField(Encoding.UTF8.GetBytes(source));
        return (hour * Calendar.MicrosPerHour) + (minute * Calendar.MicrosPerMinute) + (second * Calendar.MicrosPerSecond) + micros;
    }

    /// <summary>Seconds east of Greenwich; null where no zone was given.</summary>
    /// <param name="source">The text that was read, for errors.</param>
    public int? Offset(string source)
    {
        if (ZoneSign == 0) return null;
        if (ZoneHours is < 0 or > 15 || ZoneMinutes is < 0 or >= 60) throw DataErrors.ZoneDisplacement(Encoding.UTF8.GetBytes(source));
        return ZoneSign * ((ZoneHours * 3600) + (ZoneMinutes * 60));
    }

    private static int InRange(int year, string source) => year is > -4800 and < 300_000 ? year : throw DataErrors.DateTimeField(Encoding.UTF8.GetBytes(source));

    // Within, Sunday is 1; without a day the week's Monday is meant.
    private int DaysSinceMonday() => DayOfWeek switch
    {
        0 => 0,
        > 1 => DayOfWeek - 2,
        _ => 6,
    };

    // A century has the years 1 to 100: the 21st begins with 2001, the 6th before Christ is 600 BC to 501 BC.
    private int CalendarYear()
    {
        var century = IsBeforeChrist != 0 ? -Century : Century;
        if (Year == 0) return century switch
        {
            0 => 0,
            > 0 => ((century - 1) * 100) + 1,
            _ => (century * 100) + 1,
        };
        if (century == 0 || YearDigits > 2)
        {
            var year = IsBeforeChrist != 0 ? -Year : Year;
            return year < 0 ? year + 1 : year;
        }

        var ofCentury = Year % 100;
        if (ofCentury == 0) return (century * 100) + (century >= 0 ? 0 : 1);
        return century >= 0 ? ofCentury + ((century - 1) * 100) : ((century + 1) * 100) - ofCentury + 1;
    }
}
