using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Parts of json and jsonb: -&gt; -&gt;&gt; #&gt; #&gt;&gt;, lengths and kinds.</summary>
internal static class JsonAccess
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Declare(declare, "json", Json);
        Declare(declare, "jsonb", Jsonb);
    }

    /// <summary>The value at the end of a path: keys of objects, and places in arrays.</summary>
    public static bool TryFollow(JsonSlice value, Vector path, int row, out JsonSlice found)
    {
        found = value;
        var data = VectorAccess.GetBytes(path, row);
        foreach (var step in new ArrayReader(data))
        {
            if (step.IsNull) return false;
            var text = data.Slice(step.Start, step.Length);
            var container = found;
            if (!(container.Kind switch
            {
                JsonKind.Object => container.TryGetMember(text, out found),
                JsonKind.Array => JsonPlaces.TryParse(text, out var index) && container.TryGetElement(index, out found),
                _ => false,
            })) return false;
        }

        return true;
    }

    private static void Declare(Declarations declare, string prefix, SqlType type)
    {
        declare.Operator("->", declare.Direct($"{prefix}_object_field", [type, Text], type, static (arguments, row, result, _) =>
            Write(Value(arguments, row).TryGetMember(VectorAccess.GetBytes(arguments[1], row), out var found), found, result)));
        declare.Operator("->", declare.Direct($"{prefix}_array_element", [type, Int4], type, static (arguments, row, result, _) =>
            Write(TryGetElement(arguments, row, out var found), found, result)));
        declare.Operator("->>", declare.Direct($"{prefix}_object_field_text", [type, Text], Text, static (arguments, row, result, _) =>
            WriteText(Value(arguments, row).TryGetMember(VectorAccess.GetBytes(arguments[1], row), out var found), found, result)));
        declare.Operator("->>", declare.Direct($"{prefix}_array_element_text", [type, Int4], Text, static (arguments, row, result, _) =>
            WriteText(TryGetElement(arguments, row, out var found), found, result)));
        declare.Operator("#>", declare.Direct($"{prefix}_extract_path", [type, ArrayOf(Text)!], type, static (arguments, row, result, _) =>
            Write(TryFollow(Value(arguments, row), arguments[1], row, out var found), found, result), isVariadic: true));
        declare.Operator("#>>", declare.Direct($"{prefix}_extract_path_text", [type, ArrayOf(Text)!], Text, static (arguments, row, result, _) =>
            WriteText(TryFollow(Value(arguments, row), arguments[1], row, out var found), found, result), isVariadic: true));
        declare.Map($"{prefix}_typeof", [type], Text, static (ReadOnlySpan<byte> text) => new JsonSlice(text).Kind.ToString().ToLowerInvariant());
        declare.Map($"{prefix}_array_length", [type], Int4, static (ReadOnlySpan<byte> text) => new JsonSlice(text) switch
        {
            { Kind: JsonKind.Array } array => array.Count(),
            { IsScalar: true } => throw JsonErrors.WrongKind("cannot get array length of a scalar"),
            _ => throw JsonErrors.WrongKind("cannot get array length of a non-array"),
        });
    }

    private static JsonSlice Value(ReadOnlySpan<Vector> arguments, int row) => new(VectorAccess.GetBytes(arguments[0], row));

    // A scalar of jsonb counts as an array of itself.
    private static bool TryGetElement(ReadOnlySpan<Vector> arguments, int row, out JsonSlice found)
    {
        var value = Value(arguments, row);
        var index = VectorAccess.Get<int>(arguments[1], row);
        if (!arguments[0].Type.Is(Jsonb) || !value.IsScalar) return value.TryGetElement(index, out found);
        found = value;
        return index is 0 or -1;
    }

    private static void Write(bool isFound, JsonSlice value, VectorBuilder result)
    {
        if (isFound) ((BytesVectorBuilder)result).Append(value.Text);
        else result.AppendNull();
    }

    private static void WriteText(bool isFound, JsonSlice value, VectorBuilder result)
    {
        if (!isFound || value.Kind == JsonKind.Null)
        {
            result.AppendNull();
            return;
        }

        var target = (BytesVectorBuilder)result;
        value.WriteText(target);
        target.EndValue();
    }
}
