using System.Buffers.Binary;

namespace Tidemark.Types;

/// <summary>double precision.</summary>
internal readonly struct Float8Format : IFixedFormat<Float8Format, double>
{
    // The NaN that C's NAN is; .NET's has the sign bit set.
    private const long CanonicalNaN = 0x7ff8000000000000;

    private readonly int _extraDigits;

    private Float8Format(int extraDigits) => _extraDigits = extraDigits;

    public static int MaxTextLength => 32;

    public static int BinaryLength => 8;

    public static Float8Format Create(SqlType type, FormatSettings settings) => new(settings.ExtraFloatDigits);

    public double Parse(ReadOnlySpan<byte> text) => FloatText.TryParseSimple(text, out double value) ? value : FloatText.ParseDouble(text);

    public int Format(double value, Span<byte> target) => _extraDigits > 0 ? FloatText.Shortest(value, target) : FloatText.Rounded(value, 15 + _extraDigits, target);

    public double Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadDoubleBigEndian(data);

    public static void Write(double value, Span<byte> target) => BinaryPrimitives.WriteInt64BigEndian(target, double.IsNaN(value) ? CanonicalNaN : BitConverter.DoubleToInt64Bits(value));
}

/// <summary>real.</summary>
internal readonly struct Float4Format : IFixedFormat<Float4Format, float>
{
    private const int CanonicalNaN = 0x7fc00000;

    private readonly int _extraDigits;

    private Float4Format(int extraDigits) => _extraDigits = extraDigits;

    public static int MaxTextLength => 32;

    public static int BinaryLength => 4;

    public static Float4Format Create(SqlType type, FormatSettings settings) => new(settings.ExtraFloatDigits);

    public float Parse(ReadOnlySpan<byte> text) => FloatText.TryParseSimple(text, out float value) ? value : FloatText.ParseSingle(text);

    public int Format(float value, Span<byte> target) => _extraDigits > 0 ? FloatText.Shortest(value, target) : FloatText.Rounded(value, 6 + _extraDigits, target);

    public float Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadSingleBigEndian(data);

    public static void Write(float value, Span<byte> target) => BinaryPrimitives.WriteInt32BigEndian(target, float.IsNaN(value) ? CanonicalNaN : BitConverter.SingleToInt32Bits(value));
}
