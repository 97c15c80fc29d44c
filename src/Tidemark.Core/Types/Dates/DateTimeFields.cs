using System.Globalization;

namespace Tidemark.Types;

/// <summary>Why date, time or interval input was refused; each has a message and SQLSTATE of its own.</summary>
internal enum DateTimeFault : byte
{
    None,
    BadFormat,
    FieldOverflow,
    MonthDayOverflow,
    IntervalOverflow,
    ZoneOverflow,
}

/// <summary>Which fields of a date or time were seen; a field may be seen once.</summary>
[Flags]
internal enum DateTimeMask
{
    None = 0,
    Month = 1 << 1,
    Year = 1 << 2,
    Day = 1 << 3,
    Zone = 1 << 5,
    DaylightZone = 1 << 6,
    Meridiem = 1 << 9,
    Hour = 1 << 10,
    Minute = 1 << 11,
    Second = 1 << 12,
    Millisecond = 1 << 13,
    Microsecond = 1 << 14,
    DayOfYear = 1 << 15,
    DayOfWeek = 1 << 16,
    Era = 1 << 18,
    Week = 1 << 24,
    Decade = 1 << 25,
    Century = 1 << 26,
    Millennium = 1 << 27,
    DaylightModifier = 1 << 28,
    Seconds = Second | Millisecond | Microsecond,
    Date = Year | Month | Day,
    Time = Hour | Minute | Seconds,
}

/// <summary>Numbers inside date, time and interval tokens, read as C's strtol and strtod read them.</summary>
internal static class DateTimeNumbers
{
    /// <summary>Reads a 32-bit integer with an optional sign; false when it does not fit. Without digits the value is 0 and <paramref name="end"/> is <paramref name="start"/>.</summary>
    public static bool TryInt32(string text, int start, out int value, out int end)
    {
        var fits = TryInt64(text, start, out var wide, out end);
        value = (int)wide;
        return fits && wide == value;
    }

    /// <summary>Reads a 64-bit integer with an optional sign; false when it does not fit.</summary>
    public static bool TryInt64(string text, int start, out long value, out int end)
    {
        var at = start;
        var negative = false;
        if (at < text.Length && text[at] is '+' or '-') negative = text[at++] == '-';
        var first = at;
        Int128 sum = 0;
        var fits = true;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (fits) sum = (sum * 10) + (text[at] - '0');
            fits &= sum <= (Int128)long.MaxValue + 1;
        }

        if (negative) sum = -sum;
        fits &= sum >= long.MinValue && sum <= long.MaxValue;
        value = fits ? (long)sum : 0;
        end = at == first ? start : at;
        return fits;
    }

    /// <summary>Reads a point and digits up to the end of the text as a fraction; false where something else follows.</summary>
    public static bool TryFraction(string text, int point, out double value)
    {
        value = 0;
        for (var i = point + 1; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return false;
        }

        return point + 1 == text.Length || double.TryParse(text.AsSpan(point), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a fraction of a second, rounded to microseconds.</summary>
    public static bool TryFractionMicros(string text, int point, out int micros)
    {
        var read = TryFraction(text, point, out var value);
        micros = (int)Math.Round(value * 1e6, MidpointRounding.ToEven);
        return read;
    }
}
