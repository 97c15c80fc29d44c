using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>numeric and numeric(precision, scale).</summary>
internal readonly struct NumericFormat : IBytesFormat<NumericFormat>
{
    private readonly (int Precision, int Scale)? _modifier;

    private NumericFormat(SqlType type) => _modifier = TypeModifiers.NumericOf(type);

    public static NumericFormat Create(SqlType type, FormatSettings settings) => new(type);

    public void Parse(ReadOnlySpan<byte> text, BytesVectorBuilder target) => Apply(Numeric.Parse(text)).WritePacked(target);

    public void Format(ReadOnlySpan<byte> value, BytesVectorBuilder target) => Numeric.Unpack(value).Format(target);

    public void Read(ReadOnlySpan<byte> data, BytesVectorBuilder target) => Apply(Numeric.ReadBinary(data)).WritePacked(target);

    public void Write(ReadOnlySpan<byte> value, BytesVectorBuilder target) => Numeric.Unpack(value).WriteBinary(target);

    private Numeric Apply(Numeric value) => _modifier is var (precision, scale) ? Numeric.ToModifier(value, precision, scale) : value;
}
