using System.Buffers.Binary;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>date.</summary>
internal readonly struct DateFormat : IFixedFormat<DateFormat, int>
{
    private readonly FormatSettings _settings;

    private DateFormat(FormatSettings settings) => _settings = settings;

    public static int MaxTextLength => DateTimeFormat.MaxLength;

    public static int BinaryLength => 4;

    public static DateFormat Create(SqlType type, FormatSettings settings) => new(settings);

    public int Parse(ReadOnlySpan<byte> text) => DateTimeParser.Date(text, _settings);

    public int Format(int value, Span<byte> target) => DateTimeFormat.Date(value, target, _settings);

    public int Read(ReadOnlySpan<byte> data)
    {
        var days = BinaryPrimitives.ReadInt32BigEndian(data);
        return Calendar.IsValidDate(days) || days is int.MinValue or int.MaxValue ? days : throw DataErrors.DateTimeOutOfRange("date");
    }

    public static void Write(int value, Span<byte> target) => BinaryPrimitives.WriteInt32BigEndian(target, value);
}

/// <summary>time without time zone.</summary>
internal readonly struct TimeFormat : IFixedFormat<TimeFormat, long>
{
    private readonly FormatSettings _settings;
    private readonly int _precision;

    private TimeFormat(SqlType type, FormatSettings settings)
    {
        _settings = settings;
        _precision = type.Modifier;
    }

    public static int MaxTextLength => DateTimeFormat.MaxLength;

    public static int BinaryLength => 8;

    public static TimeFormat Create(SqlType type, FormatSettings settings) => new(type, settings);

    public long Parse(ReadOnlySpan<byte> text) => FractionalSeconds.Round(DateTimeParser.Time(text, _settings), _precision);

    public int Format(long value, Span<byte> target) => DateTimeFormat.Time(value, target);

    public long Read(ReadOnlySpan<byte> data)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(data);
        return micros is < 0 or > Calendar.MicrosPerDay ? throw DataErrors.DateTimeOutOfRange("time") : FractionalSeconds.Round(micros, _precision);
    }

    public static void Write(long value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, value);
}

/// <summary>timestamp without time zone.</summary>
internal readonly struct TimestampFormat : IFixedFormat<TimestampFormat, long>
{
    private readonly FormatSettings _settings;
    private readonly int _precision;

    private TimestampFormat(SqlType type, FormatSettings settings)
    {
        _settings = settings;
        _precision = type.Modifier;
    }

    public static int MaxTextLength => DateTimeFormat.MaxLength;

    public static int BinaryLength => 8;

    public static TimestampFormat Create(SqlType type, FormatSettings settings) => new(type, settings);

    public long Parse(ReadOnlySpan<byte> text) => FractionalSeconds.RoundTimestamp(DateTimeParser.Timestamp(text, _settings), _precision);

    public int Format(long value, Span<byte> target) => DateTimeFormat.Timestamp(value, target, _settings);

    public long Read(ReadOnlySpan<byte> data) => FractionalSeconds.RoundTimestamp(ReadChecked(data), _precision);

    public static void Write(long value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, value);

    internal static long ReadChecked(ReadOnlySpan<byte> data)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(data);
        return Calendar.IsValidTimestamp(micros) || micros is long.MinValue or long.MaxValue ? micros : throw DataErrors.DateTimeOutOfRange("timestamp");
    }
}

/// <summary>timestamp with time zone.</summary>
internal struct TimestampTzFormat : IFixedFormat<TimestampTzFormat, long>
{
    private readonly FormatSettings _settings;
    private readonly int _precision;
    private ZoneCursor _zone;

    private TimestampTzFormat(SqlType type, FormatSettings settings)
    {
        _settings = settings;
        _precision = type.Modifier;
        _zone = new ZoneCursor(settings.TimeZone);
    }

    public static int MaxTextLength => DateTimeFormat.MaxLength;

    public static int BinaryLength => 8;

    public static TimestampTzFormat Create(SqlType type, FormatSettings settings) => new(type, settings);

    public long Parse(ReadOnlySpan<byte> text) => FractionalSeconds.RoundTimestamp(DateTimeParser.TimestampTz(text, _settings, ref _zone), _precision);

    public int Format(long value, Span<byte> target) => DateTimeFormat.TimestampTz(value, target, _settings, ref _zone);

    public readonly long Read(ReadOnlySpan<byte> data) => FractionalSeconds.RoundTimestamp(TimestampFormat.ReadChecked(data), _precision);

    public static void Write(long value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, value);
}

/// <summary>time with time zone.</summary>
internal readonly struct TimeTzFormat : IFixedFormat<TimeTzFormat, long>
{
    private readonly FormatSettings _settings;
    private readonly int _precision;

    private TimeTzFormat(SqlType type, FormatSettings settings)
    {
        _settings = settings;
        _precision = type.Modifier;
    }

    public static int MaxTextLength => DateTimeFormat.MaxLength;

    public static int BinaryLength => 12;

    public static TimeTzFormat Create(SqlType type, FormatSettings settings) => new(type, settings);

    public long Parse(ReadOnlySpan<byte> text) => DateTimeParser.TimeTz(text, _settings).Round(_precision).Packed;

    public int Format(long value, Span<byte> target)
    {
        var time = new ZonedTime(value);
        var length = DateTimeFormat.Time(time.Micros, target);
        return length + DateTimeFormat.Offset(target[length..], time.Offset);
    }

    public long Read(ReadOnlySpan<byte> data) => ZonedTime.Read(data).Round(_precision).Packed;

    public static void Write(long value, Span<byte> target)
    {
        var time = new ZonedTime(value);
        BinaryPrimitives.WriteInt64BigEndian(target, time.Micros);
        BinaryPrimitives.WriteInt32BigEndian(target[8..], -time.Offset);
    }
}
