using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>
/// SQL values as JSON: numbers, booleans and null as such, dates and times in the form of ISO 8601, arrays as arrays, json as it is, everything else as a string of its text form.
/// </summary>
internal static class JsonRendering
{
    /// <summary>Writes a value as json text, without ending it.</summary>
    public static void Write(Vector vector, int row, BytesVectorBuilder target, FunctionContext context)
    {
        if (vector.IsNull(row))
        {
            TextFunctions.Put(target, "null"u8);
            return;
        }

        switch (vector.Type.Kind)
        {
            case TypeKind.Bool:
                TextFunctions.Put(target, VectorAccess.Get<bool>(vector, row) ? "true"u8 : "false"u8);
                break;
            case TypeKind.Json or TypeKind.Jsonb:
                TextFunctions.Put(target, VectorAccess.GetBytes(vector, row));
                break;
            case TypeKind.Array:
                WriteArray(vector, row, target, context);
                break;
            case TypeKind.Record or TypeKind.Composite:
                JsonRows.Write(vector, row, target, context);
                break;
            case TypeKind.Domain:
                Write(vector.As(vector.Type.Element!), row, target, context);
                break;
            case TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 or TypeKind.Float4 or TypeKind.Float8 or TypeKind.Numeric:
                WriteNumber(vector, row, target, context);
                break;
            default:
                JsonStrings.Encode(Encoding.UTF8.GetBytes(TextOf(vector, row, context)), target);
                break;
        }
    }

    /// <summary>Writes a value as jsonb.</summary>
    public static void Write(Vector vector, int row, JsonbWriter writer, FunctionContext context)
    {
        var text = new BytesVectorBuilder(SqlTypes.Json, 1);
        Write(vector, row, text, context);
        var canonical = new BytesVectorBuilder(SqlTypes.Jsonb, 1);
        JsonParser.WriteCanonical(text.Pending, canonical);
        writer.Literal(canonical.Pending);
    }

    /// <summary>Writes the key that a value makes, as a JSON string.</summary>
    public static void WriteKey(Vector vector, int row, BytesVectorBuilder target, FunctionContext context) =>
        JsonStrings.Encode(Encoding.UTF8.GetBytes(KeyOf(vector, row, context)), target);

    /// <summary>The key that a value makes.</summary>
    public static string KeyOf(Vector vector, int row, FunctionContext context) => vector.Type.Kind switch
    {
        TypeKind.Array or TypeKind.Record or TypeKind.Composite or TypeKind.Json or TypeKind.Jsonb => throw JsonErrors.KeyIsNotScalar(),
        TypeKind.Bool => VectorAccess.Get<bool>(vector, row) ? "true" : "false",
        _ => TextOf(vector, row, context),
    };

    private static void WriteNumber(Vector vector, int row, BytesVectorBuilder target, FunctionContext context)
    {
        var text = Encoding.UTF8.GetBytes(TextComposition.TextOf(vector, row, context));
        // NaN and infinities are no numbers of JSON.
        if (char.IsAsciiDigit((char)text[^1])) TextFunctions.Put(target, text);
        else JsonStrings.Encode(text, target);
    }

    private static string TextOf(Vector vector, int row, FunctionContext context) => vector.Type.Kind switch
    {
        TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz => TextOf(vector, row, context.Format),
        _ => TextComposition.TextOf(vector, row, context),
    };

    /// <summary>The text of a date or time in JSON.</summary>
    public static string TextOf(Vector vector, int row, FormatSettings format)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(vector.Type).FormatText(vector.Slice(row, 1), text, format with { DateStyle = DateStyle.Iso });
        var value = Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
        if (vector.Type.Kind == TypeKind.TimeTz) return value.LastIndexOf(':') < 8 ? value + ":00" : value;
        return vector.Type.Kind == TypeKind.Time ? value : Iso8601(value);
    }

    // A T between date and time, and minutes in the zone.
    private static string Iso8601(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !char.IsAsciiDigit(text[space + 1])) return text;
        var zone = text.IndexOfAny(['+', '-'], space);
        var end = text.IndexOf(' ', space + 1);
        var hasMinutes = zone < 0 || text.IndexOf(':', zone) > 0;
        var body = $"{text[..space]}T{text[(space + 1)..]}";
        return hasMinutes ? body : end < 0 ? body + ":00" : body.Insert(end, ":00");
    }

    /// <summary>Writes an array as json text, without ending it; <paramref name="isPretty"/> puts its elements on lines of their own.</summary>
    public static void WriteArray(Vector vector, int row, BytesVectorBuilder target, FunctionContext context, bool isPretty = false)
    {
        var reader = new ArrayReader(VectorAccess.GetBytes(vector, row));
        var dimensions = new int[reader.Dimensions];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = reader[i].Length;
        if (dimensions.Length == 0)
        {
            TextFunctions.Put(target, "[]"u8);
            return;
        }

        var next = 0;
        WriteDimension(ArrayFunctions.Elements(vector, row), dimensions, ref next, target, context, isPretty);
    }

    private static void WriteDimension(Vector elements, ReadOnlySpan<int> dimensions, ref int next, BytesVectorBuilder target, FunctionContext context, bool isPretty)
    {
        TextFunctions.Put(target, "["u8);
        for (var i = 0; i < dimensions[0]; i++)
        {
            if (i > 0) TextFunctions.Put(target, isPretty ? ",\n "u8 : ","u8);
            if (dimensions.Length > 1) WriteDimension(elements, dimensions[1..], ref next, target, context, isPretty: false);
            else Write(elements, next++, target, context);
        }

        TextFunctions.Put(target, "]"u8);
    }
}
