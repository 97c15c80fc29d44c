using System.Buffers.Binary;

namespace Tidemark.Types;

/// <summary>interval. The binary form is microseconds (8 bytes), days and months (4 bytes each), big-endian.</summary>
internal readonly struct IntervalCodecFormat : IFixedFormat<IntervalCodecFormat, Interval>
{
    private readonly FormatSettings _settings;
    private readonly int _modifier;

    private IntervalCodecFormat(SqlType type, FormatSettings settings)
    {
        _settings = settings;
        _modifier = type.Modifier;
    }

    public static int MaxTextLength => IntervalFormat.MaxLength;

    public static int BinaryLength => 16;

    public static IntervalCodecFormat Create(SqlType type, FormatSettings settings) => new(type, settings);

    public Interval Parse(ReadOnlySpan<byte> text) => IntervalParser.Parse(text, _modifier, _settings);

    public int Format(Interval value, Span<byte> target) => IntervalFormat.Write(value, _settings.IntervalStyle, target);

    public Interval Read(ReadOnlySpan<byte> data) => IntervalArithmetic.ToModifier(
        new Interval(BinaryPrimitives.ReadInt64BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[8..]), BinaryPrimitives.ReadInt32BigEndian(data[12..])),
        _modifier);

    public static void Write(Interval value, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, value.Microseconds);
        BinaryPrimitives.WriteInt32BigEndian(target[8..], value.Days);
        BinaryPrimitives.WriteInt32BigEndian(target[12..], value.Months);
    }
}
