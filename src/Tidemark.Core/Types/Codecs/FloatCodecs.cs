using System.Buffers.Binary;

namespace Tidemark.Types;

/// <summary>double precision.</summary>
internal readonly struct Float8Format : IFixedFormat<Float8Format, double>
{
    private readonly int _extraDigits;

    private Float8Format(int extraDigits) => _extraDigits = extraDigits;

    public static int MaxTextLength => 32;

    public static int BinaryLength => 8;

    public static Float8Format Create(SqlType type, FormatSettings settings) => new(settings.ExtraFloatDigits);

    public double Parse(ReadOnlySpan<byte> text) => FloatText.TryParseSimple(text, out var value) ? value : FloatText.ParseDouble(text);

    public int Format(double value, Span<byte> target) => _extraDigits > 0 ? FloatText.Shortest(value, target) : FloatText.Rounded(value, 15 + _extraDigits, target);

    public double Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadDoubleBigEndian(data);

    public static void Write(double value, Span<byte> target) => BinaryPrimitives.WriteDoubleBigEndian(target, value);
}

/// <summary>real.</summary>
internal readonly struct Float4Format : IFixedFormat<Float4Format, float>
{
    private readonly int _extraDigits;

    private Float4Format(int extraDigits) => _extraDigits = extraDigits;

    public static int MaxTextLength => 32;

    public static int BinaryLength => 4;

    public static Float4Format Create(SqlType type, FormatSettings settings) => new(settings.ExtraFloatDigits);

    public float Parse(ReadOnlySpan<byte> text) => FloatText.ParseSingle(text);

    public int Format(float value, Span<byte> target) => _extraDigits > 0 ? FloatText.Shortest(value, target) : FloatText.Rounded(value, 6 + _extraDigits, target);

    public float Read(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadSingleBigEndian(data);

    public static void Write(float value, Span<byte> target) => BinaryPrimitives.WriteSingleBigEndian(target, value);
}
