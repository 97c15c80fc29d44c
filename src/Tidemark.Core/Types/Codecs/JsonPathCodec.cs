using System.Buffers;
using System.Text;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>jsonpath: kept as its canonical text; the binary form is a version byte, 1, and that text.</summary>
internal readonly struct JsonPathFormat : IBytesFormat<JsonPathFormat>
{
    private const byte Version = 1;

    public static JsonPathFormat Create(SqlType type, FormatSettings settings) => default;

    public void Parse(ReadOnlySpan<byte> text, BytesVectorBuilder target)
    {
        TextEncoding.Check(text);
        target.Write(Encoding.UTF8.GetBytes(JsonPathPrinter.Print(JsonPathParser.Parse(Encoding.UTF8.GetString(text)))));
    }

    public void Format(ReadOnlySpan<byte> value, BytesVectorBuilder target) => target.Write(value);

    public void Read(ReadOnlySpan<byte> data, BytesVectorBuilder target)
    {
        if (data.IsEmpty) throw DataErrors.InsufficientData();
        if (data[0] != Version) throw InternalErrors.Unexpected($"unsupported jsonpath version number: {data[0]}");
        Parse(data[1..], target);
    }

    public void Write(ReadOnlySpan<byte> value, BytesVectorBuilder target)
    {
        target.Write([Version]);
        target.Write(value);
    }
}
