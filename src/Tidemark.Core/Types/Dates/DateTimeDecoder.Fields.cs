namespace Tidemark.Types;

/// <content>Dates, run-together numbers, offsets, and the checks on the whole.</content>
internal sealed partial class DateTimeDecoder
{
    /// <summary>Whether the date lies in the years that day numbers can count; dates outside are out of range for every type.</summary>
    public bool IsJulianRange =>
        (Year > -4713 || (Year == -4713 && Month >= 11)) && (Year < 5_874_898 || (Year == 5_874_898 && Month < 6));

    /// <summary>The day number of the date.</summary>
    public int ToDays() => Calendar.ToDays(Year, Month, Day);

    private void SetDate(int days)
    {
        Calendar.FromDays(days, out var year, out var month, out var day);
        (Year, Month, Day) = (year, month, day);
    }

    private void SetTime(long micros)
    {
        Hour = (int)(micros / Calendar.MicrosPerHour);
        Minute = (int)(micros / Calendar.MicrosPerMinute % 60);
        Second = (int)(micros / Calendar.MicrosPerSecond % 60);
        Micros = (int)(micros % Calendar.MicrosPerSecond);
    }

    private void SetJulian(int julian)
    {
        SetDate(julian - Calendar.EpochJulianDay);
        _isJulian = true;
    }

    private DateTimeFault ReadOffset(string text)
    {
        var fault = ZoneOffset.Read(text, out var offset);
        Offset = offset;
        return fault;
    }

    /// <summary>A date with separators; text months first, since they are unambiguous.</summary>
    private DateTimeFault ReadDate(string text)
    {
        Span<Range> parts = stackalloc Range[25];
        var count = 0;
        for (var at = 0; at < text.Length && count < parts.Length;)
        {
            while (at < text.Length && !char.IsAsciiLetterOrDigit(text[at])) at++;
            if (at == text.Length) return DateTimeFault.BadFormat;
            var start = at;
            if (char.IsAsciiDigit(text[at]))
            {
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            }
            else
            {
                while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
            }

            parts[count++] = start..at++;
        }

        var seen = _seen;
        var all = DateTimeMask.None;
        var hasTextMonth = false;
        foreach (ref var part in parts[..count])
        {
            if (!char.IsAsciiLetter(text[part.Start])) continue;
            var word = DateTimeKeywords.Find(text[part], out var value);
            part = default;
            if (word == DateTimeWord.Ignored) continue;
            if (word != DateTimeWord.Month || (seen & DateTimeMask.Month) != 0) return DateTimeFault.BadFormat;
            Month = value;
            hasTextMonth = true;
            seen |= DateTimeMask.Month;
            all |= DateTimeMask.Month;
        }

        foreach (var part in parts[..count])
        {
            if (part.Equals(default)) continue;
            var fault = SingleNumber(text[part], hasTextMonth, seen);
            if (fault != DateTimeFault.None) return fault;
            if ((seen & _new) != 0) return DateTimeFault.BadFormat;
            seen |= _new;
            all |= _new;
        }

        _new = all;
        return (seen & ~(DateTimeMask.DayOfYear | DateTimeMask.Zone)) != DateTimeMask.Date ? DateTimeFault.BadFormat : DateTimeFault.None;
    }

    /// <summary>One number among date fields; what it is follows from what is known and from DateStyle's order.</summary>
    private DateTimeFault SingleNumber(string text, bool hasTextMonth, DateTimeMask seen)
    {
        _new = DateTimeMask.None;
        if (!DateTimeNumbers.TryInt32(text, 0, out var value, out var end)) return DateTimeFault.FieldOverflow;
        if (end == 0) return DateTimeFault.BadFormat;
        if (end < text.Length && text[end] == '.')
        {
            if (end > 2) return NumberField(text, seen | DateTimeMask.Date);
            if (!DateTimeNumbers.TryFractionMicros(text, end, out var micros)) return DateTimeFault.BadFormat;
            Micros = micros;
        }
        else if (end < text.Length)
        {
            return DateTimeFault.BadFormat;
        }

        if (text.Length == 3 && (seen & DateTimeMask.Date) == DateTimeMask.Year && value is >= 1 and <= 366)
        {
            _new = DateTimeMask.DayOfYear | DateTimeMask.Month | DateTimeMask.Day;
            _dayOfYear = value;
            return DateTimeFault.None;
        }

        var order = _settings.DateOrder;
        switch (seen & DateTimeMask.Date)
        {
            case DateTimeMask.None:
                SetField(text.Length >= 3 || order == DateOrder.Ymd ? DateTimeMask.Year : order == DateOrder.Dmy ? DateTimeMask.Day : DateTimeMask.Month, value);
                break;
            case DateTimeMask.Year or DateTimeMask.Day:
                SetField(DateTimeMask.Month, value);
                break;
            case DateTimeMask.Month:
                SetField(hasTextMonth && (text.Length >= 3 || order == DateOrder.Ymd) ? DateTimeMask.Year : DateTimeMask.Day, value);
                break;
            case DateTimeMask.Year | DateTimeMask.Month when hasTextMonth && text.Length >= 3 && _twoDigitYear:
                // The number before was the day: DD-MON-YYYY.
                SetField(DateTimeMask.Day, Year);
                Year = value;
                _twoDigitYear = false;
                break;
            case DateTimeMask.Year | DateTimeMask.Month:
                SetField(DateTimeMask.Day, value);
                break;
            case DateTimeMask.Month | DateTimeMask.Day:
                SetField(DateTimeMask.Year, value);
                break;
            case DateTimeMask.Date:
                return NumberField(text, seen);
            default:
                return DateTimeFault.BadFormat;
        }

        if (_new == DateTimeMask.Year) _twoDigitYear = text.Length <= 2;
        return DateTimeFault.None;
    }

    private void SetField(DateTimeMask field, int value)
    {
        _new = field;
        if (field == DateTimeMask.Year) Year = value;
        else if (field == DateTimeMask.Month) Month = value;
        else Day = value;
    }

    /// <summary>A run-together date (<c>20240115</c>) or time (<c>040506.789</c>, <c>0405</c>).</summary>
    private DateTimeFault NumberField(string text, DateTimeMask seen)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            if (!DateTimeNumbers.TryFractionMicros(text, point, out var micros)) return DateTimeFault.BadFormat;
            Micros = micros;
            text = text[..point];
        }
        else if ((seen & DateTimeMask.Date) != DateTimeMask.Date && text.Length >= 6)
        {
            _new = DateTimeMask.Date;
            Day = Digits(text, text.Length - 2, 2);
            Month = Digits(text, text.Length - 4, 2);
            if (!DateTimeNumbers.TryInt32(text[..^4], 0, out var year, out _)) return DateTimeFault.FieldOverflow;
            Year = year;
            if (text.Length == 6) _twoDigitYear = true;
            return DateTimeFault.None;
        }

        if ((seen & DateTimeMask.Time) == DateTimeMask.Time || text.Length is not (4 or 6)) return DateTimeFault.BadFormat;
        _new = DateTimeMask.Time;
        Second = text.Length == 6 ? Digits(text, 4, 2) : 0;
        Minute = Digits(text, 2, 2);
        Hour = Digits(text, 0, 2);
        return DateTimeFault.None;
    }

    private static int Digits(string text, int start, int count) =>
        DateTimeNumbers.TryInt32(text.Substring(start, count), 0, out var value, out _) ? value : 0;

    private DateTimeFault ValidateDate()
    {
        if (Has(DateTimeMask.Year) && !_isJulian)
        {
            if (_isBc)
            {
                if (Year <= 0) return DateTimeFault.FieldOverflow;
                Year = 1 - Year;
            }
            else if (_twoDigitYear)
            {
                if (Year < 0) return DateTimeFault.FieldOverflow;
                if (Year < 70) Year += 2000;
                else if (Year < 100) Year += 1900;
            }
            else if (Year <= 0)
            {
                return DateTimeFault.FieldOverflow;
            }
        }

        if (Has(DateTimeMask.DayOfYear)) SetDate(Calendar.ToDays(Year, 1, 1) + _dayOfYear - 1);
        if (Has(DateTimeMask.Month) && Month is < 1 or > 12) return DateTimeFault.MonthDayOverflow;
        if (Has(DateTimeMask.Day) && Day is < 1 or > 31) return DateTimeFault.MonthDayOverflow;
        return Has(DateTimeMask.Date) && Day > Calendar.DaysInMonth(Year, Month) ? DateTimeFault.FieldOverflow : DateTimeFault.None;
    }
}

/// <summary>A time of day in fields, as it stands in the input.</summary>
/// <param name="Hour">Hours; unbounded in intervals.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 60.</param>
/// <param name="Micros">0 to 1,000,000.</param>
internal readonly record struct ClockTime(long Hour, int Minute, int Second, int Micros)
{
    /// <summary>Reads <c>H:M</c>, <c>H:M:S</c>, <c>M:S.f</c> or <c>H:M:S.f</c>.</summary>
    /// <param name="text">The token.</param>
    /// <param name="minuteToSecond">Whether two fields are minutes and seconds.</param>
    /// <param name="clock">What was read.</param>
    public static DateTimeFault Read(string text, bool minuteToSecond, out ClockTime clock)
    {
        clock = default;
        if (!DateTimeNumbers.TryInt64(text, 0, out var hour, out var end)) return DateTimeFault.FieldOverflow;
        if (end >= text.Length || text[end] != ':') return DateTimeFault.BadFormat;
        if (!DateTimeNumbers.TryInt32(text, end + 1, out var minute, out end)) return DateTimeFault.FieldOverflow;
        int second = 0, micros = 0;
        if (end == text.Length)
        {
            if (minuteToSecond) (hour, minute, second) = (0, (int)Math.Min(hour, int.MaxValue), minute);
        }
        else if (text[end] == '.')
        {
            if (!DateTimeNumbers.TryFractionMicros(text, end, out micros)) return DateTimeFault.BadFormat;
            (hour, minute, second) = (0, (int)Math.Min(hour, int.MaxValue), minute);
        }
        else if (text[end] == ':')
        {
            if (!DateTimeNumbers.TryInt32(text, end + 1, out second, out end)) return DateTimeFault.FieldOverflow;
            if (end < text.Length && (text[end] != '.' || !DateTimeNumbers.TryFractionMicros(text, end, out micros))) return DateTimeFault.BadFormat;
        }
        else
        {
            return DateTimeFault.BadFormat;
        }

        clock = new ClockTime(hour, minute, second, micros);
        return hour < 0 || minute is < 0 or > 59 || second is < 0 or > 60 ? DateTimeFault.FieldOverflow : DateTimeFault.None;
    }
}

/// <summary>Offsets from Greenwich as text.</summary>
internal static class ZoneOffset
{
    private const int MaxHours = 15;

    /// <summary>Reads <c>+H</c>, <c>+HH</c>, <c>+HHMM</c>, <c>+HH:MM</c> or <c>+HH:MM:SS</c>; the result is in seconds, east positive.</summary>
    public static DateTimeFault Read(string text, out int offset)
    {
        offset = 0;
        if (text.Length == 0 || text[0] is not ('+' or '-')) return DateTimeFault.BadFormat;
        if (!DateTimeNumbers.TryInt32(text, 1, out var hour, out var end)) return DateTimeFault.ZoneOverflow;
        int minute = 0, second = 0;
        if (end < text.Length && text[end] == ':')
        {
            if (!DateTimeNumbers.TryInt32(text, end + 1, out minute, out end)) return DateTimeFault.ZoneOverflow;
            if (end < text.Length && text[end] == ':' && !DateTimeNumbers.TryInt32(text, end + 1, out second, out end)) return DateTimeFault.ZoneOverflow;
        }
        else if (end == text.Length && text.Length > 3)
        {
            (hour, minute) = (hour / 100, hour % 100);
        }

        if (hour is < 0 or > MaxHours || minute is < 0 or > 59 || second is < 0 or > 59) return DateTimeFault.ZoneOverflow;
        offset = (((hour * 60) + minute) * 60) + second;
        if (text[0] == '-') offset = -offset;
        return end < text.Length ? DateTimeFault.BadFormat : DateTimeFault.None;
    }
}
