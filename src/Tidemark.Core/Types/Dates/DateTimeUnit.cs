using Tidemark.Errors;

namespace Tidemark.Types;

#pragma warning disable CS1591 // The names are PostgreSQL's units.
/// <summary>A unit or field of dates, times and intervals.</summary>
public enum DateTimeUnit : byte
{
    None,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
    Julian,
    Time,
    Zone,
    ZoneHour,
    ZoneMinute,
    DayOfWeek,
    IsoDayOfWeek,
    DayOfYear,
    IsoYear,
    Epoch,
}
#pragma warning restore CS1591

/// <summary>The units that SQL functions take as text; callers look a unit up once for a vector.</summary>
public static class DateTimeUnits
{
    /// <summary>The unit of date_trunc for a type.</summary>
    /// <param name="text">The unit in any case, singular or plural.</param>
    /// <param name="type">timestamp, timestamptz or interval.</param>
    /// <exception cref="SqlException">22023: not recognized; 0A000: not supported.</exception>
    public static DateTimeUnit ForTruncation(string text, SqlType type)
    {
        var word = text.ToLowerInvariant();
        var unit = DateTimeKeywords.FindIntervalUnit(word);
        if (unit == DateTimeUnit.None) throw DataErrors.DateTimeUnit(word, type.DisplayName, known: false);
        if (unit == DateTimeUnit.Week && type.Kind == TypeKind.Interval)
        {
            throw DataErrors.DateTimeUnit(word, type.DisplayName, known: true, "Months usually have fractional weeks.");
        }

        return unit is >= DateTimeUnit.Microsecond and <= DateTimeUnit.Millennium ? unit : throw DataErrors.DateTimeUnit(word, type.DisplayName, known: true);
    }

    /// <summary>The field of extract and date_part for a type.</summary>
    /// <param name="text">The field in any case.</param>
    /// <param name="type">date, time, timetz, timestamp, timestamptz or interval.</param>
    /// <exception cref="SqlException">22023: not recognized; 0A000: not supported.</exception>
    public static DateTimeUnit ForExtraction(string text, SqlType type)
    {
        var word = text.ToLowerInvariant();
        var unit = DateTimeKeywords.FindIntervalUnit(word);
        if (unit == DateTimeUnit.None)
        {
            unit = DateTimeKeywords.Find(word, out var value) switch
            {
                DateTimeWord.Unit => (DateTimeUnit)value,
                DateTimeWord.Epoch => DateTimeUnit.Epoch,
                _ => throw DataErrors.DateTimeUnit(word, type.DisplayName, known: false),
            };
        }

        return IsExtractable(unit, type.Kind) ? unit : throw DataErrors.DateTimeUnit(word, type.DisplayName, known: true);
    }

    private static bool IsExtractable(DateTimeUnit unit, TypeKind kind)
    {
        var isClock = unit is >= DateTimeUnit.Microsecond and <= DateTimeUnit.Hour;
        var isCalendar = unit is >= DateTimeUnit.Day and <= DateTimeUnit.Millennium;
        var isDate = isCalendar || unit is DateTimeUnit.Julian or (>= DateTimeUnit.DayOfWeek and <= DateTimeUnit.Epoch);
        return kind switch
        {
            TypeKind.Time => isClock || unit == DateTimeUnit.Epoch,
            TypeKind.TimeTz => isClock || unit is DateTimeUnit.Epoch or (>= DateTimeUnit.Zone and <= DateTimeUnit.ZoneMinute),
            TypeKind.Interval => isClock || (isCalendar && unit != DateTimeUnit.Week) || unit == DateTimeUnit.Epoch,
            TypeKind.Date => isDate,
            TypeKind.Timestamp => isClock || isDate,
            _ => isClock || isDate || unit is >= DateTimeUnit.Zone and <= DateTimeUnit.ZoneMinute,
        };
    }
}
