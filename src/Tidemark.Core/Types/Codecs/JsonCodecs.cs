using System.Buffers;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>json: checked, and kept as it was written.</summary>
internal readonly struct JsonFormat : IBytesFormat<JsonFormat>
{
    public static JsonFormat Create(SqlType type, FormatSettings settings) => default;

    public void Parse(ReadOnlySpan<byte> text, BytesVectorBuilder target)
    {
        TextEncoding.Check(text);
        JsonParser.Validate(text);
        target.Write(text);
    }

    public void Format(ReadOnlySpan<byte> value, BytesVectorBuilder target) => target.Write(value);

    public void Read(ReadOnlySpan<byte> data, BytesVectorBuilder target) => Parse(data, target);

    public void Write(ReadOnlySpan<byte> value, BytesVectorBuilder target) => target.Write(value);
}

/// <summary>jsonb: kept as canonical text; the binary form is a version byte, 1, and that text.</summary>
internal struct JsonbFormat : IBytesFormat<JsonbFormat>
{
    private const byte Version = 1;

    private JsonbWriter? _writer;

    public static JsonbFormat Create(SqlType type, FormatSettings settings) => default;

    public void Parse(ReadOnlySpan<byte> text, BytesVectorBuilder target)
    {
        TextEncoding.Check(text);
        JsonParser.WriteCanonical(text, _writer ??= new JsonbWriter(target));
    }

    public readonly void Format(ReadOnlySpan<byte> value, BytesVectorBuilder target) => target.Write(value);

    public void Read(ReadOnlySpan<byte> data, BytesVectorBuilder target)
    {
        if (data.IsEmpty) throw DataErrors.InsufficientData();
        if (data[0] != Version) throw InternalErrors.Unexpected($"unsupported jsonb version number {data[0]}");
        Parse(data[1..], target);
    }

    public readonly void Write(ReadOnlySpan<byte> value, BytesVectorBuilder target)
    {
        target.Write([Version]);
        target.Write(value);
    }
}
