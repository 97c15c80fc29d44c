using System.Collections.Frozen;
using System.Text;

namespace Tidemark.Engine.Functions;

/// <summary>The fields that extract, date_part and date_trunc know.</summary>
internal enum TimeUnit
{
    /// <summary>No field of that name.</summary>
    Unknown,
    Microseconds,
    Milliseconds,
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
    IsoYear,
    DayOfWeek,
    IsoDayOfWeek,
    DayOfYear,
    Epoch,
    TimeZone,
    TimeZoneHour,
    TimeZoneMinute,
}

/// <summary>Names of fields, with the abbreviations that PostgreSQL takes.</summary>
internal static class TimeUnits
{
    // PostgreSQL compares the first ten characters only.
    private const int Significant = 10;

    private static readonly FrozenDictionary<string, TimeUnit> Names = new Dictionary<string, TimeUnit>
    {
        ["us"] = TimeUnit.Microseconds, ["usec"] = TimeUnit.Microseconds, ["usecs"] = TimeUnit.Microseconds, ["usecond"] = TimeUnit.Microseconds,
        ["useconds"] = TimeUnit.Microseconds, ["microsecon"] = TimeUnit.Microseconds,
        ["ms"] = TimeUnit.Milliseconds, ["msec"] = TimeUnit.Milliseconds, ["msecs"] = TimeUnit.Milliseconds, ["msecond"] = TimeUnit.Milliseconds,
        ["mseconds"] = TimeUnit.Milliseconds, ["millisecon"] = TimeUnit.Milliseconds,
        ["s"] = TimeUnit.Second, ["sec"] = TimeUnit.Second, ["secs"] = TimeUnit.Second, ["second"] = TimeUnit.Second, ["seconds"] = TimeUnit.Second,
        ["m"] = TimeUnit.Minute, ["min"] = TimeUnit.Minute, ["mins"] = TimeUnit.Minute, ["minute"] = TimeUnit.Minute, ["minutes"] = TimeUnit.Minute,
        ["h"] = TimeUnit.Hour, ["hr"] = TimeUnit.Hour, ["hrs"] = TimeUnit.Hour, ["hour"] = TimeUnit.Hour, ["hours"] = TimeUnit.Hour,
        ["d"] = TimeUnit.Day, ["day"] = TimeUnit.Day, ["days"] = TimeUnit.Day,
        ["w"] = TimeUnit.Week, ["week"] = TimeUnit.Week, ["weeks"] = TimeUnit.Week,
        ["mon"] = TimeUnit.Month, ["mons"] = TimeUnit.Month, ["month"] = TimeUnit.Month, ["months"] = TimeUnit.Month,
        ["qtr"] = TimeUnit.Quarter, ["quarter"] = TimeUnit.Quarter,
        ["y"] = TimeUnit.Year, ["yr"] = TimeUnit.Year, ["yrs"] = TimeUnit.Year, ["year"] = TimeUnit.Year, ["years"] = TimeUnit.Year,
        ["dec"] = TimeUnit.Decade, ["decs"] = TimeUnit.Decade, ["decade"] = TimeUnit.Decade, ["decades"] = TimeUnit.Decade,
        ["c"] = TimeUnit.Century, ["cent"] = TimeUnit.Century, ["century"] = TimeUnit.Century, ["centuries"] = TimeUnit.Century,
        ["mil"] = TimeUnit.Millennium, ["mils"] = TimeUnit.Millennium, ["millennium"] = TimeUnit.Millennium, ["millennia"] = TimeUnit.Millennium,
        ["j"] = TimeUnit.Julian, ["jd"] = TimeUnit.Julian, ["julian"] = TimeUnit.Julian,
        ["isoyear"] = TimeUnit.IsoYear, ["dow"] = TimeUnit.DayOfWeek, ["isodow"] = TimeUnit.IsoDayOfWeek, ["doy"] = TimeUnit.DayOfYear,
        ["epoch"] = TimeUnit.Epoch, ["timezone"] = TimeUnit.TimeZone,
        ["timezone_h"] = TimeUnit.TimeZoneHour, ["timezone_m"] = TimeUnit.TimeZoneMinute,
    }.ToFrozenDictionary();

    /// <summary>The field of a name in any case.</summary>
    public static TimeUnit Find(ReadOnlySpan<byte> name)
    {
        var word = Encoding.UTF8.GetString(name).ToLowerInvariant();
        return Names.GetValueOrDefault(word.Length > Significant ? word[..Significant] : word);
    }
}
