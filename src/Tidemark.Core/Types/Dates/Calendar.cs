using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>
/// The proleptic Gregorian calendar over day numbers (days since 2000-01-01). Year 0 is 1 BC, -1 is 2 BC.
/// The conversions are those of Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022).
/// </summary>
public static class Calendar
{
    /// <summary>Microseconds of a second.</summary>
    public const long MicrosPerSecond = 1_000_000;

    /// <summary>Microseconds of a minute.</summary>
    public const long MicrosPerMinute = 60_000_000;

    /// <summary>Microseconds of an hour.</summary>
    public const long MicrosPerHour = 3_600_000_000;

    /// <summary>Microseconds of a day of 24 hours.</summary>
    public const long MicrosPerDay = 86_400_000_000;

    /// <summary>Days from 1970-01-01 to 2000-01-01.</summary>
    public const int UnixEpochDays = 10_957;

    /// <summary>Microseconds from 1970-01-01 to 2000-01-01.</summary>
    public const long UnixEpochMicros = UnixEpochDays * MicrosPerDay;

    /// <summary>The Julian day number of 2000-01-01.</summary>
    public const int EpochJulianDay = 2_451_545;

    /// <summary>The first date: 4714-11-24 BC, Julian day 0.</summary>
    public const int MinDate = -EpochJulianDay;

    /// <summary>The day after the last date, 5874897-12-31.</summary>
    public const int EndDate = 2_147_483_494 - EpochJulianDay;

    /// <summary>The first timestamp: 4714-11-24 00:00:00 BC.</summary>
    public const long MinTimestamp = -211_813_488_000_000_000;

    /// <summary>The moment after the last timestamp: 294277-01-01 00:00:00.</summary>
    public const long EndTimestamp = 9_223_371_331_200_000_000;

    // Shifts years so that all arithmetic is on unsigned numbers: a multiple of 400 years that exceeds 5 million years each way.
    private const uint CycleShift = 14_700;
    private const uint DayShift = 730_425 + (146_097u * CycleShift);

    /// <summary>Whether a year has a February 29th.</summary>
    public static bool IsLeapYear(int year) => (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);

    /// <summary>Days of a month, 1 to 12.</summary>
    public static int DaysInMonth(int year, int month) => month == 2 ? (IsLeapYear(year) ? 29 : 28) : 30 | (month ^ (month >> 3));

    /// <summary>Whether the day number is a finite date within PostgreSQL's range.</summary>
    public static bool IsValidDate(long days) => days is >= MinDate and < EndDate;

    /// <summary>Whether the number is a finite timestamp within PostgreSQL's range.</summary>
    public static bool IsValidTimestamp(long micros) => micros is >= MinTimestamp and < EndTimestamp;

    /// <summary>The day number of a date; the month must be 1 to 12, the day may run over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToDays(int year, int month, int day)
    {
        // March is the first month of the computational year.
        var early = month <= 2 ? 1 : 0;
        var y = (uint)(year + (int)(400 * CycleShift) - early);
        var m = (uint)(month + (12 * early));
        var century = y / 100;
        return (int)((365 * y) + (y / 4) - century + (century / 4) + (((979 * m) - 2919) / 32) + (uint)day - 1 - DayShift);
    }

    /// <summary>The date of a day number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromDays(int days, out int year, out int month, out int day)
    {
        var n = (4ul * ((uint)days + DayShift)) + 3;
        var century = (uint)(n / 146_097);
        var rest = ((uint)(n % 146_097) / 4 * 4) + 3;
        var product = 2_939_745ul * rest;
        var yearOfCentury = (uint)(product >> 32);
        var dayOfYear = (uint)((uint)product / 2_939_745 / 4);
        var months = (2_141 * dayOfYear) + 197_913;
        var late = dayOfYear >= 306 ? 1 : 0;
        year = (int)((100 * century) + yearOfCentury) - (int)(400 * CycleShift) + late;
        month = (int)(months >> 16) - (12 * late);
        day = (int)((months & 0xffff) / 2_141) + 1;
    }

    /// <summary>The day that a timestamp lies in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DayOf(long micros, out long timeOfDay)
    {
        var days = micros / MicrosPerDay;
        timeOfDay = micros - (days * MicrosPerDay);
        if (timeOfDay < 0)
        {
            timeOfDay += MicrosPerDay;
            days--;
        }

        return (int)days;
    }

    /// <summary>0 for Sunday to 6 for Saturday.</summary>
    public static int DayOfWeek(int days) => (int)((((long)days + 6) % 7 + 7) % 7);

    /// <summary>1 for January 1st.</summary>
    public static int DayOfYear(int days)
    {
        FromDays(days, out var year, out _, out _);
        return days - ToDays(year, 1, 1) + 1;
    }

    /// <summary>The Monday that ISO week 1 of a year begins with: the week of January 4th.</summary>
    public static int IsoYearStart(int year)
    {
        var fourth = ToDays(year, 1, 4);
        return fourth - ((DayOfWeek(fourth) + 6) % 7);
    }

    /// <summary>The ISO 8601 year and week of a day.</summary>
    public static (int Year, int Week) IsoWeek(int days)
    {
        FromDays(days, out var year, out _, out _);
        var start = IsoYearStart(year);
        if (days < start) start = IsoYearStart(--year);
        else if (IsoYearStart(year + 1) is var next && days >= next) (start, year) = (next, year + 1);
        return (year, ((days - start) / 7) + 1);
    }
}
