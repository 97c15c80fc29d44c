using System.Buffers.Binary;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>
/// time with time zone: a time of day and the offset of its zone. It lies in one integer whose order is the type's: the time in Greenwich, in microseconds, above 17 bits
/// with the seconds west of Greenwich.
/// </summary>
/// <param name="Packed">The integer.</param>
public readonly record struct ZonedTime(long Packed)
{
    private const int ZoneBits = 17;
    private const int ZoneBias = 1 << (ZoneBits - 1);
    private const int MaxZone = 16 * 3600;

    /// <summary>A time in a zone.</summary>
    /// <param name="micros">The local time of day in microseconds.</param>
    /// <param name="offset">Seconds east of Greenwich.</param>
    public ZonedTime(long micros, int offset)
        : this(((micros - (offset * Calendar.MicrosPerSecond)) << ZoneBits) + (ZoneBias - offset))
    {
    }

    /// <summary>Seconds east of Greenwich.</summary>
    public int Offset => ZoneBias - (int)(Packed & ((1 << ZoneBits) - 1));

    /// <summary>The time of day in Greenwich in microseconds; may be below zero or above a day.</summary>
    public long Utc => Packed >> ZoneBits;

    /// <summary>The local time of day in microseconds.</summary>
    public long Micros => Utc + (Offset * Calendar.MicrosPerSecond);

    /// <summary>Rounded to so many digits of a second's fraction.</summary>
    public ZonedTime Round(int precision) => new(FractionalSeconds.Round(Micros, precision), Offset);

    /// <summary>The same moment of the day in another zone.</summary>
    public ZonedTime In(int offset)
    {
        var micros = (Utc + (offset * Calendar.MicrosPerSecond)) % Calendar.MicrosPerDay;
        return new ZonedTime(micros < 0 ? micros + Calendar.MicrosPerDay : micros, offset);
    }

    /// <summary>The local time moved by the time part of an interval, around the clock.</summary>
    public ZonedTime Add(long micros)
    {
        var local = (Micros + micros) % Calendar.MicrosPerDay;
        return new ZonedTime(local < 0 ? local + Calendar.MicrosPerDay : local, Offset);
    }

    /// <summary>Reads the binary form: microseconds (8 bytes) and seconds west (4 bytes), big-endian.</summary>
    /// <exception cref="SqlException">22008, 22009.</exception>
    internal static ZonedTime Read(ReadOnlySpan<byte> data)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(data);
        var west = BinaryPrimitives.ReadInt32BigEndian(data[8..]);
        if (micros is < 0 or > Calendar.MicrosPerDay) throw DataErrors.DateTimeOutOfRange("time");
        if (west is <= -MaxZone or >= MaxZone) throw DataErrors.ZoneOutOfRange();
        return new ZonedTime(micros, -west);
    }
}
