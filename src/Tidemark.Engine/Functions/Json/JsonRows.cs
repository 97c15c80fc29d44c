using System.Buffers.Binary;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Rows as JSON: an object with a member for each field.</summary>
internal static class JsonRows
{
    /// <summary>Writes a record as json text, without ending it.</summary>
    /// <param name="vector">Records; their type's fields give the names, where it has any.</param>
    /// <param name="row">The row.</param>
    /// <param name="target">Receives the text.</param>
    /// <param name="context">The session's state.</param>
    /// <param name="isPretty">Whether each member begins on a line of its own.</param>
    public static void Write(Vector vector, int row, BytesVectorBuilder target, FunctionContext context, bool isPretty = false)
    {
        var record = VectorAccess.GetBytes(vector, row);
        var fields = vector.Type.Fields;
        TextFunctions.Put(target, "{"u8);
        var i = 0;
        foreach (var column in new RecordReader(record))
        {
            if (i > 0) TextFunctions.Put(target, isPretty ? ",\n "u8 : ","u8);
            var isKnown = i < fields.Length;
            JsonStrings.Encode(Encoding.UTF8.GetBytes(isKnown ? fields[i].Name : $"f{i + 1}"), target);
            TextFunctions.Put(target, ":"u8);
            WriteField(record, column, isKnown ? fields[i].Type : SqlTypes.FromOid(column.TypeOid) ?? SqlTypes.Text, target, context);
            i++;
        }

        TextFunctions.Put(target, "}"u8);
    }

    // The commonest types are written straight from the binary form.
    private static void WriteField(ReadOnlySpan<byte> record, RecordColumn column, SqlType type, BytesVectorBuilder target, FunctionContext context)
    {
        if (column.Value.IsNull)
        {
            TextFunctions.Put(target, "null"u8);
            return;
        }

        var data = record.Slice(column.Value.Start, column.Value.Length);
        switch (type.Kind)
        {
            case TypeKind.Bool:
                TextFunctions.Put(target, data[0] != 0 ? "true"u8 : "false"u8);
                break;
            case TypeKind.Int2:
                WriteInteger(BinaryPrimitives.ReadInt16BigEndian(data), target);
                break;
            case TypeKind.Int4:
                WriteInteger(BinaryPrimitives.ReadInt32BigEndian(data), target);
                break;
            case TypeKind.Int8:
                WriteInteger(BinaryPrimitives.ReadInt64BigEndian(data), target);
                break;
            case TypeKind.Text or TypeKind.Varchar or TypeKind.BpChar or TypeKind.Name:
                JsonStrings.Encode(data, target);
                break;
            case TypeKind.Json:
                TextFunctions.Put(target, data);
                break;
            case TypeKind.Jsonb:
                TextFunctions.Put(target, data[1..]);
                break;
            default:
                var value = VectorBuilder.Create(type, 1);
                TypeCodec.For(type).ReadBinary(record, [column.Value], value);
                JsonRendering.Write(value.Build(), 0, target, context);
                break;
        }
    }

    private static void WriteInteger(long value, BytesVectorBuilder target)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(value, target.GetSpan(20), out var length);
        target.Advance(length);
    }
}
