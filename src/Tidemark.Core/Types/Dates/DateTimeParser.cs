using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>Reads dates, times and timestamps from text: everything that PostgreSQL reads, with its errors.</summary>
public static class DateTimeParser
{
    private const long EpochTimestamp = -Calendar.UnixEpochMicros;

    /// <summary>Reads a date into days since 2000-01-01.</summary>
    /// <exception cref="SqlException">22007, 22008.</exception>
    public static int Date(ReadOnlySpan<byte> text, FormatSettings settings)
    {
        if (text.Length == 10 && IsoDateTime.TryDate(text, out var fast)) return fast;
        Check(DateTimeDecoder.Decode(text, settings, timeOnly: false, out var decoded), text, "date");
        switch (decoded.Special)
        {
            case DateTimeWord.Epoch:
                return -Calendar.UnixEpochDays;
            case DateTimeWord.Infinity:
                return int.MaxValue;
            case DateTimeWord.NegativeInfinity:
                return int.MinValue;
        }

        if (!decoded.IsJulianRange) throw DataErrors.DateTimeOutOfRange("date", text);
        var days = decoded.ToDays();
        return Calendar.IsValidDate(days) ? days : throw DataErrors.DateTimeOutOfRange("date", text);
    }

    /// <summary>Reads a time of day into microseconds; a zone is read and dropped.</summary>
    /// <exception cref="SqlException">22007, 22008.</exception>
    public static long Time(ReadOnlySpan<byte> text, FormatSettings settings)
    {
        if (IsoDateTime.TryTime(text, out var fast, out var used) && used == text.Length) return fast;
        Check(DateTimeDecoder.Decode(text, settings, timeOnly: true, out var decoded), text, "time");
        return decoded.TimeOfDay;
    }

    /// <summary>Reads a time with time zone; without a zone in the text it is the settings' zone, at the text's date or today.</summary>
    /// <exception cref="SqlException">22007, 22008, 22009.</exception>
    public static ZonedTime TimeTz(ReadOnlySpan<byte> text, FormatSettings settings)
    {
        Check(DateTimeDecoder.Decode(text, settings, timeOnly: true, out var decoded, withZone: true), text, "time with time zone");
        return new ZonedTime(decoded.TimeOfDay, decoded.Offset);
    }

    /// <summary>Reads a timestamp; a zone is read and dropped.</summary>
    /// <exception cref="SqlException">22007, 22008.</exception>
    public static long Timestamp(ReadOnlySpan<byte> text, FormatSettings settings)
    {
        if (IsoDateTime.TryTimestamp(text, out var fast, out _, out _)) return fast;
        Check(DateTimeDecoder.Decode(text, settings, timeOnly: false, out var decoded), text, "timestamp");
        return Special(decoded) ?? Combine(decoded, text, withOffset: false);
    }

    /// <summary>Reads a timestamp with time zone; without one in the text it is the settings' zone.</summary>
    /// <exception cref="SqlException">22007, 22008, 22009.</exception>
    public static long TimestampTz(ReadOnlySpan<byte> text, FormatSettings settings)
    {
        var zone = new ZoneCursor(settings.TimeZone);
        return TimestampTz(text, settings, ref zone);
    }

    /// <summary>The same with a cursor on the settings' zone, for many values.</summary>
    internal static long TimestampTz(ReadOnlySpan<byte> text, FormatSettings settings, ref ZoneCursor zone)
    {
        if (IsoDateTime.TryTimestamp(text, out var fast, out var hasOffset, out var offset))
        {
            if (!hasOffset) offset = zone.OffsetAtLocal(fast);
            return fast - (offset * Calendar.MicrosPerSecond);
        }

        Check(DateTimeDecoder.Decode(text, settings, timeOnly: false, out var decoded), text, "timestamp with time zone");
        return Special(decoded) ?? Combine(decoded, text, withOffset: true);
    }

    /// <summary>Throws the error that a fault stands for.</summary>
    internal static void Check(DateTimeFault fault, ReadOnlySpan<byte> text, string type)
    {
        switch (fault)
        {
            case DateTimeFault.None:
                return;
            case DateTimeFault.FieldOverflow:
                throw DataErrors.DateTimeField(text);
            case DateTimeFault.MonthDayOverflow:
                throw DataErrors.DateTimeField(text, maybeDateStyle: true);
            case DateTimeFault.IntervalOverflow:
                throw DataErrors.IntervalField(text);
            case DateTimeFault.ZoneOverflow:
                throw DataErrors.ZoneDisplacement(text);
            default:
                throw DataErrors.InvalidDateTime(type, text);
        }
    }

    private static long? Special(DateTimeDecoder decoded) => decoded.Special switch
    {
        DateTimeWord.Epoch => EpochTimestamp,
        DateTimeWord.Infinity => long.MaxValue,
        DateTimeWord.NegativeInfinity => long.MinValue,
        _ => null,
    };

    private static long Combine(DateTimeDecoder decoded, ReadOnlySpan<byte> text, bool withOffset)
    {
        if (!decoded.IsJulianRange) throw DataErrors.DateTimeOutOfRange("timestamp", text);
        var micros = ((Int128)decoded.ToDays() * Calendar.MicrosPerDay) + decoded.TimeOfDay;
        if (withOffset) micros -= decoded.Offset * Calendar.MicrosPerSecond;
        return micros >= Calendar.MinTimestamp && micros < Calendar.EndTimestamp ? (long)micros : throw DataErrors.DateTimeOutOfRange("timestamp", text);
    }
}
