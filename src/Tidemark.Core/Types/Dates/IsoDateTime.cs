using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>
/// The fast road for canonical ISO input, <c>YYYY-MM-DD</c> and <c>YYYY-MM-DD HH:MM:SS[.ffffff][zone]</c> (a T for the blank allowed): recognises it,
/// or declines and leaves it to <see cref="DateTimeParser"/>, which reads everything and words the errors.
/// </summary>
internal static class IsoDateTime
{
    private static ReadOnlySpan<int> FractionScale => [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>Reads a four-digit year's date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        var century = DigitWriter.ReadTwo(text, 0);
        var yearOfCentury = DigitWriter.ReadTwo(text, 2);
        var month = DigitWriter.ReadTwo(text, 5);
        var day = DigitWriter.ReadTwo(text, 8);
        if (century > 99 || yearOfCentury > 99 || month - 1 > 11 || day - 1 > 30) return false;
        var year = (int)((century * 100) + yearOfCentury);
        if (year == 0 || (day > 28 && day > Calendar.DaysInMonth(year, (int)month))) return false;
        days = Calendar.ToDays(year, (int)month, (int)day);
        return true;
    }

    /// <summary>Reads date, time and an optional zone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="local">Microseconds since 2000-01-01 of what the text shows, whatever the zone.</param>
    /// <param name="hasOffset">Whether the text has a zone.</param>
    /// <param name="offset">The zone's offset in seconds, east positive.</param>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long local, out bool hasOffset, out int offset)
    {
        local = 0;
        hasOffset = false;
        offset = 0;
        if (!TryDate(text, out var days)) return false;
        local = days * Calendar.MicrosPerDay;
        if (text.Length == 10) return true;
        if (text[10] != ' ' && text[10] != 'T') return false;
        if (!TryTime(text[11..], out var time, out var used)) return false;
        local += time;
        used += 11;
        return used == text.Length || (hasOffset = TryOffset(text[used..], out offset));
    }

    /// <summary>Reads <c>HH:MM:SS</c> with up to six digits of fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTime(ReadOnlySpan<byte> text, out long micros, out int used)
    {
        micros = 0;
        used = 8;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':') return false;
        var hour = DigitWriter.ReadTwo(text, 0);
        var minute = DigitWriter.ReadTwo(text, 3);
        var second = DigitWriter.ReadTwo(text, 6);
        if (hour > 23 || minute > 59 || second > 59) return false;
        micros = ((hour * 3600) + (minute * 60) + second) * Calendar.MicrosPerSecond;
        if (text.Length == 8 || text[8] != '.') return true;
        var at = 9;
        var fraction = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            if (at == 15) return false;
            fraction = (fraction * 10) + (text[at++] - '0');
        }

        micros += fraction * FractionScale[at - 9];
        used = at;
        return true;
    }

    /// <summary>Reads <c>Z</c>, <c>+HH</c>, <c>+HHMM</c> or <c>+HH:MM</c>.</summary>
    private static bool TryOffset(ReadOnlySpan<byte> text, out int offset)
    {
        offset = 0;
        if (text[0] is (byte)'Z' && text.Length == 1) return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6)) return false;
        var hour = DigitWriter.ReadTwo(text, 1);
        var minute = 0u;
        if (text.Length == 5)
        {
            minute = DigitWriter.ReadTwo(text, 3);
        }
        else if (text.Length == 6)
        {
            if (text[3] != ':') return false;
            minute = DigitWriter.ReadTwo(text, 4);
        }

        if (hour > 15 || minute > 59) return false;
        offset = (int)((hour * 3600) + (minute * 60));
        if (text[0] == '-') offset = -offset;
        return true;
    }
}
