using System.Text;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>A date that is put together from fields, checked as far as they were given: a day beyond its month counts as an error only when month and year are known.</summary>
internal struct DateInProgress
{
    private bool _hasMonth;
    private bool _hasDay;

    public DateInProgress()
    {
    }

    /// <summary>The year, 0 for 1 BC.</summary>
    public int Year { get; set; }

    /// <summary>Whether the year was given.</summary>
    public bool HasYear { get; set; }

    public int Month { get; private set; } = 1;

    public int DayOfMonth { get; private set; } = 1;

    public void SetMonth(int month) => (Month, _hasMonth) = (month, true);

    public void SetDayOfMonth(int day) => (DayOfMonth, _hasDay) = (day, true);

    /// <summary>All of it at once.</summary>
    public void SetDay(long days, string source)
    {
        if (!Calendar.IsValidDate(days)) throw DataErrors.DateTimeField(Encoding.UTF8.GetBytes(source));
        Calendar.FromDays((int)days, out var year, out var month, out var day);
        (Year, HasYear) = (year, true);
        SetMonth(month);
        SetDayOfMonth(day);
    }

    /// <summary>Month and day by the day of the year, as far as they are not known.</summary>
    public void SetDayOfYear(int dayOfYear)
    {
        var month = 1;
        var before = 0;
        for (; month <= 12 && dayOfYear > before + Calendar.DaysInMonth(Year, month); month++) before += Calendar.DaysInMonth(Year, month);
        if (Month <= 1) Month = month;
        if (DayOfMonth <= 1) DayOfMonth = dayOfYear - before;
        (_hasMonth, _hasDay) = (true, true);
    }

    /// <summary>Days since 2000-01-01.</summary>
    /// <exception cref="SqlException">22008: a field is out of its range.</exception>
    public readonly long ToDays(string source)
    {
        var isWrong = (_hasMonth && Month is < 1 or > 12)
            || (_hasDay && DayOfMonth is < 1 or > 31)
            || (HasYear && _hasMonth && _hasDay && DayOfMonth > Calendar.DaysInMonth(Year, Month));
        if (isWrong) throw DataErrors.DateTimeField(Encoding.UTF8.GetBytes(source));
        return Year is > -4800 and < 6_000_000 ? Calendar.ToDays(Year, Month, DayOfMonth) : long.MaxValue;
    }
}
