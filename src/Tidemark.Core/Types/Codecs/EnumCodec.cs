using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Enums: the text is the label, and so is what clients take for the binary form. Inside of arrays and records a value is its code, 4 bytes big-endian with the sign turned, which
/// sorts as the codes do.
/// </summary>
internal sealed class EnumCodec(SqlType type) : TypeCodec(type)
{
    private const int MaxLabel = 63;
    private const uint Sign = 0x8000_0000;

    private readonly EnumLabels _labels = type.Labels!;

    /// <inheritdoc />
    internal override bool HasWireForm => true;

    /// <inheritdoc />
    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings)
    {
        var builder = (FixedVectorBuilder<int>)target;
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                builder.AppendNull();
                continue;
            }

            var text = data.Slice(field.Start, field.Length);
            if (text.Length > MaxLabel || !_labels.TryFind(text, out var code)) throw DataErrors.InvalidEnum(Type.DisplayName, text);
            builder.Append(code);
        }
    }

    /// <inheritdoc />
    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target)
    {
        var builder = (FixedVectorBuilder<int>)target;
        foreach (var field in fields)
        {
            if (field.IsNull) builder.AppendNull();
            else builder.Append((int)(BinaryPrimitives.ReadUInt32BigEndian(data.Slice(field.Start, field.Length)) ^ Sign));
        }
    }

    /// <inheritdoc />
    public override void ReadWire(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target) => ParseText(data, fields, target, FormatSettings.Default);

    /// <inheritdoc />
    public override void WriteWire(Vector source, BytesVectorBuilder target) => FormatText(source, target, FormatSettings.Default);

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings)
    {
        var codes = ((FixedVector<int>)source).Values;
        for (var row = 0; row < codes.Length; row++)
        {
            if (source.IsNull(row)) target.AppendNull();
            else target.Append(_labels.TextOf(codes[row]));
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target)
    {
        var codes = ((FixedVector<int>)source).Values;
        for (var row = 0; row < codes.Length; row++)
        {
            if (source.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            BinaryPrimitives.WriteUInt32BigEndian(target.GetSpan(4), (uint)codes[row] ^ Sign);
            target.Advance(4);
            target.EndValue();
        }
    }
}
