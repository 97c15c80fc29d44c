namespace Tidemark.Types;

/// <summary>Writes dates, times and timestamps in the four DateStyles, as PostgreSQL's EncodeDateTime does.</summary>
internal static class DateTimeFormat
{
    /// <summary>Bytes that no date, time or timestamp exceeds.</summary>
    public const int MaxLength = 80;

    private const int MaxZoneName = 10;

    private static ReadOnlySpan<byte> MonthNames => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    private static ReadOnlySpan<byte> DayNames => "SunMonTueWedThuFriSat"u8;

    /// <summary>Writes a date; returns the bytes written.</summary>
    public static int Date(int days, Span<byte> target, FormatSettings settings)
    {
        if (days == int.MaxValue) return Copy("infinity"u8, target);
        if (days == int.MinValue) return Copy("-infinity"u8, target);
        Calendar.FromDays(days, out var year, out var month, out var day);
        if (settings.DateStyle == DateStyle.Iso && year is >= 0 and <= 9999)
        {
            if (year > 0)
            {
                IsoDay(target, year, month, day);
                return 10;
            }
        }

        var length = settings.DateStyle == DateStyle.Postgres
            ? Numeric(target, '-', settings.DateOrder == DateOrder.Dmy, year, month, day)
            : Day(target, settings, year, month, day);
        return length + Era(target[length..], year);
    }

    /// <summary>Writes a time of day in microseconds; 24:00:00 is a time. Returns the bytes written.</summary>
    public static int Time(long micros, Span<byte> target)
    {
        var seconds = (int)(micros / Calendar.MicrosPerSecond);
        DigitWriter.Two(target, 6, seconds % 60);
        DigitWriter.Two(target, 3, seconds / 60 % 60);
        DigitWriter.Two(target, 0, seconds / 3600);
        target[2] = (byte)':';
        target[5] = (byte)':';
        return 8 + DigitWriter.Fraction(target[8..], (int)(micros % Calendar.MicrosPerSecond));
    }

    /// <summary>Writes a timestamp without time zone; returns the bytes written.</summary>
    public static int Timestamp(long micros, Span<byte> target, FormatSettings settings)
    {
        if (!Calendar.IsValidTimestamp(micros)) return Infinite(micros, target);
        return Moment(micros, target, settings, out var year) is var length && settings.DateStyle == DateStyle.Postgres
            ? PostgresYear(target, length, year, default)
            : length + Era(target[length..], year);
    }

    /// <summary>Writes a timestamp with time zone in the cursor's zone; returns the bytes written.</summary>
    public static int TimestampTz(long micros, Span<byte> target, FormatSettings settings, ref ZoneCursor zone)
    {
        if (!Calendar.IsValidTimestamp(micros)) return Infinite(micros, target);
        var offset = zone.OffsetAt(micros);
        var length = Moment(micros + (offset * Calendar.MicrosPerSecond), target, settings, out var year);
        if (settings.DateStyle == DateStyle.Iso)
        {
            length += Offset(target[length..], offset);
            return year > 0 ? length : length + Era(target[length..], year);
        }

        Span<byte> suffix = stackalloc byte[MaxZoneName + 1];
        suffix[0] = (byte)' ';
        var name = zone.Zone.AbbreviationAt(micros);
        var size = 1;
        while (size <= MaxZoneName && size <= name.Length) suffix[size] = (byte)name[size++ - 1];
        if (settings.DateStyle == DateStyle.Postgres) return PostgresYear(target, length, year, suffix[..size]);
        suffix[..size].CopyTo(target[length..]);
        length += size;
        return length + Era(target[length..], year);
    }

    /// <summary>Writes an offset as <c>+HH</c>, <c>+HH:MM</c> or <c>+HH:MM:SS</c>, whichever is exact.</summary>
    public static int Offset(Span<byte> target, int seconds)
    {
        target[0] = (byte)(seconds < 0 ? '-' : '+');
        var size = Math.Abs(seconds);
        DigitWriter.Two(target, 1, size / 3600);
        if (size % 3600 == 0) return 3;
        target[3] = (byte)':';
        DigitWriter.Two(target, 4, size / 60 % 60);
        if (size % 60 == 0) return 6;
        target[6] = (byte)':';
        DigitWriter.Two(target, 7, size % 60);
        return 9;
    }

    private static int Infinite(long micros, Span<byte> target) => micros switch
    {
        long.MaxValue => Copy("infinity"u8, target),
        long.MinValue => Copy("-infinity"u8, target),
        _ => throw Errors.DataErrors.DateTimeOutOfRange("timestamp"),
    };

    /// <summary>Writes date and time of day; in the Postgres style without the year, which follows the time there.</summary>
    private static int Moment(long local, Span<byte> target, FormatSettings settings, out int year)
    {
        var days = Calendar.DayOf(local, out var time);
        Calendar.FromDays(days, out year, out var month, out var day);
        int length;
        if (settings.DateStyle == DateStyle.Iso && year is > 0 and <= 9999)
        {
            IsoDay(target, year, month, day);
            length = 10;
        }
        else if (settings.DateStyle == DateStyle.Postgres)
        {
            DayNames.Slice(Calendar.DayOfWeek(days) * 3, 3).CopyTo(target);
            target[3] = (byte)' ';
            var monthName = MonthNames.Slice((month - 1) * 3, 3);
            if (settings.DateOrder == DateOrder.Dmy)
            {
                DigitWriter.Two(target, 4, day);
                target[6] = (byte)' ';
                monthName.CopyTo(target[7..]);
            }
            else
            {
                monthName.CopyTo(target[4..]);
                target[7] = (byte)' ';
                DigitWriter.Two(target, 8, day);
            }

            length = 10;
        }
        else
        {
            length = Day(target, settings, year, month, day);
        }

        target[length++] = (byte)' ';
        return length + Time(time, target[length..]);
    }

    private static int PostgresYear(Span<byte> target, int length, int year, ReadOnlySpan<byte> zone)
    {
        target[length++] = (byte)' ';
        length += DigitWriter.Padded(target[length..], ShownYear(year), 4);
        zone.CopyTo(target[length..]);
        length += zone.Length;
        return length + Era(target[length..], year);
    }

    private static int Day(Span<byte> target, FormatSettings settings, int year, int month, int day)
    {
        switch (settings.DateStyle)
        {
            case DateStyle.Iso:
                var length = DigitWriter.Padded(target, ShownYear(year), 4);
                target[length] = (byte)'-';
                DigitWriter.Two(target, length + 1, month);
                target[length + 3] = (byte)'-';
                DigitWriter.Two(target, length + 4, day);
                return length + 6;
            case DateStyle.German:
                return Numeric(target, '.', dayFirst: true, year, month, day);
            default:
                return Numeric(target, '/', settings.DateOrder == DateOrder.Dmy, year, month, day);
        }
    }

    private static int Numeric(Span<byte> target, char separator, bool dayFirst, int year, int month, int day)
    {
        DigitWriter.Two(target, 0, dayFirst ? day : month);
        target[2] = (byte)separator;
        DigitWriter.Two(target, 3, dayFirst ? month : day);
        target[5] = (byte)separator;
        return 6 + DigitWriter.Padded(target[6..], ShownYear(year), 4);
    }

    private static void IsoDay(Span<byte> target, int year, int month, int day)
    {
        DigitWriter.Two(target, 8, day);
        DigitWriter.Two(target, 5, month);
        DigitWriter.Two(target, 2, year % 100);
        DigitWriter.Two(target, 0, year / 100);
        target[4] = (byte)'-';
        target[7] = (byte)'-';
    }

    private static uint ShownYear(int year) => (uint)(year > 0 ? year : 1 - year);

    private static int Era(Span<byte> target, int year) => year > 0 ? 0 : Copy(" BC"u8, target);

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        return text.Length;
    }
}
