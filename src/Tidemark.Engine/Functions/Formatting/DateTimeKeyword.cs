namespace Tidemark.Engine.Functions;

/// <summary>What a keyword of a date template stands for.</summary>
internal enum DateTimeField
{
    Exact,
    MeridiemDotted,
    Meridiem,
    EraDotted,
    Era,
    Century,
    DayName,
    DayAbbreviation,
    DayOfYear,
    DayOfMonth,
    DayOfWeek,
    IsoDayOfYear,
    IsoDayOfWeek,
    IsoWeek,
    IsoYear,
    Fraction,
    Milliseconds,
    Microseconds,
    Hour24,
    Hour12,
    Minute,
    Second,
    SecondOfDay,
    JulianDay,
    Month,
    MonthName,
    MonthAbbreviation,
    MonthRoman,
    Quarter,
    WeekOfYear,
    WeekOfMonth,
    YearWithComma,
    Year,
    ZoneName,
    ZoneOffset,
    ZoneHours,
    ZoneMinutes,
}

/// <summary>The calendar that a keyword counts in; a template that is read may use one only.</summary>
internal enum DateConvention
{
    /// <summary>No matter which.</summary>
    Any,

    /// <summary>Years, months and days.</summary>
    Gregorian,

    /// <summary>ISO 8601 weeks.</summary>
    IsoWeek,
}

/// <summary>A keyword of a date template.</summary>
/// <param name="Name">How it is written; capitals in it mean capitals in names that it gives.</param>
/// <param name="Field">What it stands for.</param>
/// <param name="IsNumeric">Whether it is read as digits, so that a field before it must have its exact width.</param>
/// <param name="Convention">The calendar.</param>
internal sealed record DateTimeKeyword(string Name, DateTimeField Field, bool IsNumeric, DateConvention Convention)
{
    private static readonly DateTimeKeyword[] All = [.. Declared().SelectMany(Spellings)];

    /// <summary>Digits behind the second of FF1 to FF6, and digits of the year of Y, YY, YYY and YYYY.</summary>
    public int Digits => Field == DateTimeField.Fraction ? Name[2] - '0' : Name.Length;

    /// <summary>The longest keyword that a text has at a place.</summary>
    public static DateTimeKeyword? At(string text, int at)
    {
        DateTimeKeyword? longest = null;
        foreach (var keyword in All)
        {
            if (keyword.Name.Length > (longest?.Name.Length ?? 0) && string.CompareOrdinal(text, at, keyword.Name, 0, keyword.Name.Length) == 0) longest = keyword;
        }

        return longest;
    }

    /// <summary>A name in the letters that the keyword asks for.</summary>
    public string InCase(string name) => char.IsLower(Name[0]) ? name.ToLowerInvariant() : char.IsLower(Name[1]) ? name : name.ToUpperInvariant();

    private static IEnumerable<DateTimeKeyword> Spellings(DateTimeKeyword declared) =>
        !declared.Name.Any(char.IsLower) ? [declared, declared with { Name = declared.Name.ToLowerInvariant() }] : [declared];

    private static IEnumerable<DateTimeKeyword> Declared()
    {
        const DateConvention Any = DateConvention.Any, Gregorian = DateConvention.Gregorian, Iso = DateConvention.IsoWeek;
        yield return new("FX", DateTimeField.Exact, false, Any);
        yield return new("A.M.", DateTimeField.MeridiemDotted, false, Any);
        yield return new("P.M.", DateTimeField.MeridiemDotted, false, Any);
        yield return new("AM", DateTimeField.Meridiem, false, Any);
        yield return new("PM", DateTimeField.Meridiem, false, Any);
        yield return new("A.D.", DateTimeField.EraDotted, false, Any);
        yield return new("B.C.", DateTimeField.EraDotted, false, Any);
        yield return new("AD", DateTimeField.Era, false, Any);
        yield return new("BC", DateTimeField.Era, false, Any);
        yield return new("CC", DateTimeField.Century, true, Any);
        yield return new("DAY", DateTimeField.DayName, false, Any);
        yield return new("Day", DateTimeField.DayName, false, Any);
        yield return new("DY", DateTimeField.DayAbbreviation, false, Any);
        yield return new("Dy", DateTimeField.DayAbbreviation, false, Any);
        yield return new("DDD", DateTimeField.DayOfYear, true, Gregorian);
        yield return new("DD", DateTimeField.DayOfMonth, true, Gregorian);
        yield return new("D", DateTimeField.DayOfWeek, true, Gregorian);
        yield return new("IDDD", DateTimeField.IsoDayOfYear, true, Iso);
        yield return new("ID", DateTimeField.IsoDayOfWeek, true, Iso);
        yield return new("IW", DateTimeField.IsoWeek, true, Iso);
        for (var digits = 1; digits <= 4; digits++) yield return new("I" + new string('Y', digits - 1), DateTimeField.IsoYear, true, Iso);
        for (var digits = 1; digits <= 6; digits++) yield return new($"FF{digits}", DateTimeField.Fraction, true, Any);
        yield return new("MS", DateTimeField.Milliseconds, true, Any);
        yield return new("US", DateTimeField.Microseconds, true, Any);
        yield return new("HH24", DateTimeField.Hour24, true, Any);
        yield return new("HH12", DateTimeField.Hour12, true, Any);
        yield return new("HH", DateTimeField.Hour12, true, Any);
        yield return new("MI", DateTimeField.Minute, true, Any);
        yield return new("SS", DateTimeField.Second, true, Any);
        yield return new("SSSS", DateTimeField.SecondOfDay, true, Any);
        yield return new("SSSSS", DateTimeField.SecondOfDay, true, Any);
        yield return new("J", DateTimeField.JulianDay, true, Any);
        yield return new("MM", DateTimeField.Month, true, Gregorian);
        yield return new("MONTH", DateTimeField.MonthName, false, Gregorian);
        yield return new("Month", DateTimeField.MonthName, false, Gregorian);
        yield return new("MON", DateTimeField.MonthAbbreviation, false, Gregorian);
        yield return new("Mon", DateTimeField.MonthAbbreviation, false, Gregorian);
        yield return new("RM", DateTimeField.MonthRoman, false, Gregorian);
        yield return new("Q", DateTimeField.Quarter, true, Any);
        yield return new("WW", DateTimeField.WeekOfYear, true, Gregorian);
        yield return new("W", DateTimeField.WeekOfMonth, true, Gregorian);
        yield return new("Y,YYY", DateTimeField.YearWithComma, true, Gregorian);
        for (var digits = 1; digits <= 4; digits++) yield return new(new string('Y', digits), DateTimeField.Year, true, Gregorian);
        yield return new("TZ", DateTimeField.ZoneName, false, Any);
        yield return new("TZH", DateTimeField.ZoneHours, false, Any);
        yield return new("TZM", DateTimeField.ZoneMinutes, true, Any);
        yield return new("OF", DateTimeField.ZoneOffset, false, Any);
    }
}
