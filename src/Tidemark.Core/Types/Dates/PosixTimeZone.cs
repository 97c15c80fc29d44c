namespace Tidemark.Types;

/// <summary>
/// Reads POSIX TZ specifications: <c>UTC+3</c> (west positive), <c>&lt;+03&gt;-03</c>, <c>EST5EDT,M3.2.0,M11.1.0</c>. A zone with daylight time
/// and no rule gets the rule of the United States, as PostgreSQL gives it.
/// </summary>
internal ref struct PosixTimeZone
{
    private const string DefaultRule = ",M3.2.0,M11.1.0";
    private const int FirstRuleYear = 1900;
    private const int EndRuleYear = 2500;
    private const int MaxOffset = 168 * 3600;

    private ReadOnlySpan<char> _rest;

    public static TimeZoneRules? Parse(string specification)
    {
        var reader = new PosixTimeZone { _rest = specification };
        if (!reader.Name(out var standard) || !reader.SignedTime(out var west)) return null;
        var spans = new List<ZoneSpan> { new(long.MinValue, -west, standard, false) };
        if (reader._rest.IsEmpty) return new TimeZoneRules(specification, spans, repeats: false);
        if (!reader.Name(out var daylight)) return null;
        var daylightWest = west - 3600;
        if (!reader._rest.IsEmpty && reader._rest[0] is not ',' and not ';' && !reader.SignedTime(out daylightWest)) return null;
        if (reader._rest.IsEmpty) reader._rest = DefaultRule;
        if (!reader.Skip(',') && !reader.Skip(';')) return null;
        if (!reader.Rule(out var begin) || !reader.Skip(',') || !reader.Rule(out var end) || !reader._rest.IsEmpty) return null;
        for (var year = FirstRuleYear; year < EndRuleYear; year++)
        {
            var on = new ZoneSpan((begin.SecondsIn(year) + west) * Calendar.MicrosPerSecond, -daylightWest, daylight, true);
            var off = new ZoneSpan((end.SecondsIn(year) + daylightWest) * Calendar.MicrosPerSecond, -west, standard, false);
            spans.AddRange(on.Start < off.Start ? [on, off] : [off, on]);
        }

        return new TimeZoneRules(specification, spans, repeats: true);
    }

    private bool Skip(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected) return false;
        _rest = _rest[1..];
        return true;
    }

    private bool Name(out string name)
    {
        int length;
        if (Skip('<'))
        {
            length = _rest.IndexOf('>');
            name = length > 0 ? _rest[..length].ToString() : "";
            if (length <= 0) return false;
            _rest = _rest[(length + 1)..];
            return true;
        }

        length = 0;
        while (length < _rest.Length && !char.IsAsciiDigit(_rest[length]) && _rest[length] is not '+' and not '-' and not ',') length++;
        name = _rest[..length].ToString();
        _rest = _rest[length..];

        // A bare offset is a zone without a name.
        return length == 0 ? !_rest.IsEmpty && _rest[0] is '+' or '-' : length >= 3 && name.All(char.IsAsciiLetter);
    }

    private bool SignedTime(out int seconds)
    {
        var negative = Skip('-');
        if (!negative) Skip('+');
        if (!Time(out seconds)) return false;
        if (negative) seconds = -seconds;
        return Math.Abs(seconds) < MaxOffset;
    }

    private bool Time(out int seconds)
    {
        seconds = 0;
        if (!Number(0, 167, out var hours)) return false;
        int minutes = 0, rest = 0;
        if (Skip(':') && !Number(0, 59, out minutes)) return false;
        if (Skip(':') && !Number(0, 60, out rest)) return false;
        seconds = (hours * 3600) + (minutes * 60) + rest;
        return true;
    }

    private bool Number(int low, int high, out int value)
    {
        value = 0;
        var digits = 0;
        while (digits < _rest.Length && char.IsAsciiDigit(_rest[digits]))
        {
            value = (value * 10) + (_rest[digits++] - '0');
            if (value > high) return false;
        }

        _rest = _rest[digits..];
        return digits > 0 && value >= low;
    }

    private bool Rule(out YearRule rule)
    {
        rule = default;
        int month = 0, week = 0, day;
        var kind = RuleKind.DayOfYear;
        if (Skip('M'))
        {
            kind = RuleKind.Month;
            if (!Number(1, 12, out month) || !Skip('.') || !Number(1, 5, out week) || !Skip('.') || !Number(0, 6, out day)) return false;
        }
        else if (Skip('J'))
        {
            kind = RuleKind.JulianDay;
            if (!Number(1, 365, out day)) return false;
        }
        else if (!Number(0, 365, out day))
        {
            return false;
        }

        var time = 7200;
        if (Skip('/') && !SignedTime(out time)) return false;
        rule = new YearRule(kind, month, week, day, time);
        return true;
    }

    private enum RuleKind : byte
    {
        Month,
        JulianDay,
        DayOfYear,
    }

    private readonly record struct YearRule(RuleKind Kind, int Month, int Week, int Day, int Time)
    {
        /// <summary>The local moment in a year, in seconds since 2000-01-01.</summary>
        public long SecondsIn(int year)
        {
            var day = Kind switch
            {
                // Day 60 is always March 1st.
                RuleKind.JulianDay => Calendar.ToDays(year, 1, 1) + Day - 1 + (Day >= 60 && Calendar.IsLeapYear(year) ? 1 : 0),
                RuleKind.DayOfYear => Calendar.ToDays(year, 1, 1) + Day,
                _ => MonthDay(year),
            };
            return (day * 86_400L) + Time;
        }

        private int MonthDay(int year)
        {
            var first = Calendar.ToDays(year, Month, 1);
            var day = first + ((Day - Calendar.DayOfWeek(first) + 7) % 7) + ((Week - 1) * 7);
            while (day >= first + Calendar.DaysInMonth(year, Month)) day -= 7;
            return day;
        }
    }
}
