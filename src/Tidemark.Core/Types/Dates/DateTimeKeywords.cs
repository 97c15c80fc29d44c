using System.Collections.Frozen;

namespace Tidemark.Types;

/// <summary>What a word of date and time input means.</summary>
internal enum DateTimeWord : byte
{
    Unknown,
    Month,
    DayOfWeek,
    Meridiem,
    Era,
    Unit,
    IsoTime,
    DaylightModifier,
    Ignored,
    Now,
    Today,
    Tomorrow,
    Yesterday,
    Epoch,
    Infinity,
    NegativeInfinity,
    AllBalls,
}

/// <summary>The words of date, time and interval input: PostgreSQL's datetktbl and deltatktbl. Words are compared by their first ten letters.</summary>
internal static class DateTimeKeywords
{
    private const int Significant = 10;

    private static readonly FrozenDictionary<string, (DateTimeWord Word, int Value)> Words = MakeWords();
    private static readonly FrozenDictionary<string, (DateTimeWord Word, int Value)>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, DateTimeUnit> IntervalUnits = MakeIntervalUnits();

    /// <summary>Whether date and time input knows the word, given in lower case.</summary>
    public static bool IsKnown(ReadOnlySpan<char> word) => WordsBySpan.ContainsKey(word.Length > Significant ? word[..Significant] : word);

    /// <summary>The meaning of a word of date and time input, given in lower case.</summary>
    /// <param name="word">The word.</param>
    /// <param name="value">Month 1 to 12, day of the week 0 to 6, 1 for pm and bc, a <see cref="DateTimeUnit"/>.</param>
    public static DateTimeWord Find(string word, out int value)
    {
        var found = WordsBySpan.TryGetValue(Cut(word), out var entry);
        value = entry.Value;
        return found ? entry.Word : DateTimeWord.Unknown;
    }

    /// <summary>The unit that a word of interval input names; none for an unknown word.</summary>
    public static DateTimeUnit FindIntervalUnit(string word) =>
        IntervalUnits.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Cut(word), out var unit) ? unit : DateTimeUnit.None;

    private static ReadOnlySpan<char> Cut(string word) => word.Length > Significant ? word.AsSpan(0, Significant) : word;

    private static FrozenDictionary<string, (DateTimeWord Word, int Value)> MakeWords()
    {
        var words = new Dictionary<string, (DateTimeWord, int)>();
        void Add(DateTimeWord word, int value, string spellings)
        {
            foreach (var spelling in spellings.Split(' ')) words.Add(spelling, (word, value));
        }

        string[] months =
        [
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september",
            "oct october", "nov november", "dec december",
        ];
        string[] days = ["sun sunday", "mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday", "fri friday", "sat saturday"];
        for (var i = 0; i < months.Length; i++) Add(DateTimeWord.Month, i + 1, months[i]);
        for (var i = 0; i < days.Length; i++) Add(DateTimeWord.DayOfWeek, i, days[i]);
        Add(DateTimeWord.Meridiem, 0, "am");
        Add(DateTimeWord.Meridiem, 1, "pm");
        Add(DateTimeWord.Era, 0, "ad");
        Add(DateTimeWord.Era, 1, "bc");
        Add(DateTimeWord.Ignored, 0, "at on");
        Add(DateTimeWord.DaylightModifier, 3600, "dst");
        Add(DateTimeWord.IsoTime, (int)DateTimeUnit.Time, "t");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Year, "y");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Month, "m");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Day, "d");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Hour, "h");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Minute, "mm");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Second, "s");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.Julian, "j jd julian");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.DayOfWeek, "dow");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.IsoDayOfWeek, "isodow");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.DayOfYear, "doy");
        Add(DateTimeWord.Unit, (int)DateTimeUnit.IsoYear, "isoyear");
        Add(DateTimeWord.Now, 0, "now");
        Add(DateTimeWord.Today, 0, "today");
        Add(DateTimeWord.Tomorrow, 0, "tomorrow");
        Add(DateTimeWord.Yesterday, 0, "yesterday");
        Add(DateTimeWord.Epoch, 0, "epoch");
        Add(DateTimeWord.Infinity, 0, "infinity");
        Add(DateTimeWord.NegativeInfinity, 0, "-infinity");
        Add(DateTimeWord.AllBalls, 0, "allballs");
        return words.ToFrozenDictionary();
    }

    private static FrozenDictionary<string, DateTimeUnit> MakeIntervalUnits()
    {
        var units = new Dictionary<string, DateTimeUnit>();
        void Add(DateTimeUnit unit, string spellings)
        {
            foreach (var spelling in spellings.Split(' ')) units.Add(spelling, unit);
        }

        Add(DateTimeUnit.Century, "c cent centuries century");
        Add(DateTimeUnit.Day, "d day days");
        Add(DateTimeUnit.Decade, "dec decade decades decs");
        Add(DateTimeUnit.Hour, "h hour hours hr hrs");
        Add(DateTimeUnit.Minute, "m min mins minute minutes");
        Add(DateTimeUnit.Microsecond, "microsecon us usec usecond useconds usecs");
        Add(DateTimeUnit.Millennium, "mil millennia millennium mils");
        Add(DateTimeUnit.Millisecond, "millisecon ms msec msecond mseconds msecs");
        Add(DateTimeUnit.Month, "mon mons month months");
        Add(DateTimeUnit.Quarter, "qtr quarter");
        Add(DateTimeUnit.Second, "s sec second seconds secs");
        Add(DateTimeUnit.Zone, "timezone");
        Add(DateTimeUnit.ZoneHour, "timezone_h");
        Add(DateTimeUnit.ZoneMinute, "timezone_m");
        Add(DateTimeUnit.Week, "w week weeks");
        Add(DateTimeUnit.Year, "y year years yr yrs");
        return units.ToFrozenDictionary();
    }
}
