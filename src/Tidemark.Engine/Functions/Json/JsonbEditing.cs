using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>jsonb changed: || - #- jsonb_set, jsonb_insert, strip_nulls, pretty.</summary>
internal static class JsonbEditing
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        var texts = ArrayOf(Text)!;
        declare.Operator("||", declare.Direct("jsonb_concat", [Jsonb, Jsonb], Jsonb, static (arguments, row, result, _) =>
            Concat(JsonNode.Read(arguments[0], row), JsonNode.Read(arguments[1], row)).Append(result)));
        declare.Operator("-", declare.Direct("jsonb_delete", [Jsonb, Text], Jsonb, static (arguments, row, result, _) =>
            DeleteKeys(JsonNode.Read(arguments[0], row), [RowArgument<string>.Read(arguments[1], row)]).Append(result)));
        declare.Operator("-", declare.Direct("jsonb_delete", [Jsonb, texts], Jsonb, static (arguments, row, result, _) =>
            DeleteKeys(JsonNode.Read(arguments[0], row), TextArrays.ReadList(arguments[1], row)).Append(result), isVariadic: true));
        declare.Operator("-", declare.Direct("jsonb_delete", [Jsonb, Int4], Jsonb, static (arguments, row, result, _) =>
            DeleteElement(JsonNode.Read(arguments[0], row), VectorAccess.Get<int>(arguments[1], row)).Append(result)));
        declare.Operator("#-", declare.Direct("jsonb_delete_path", [Jsonb, texts], Jsonb, static (arguments, row, result, _) =>
            JsonbPathEdit.Delete(JsonNode.Read(arguments[0], row), TextArrays.ReadList(arguments[1], row)).Append(result)));
        declare.Named("jsonb_set", [new(Jsonb, "jsonb_in"), new(texts, "path"), new(Jsonb, "replacement"), new(SqlTypes.Bool, "create_if_missing", "true")], Jsonb, new DirectKernel(static (arguments, row, result, _) =>
            JsonbPathEdit.Set(JsonNode.Read(arguments[0], row), TextArrays.ReadList(arguments[1], row), JsonNode.Read(arguments[2], row), VectorAccess.Get<bool>(arguments[3], row)).Append(result)));
        declare.Named("jsonb_insert", [new(Jsonb, "jsonb_in"), new(texts, "path"), new(Jsonb, "replacement"), new(SqlTypes.Bool, "insert_after", "false")], Jsonb, new DirectKernel(static (arguments, row, result, _) =>
            JsonbPathEdit.Insert(JsonNode.Read(arguments[0], row), TextArrays.ReadList(arguments[1], row), JsonNode.Read(arguments[2], row), VectorAccess.Get<bool>(arguments[3], row)).Append(result)));
        declare.Named(
            "jsonb_set_lax",
            [new(Jsonb, "jsonb_in"), new(texts, "path"), new(Jsonb, "replacement"), new(SqlTypes.Bool, "create_if_missing", "true"), new(Text, "null_value_treatment", "'use_json_null'")],
            Jsonb, new NullableKernel(SetLax), isStrict: false);
        declare.Direct("jsonb_strip_nulls", [Jsonb], Jsonb, static (arguments, row, result, _) => StripNulls(JsonNode.Read(arguments[0], row)).Append(result));
        declare.Direct("json_strip_nulls", [Json], Json, static (arguments, row, result, _) =>
        {
            var target = (BytesVectorBuilder)result;
            WriteWithoutNulls(new JsonSlice(VectorAccess.GetBytes(arguments[0], row)), target);
            target.EndValue();
        });
        declare.Direct("jsonb_pretty", [Jsonb], Text, static (arguments, row, result, _) =>
        {
            var target = (BytesVectorBuilder)result;
            WritePretty(new JsonSlice(VectorAccess.GetBytes(arguments[0], row)), 0, target);
            target.EndValue();
        });
    }

    // Objects are merged; otherwise what is no array counts as an array of itself.
    private static JsonNode Concat(JsonNode left, JsonNode right)
    {
        if (left is JsonObject target && right is JsonObject source)
        {
            foreach (var (key, value) in source.Members) target.Set(key, value);
            return target;
        }

        return new JsonArray { Elements = [.. Elements(left), .. Elements(right)] };
    }

    private static List<JsonNode> Elements(JsonNode value) => value is JsonArray array ? array.Elements : [value];

    private static JsonNode DeleteKeys(JsonNode value, ReadOnlySpan<string?> keys)
    {
        if (value.IsScalar) throw JsonErrors.WrongKind("cannot delete from scalar");
        foreach (var key in keys)
        {
            if (key is null) continue;
            if (value is JsonObject members) members.Remove(key);
            else ((JsonArray)value).Elements.RemoveAll(element => element is JsonString text && text.Value == key);
        }

        return value;
    }

    private static JsonNode DeleteElement(JsonNode value, int index)
    {
        if (value.IsScalar) throw JsonErrors.WrongKind("cannot delete from scalar");
        if (value is not JsonArray array) throw JsonErrors.WrongKind("cannot delete from object using integer index");
        if (index < 0) index += array.Elements.Count;
        if (index >= 0 && index < array.Elements.Count) array.Elements.RemoveAt(index);
        return value;
    }

    private static void SetLax(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, Catalog.FunctionContext context)
    {
        if (arguments[0].IsNull(row) || arguments[1].IsNull(row) || arguments[3].IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var treatment = arguments[4].IsNull(row) ? throw JsonErrors.WrongKind("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\"")
            : RowArgument<string>.Read(arguments[4], row);
        var (target, path, create) = (JsonNode.Read(arguments[0], row), TextArrays.ReadList(arguments[1], row), VectorAccess.Get<bool>(arguments[3], row));
        if (!arguments[2].IsNull(row))
        {
            JsonbPathEdit.Set(target, path, JsonNode.Read(arguments[2], row), create).Append(result);
            return;
        }

        var changed = treatment switch
        {
            "raise_exception" => throw JsonErrors.NullReplacement(),
            "use_json_null" => JsonbPathEdit.Set(target, path, JsonNode.Null, create),
            "delete_key" => JsonbPathEdit.Delete(target, path),
            "return_target" => target,
            _ => throw JsonErrors.WrongKind("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\""),
        };
        changed.Append(result);
    }

    private static JsonNode StripNulls(JsonNode value)
    {
        switch (value)
        {
            case JsonObject members:
                members.Members.RemoveAll(member => member.Value is JsonNull);
                foreach (var member in members.Members) StripNulls(member.Value);
                break;
            case JsonArray array:
                foreach (var element in array.Elements) StripNulls(element);
                break;
        }

        return value;
    }

    private static void WriteWithoutNulls(JsonSlice value, BytesVectorBuilder target)
    {
        if (value.IsScalar)
        {
            TextFunctions.Put(target, value.Text);
            return;
        }

        var isObject = value.Kind == JsonKind.Object;
        TextFunctions.Put(target, isObject ? "{"u8 : "["u8);
        var isFirst = true;
        foreach (var item in value)
        {
            if (isObject && item.Value.Kind == JsonKind.Null) continue;
            if (!isFirst) TextFunctions.Put(target, ","u8);
            isFirst = false;
            if (isObject)
            {
                WriteKey(item, target);
                TextFunctions.Put(target, ":"u8);
            }

            WriteWithoutNulls(item.Value, target);
        }

        TextFunctions.Put(target, isObject ? "}"u8 : "]"u8);
    }

    private static void WriteKey(JsonSlice.Item item, BytesVectorBuilder target)
    {
        var key = new BytesVectorBuilder(Text, 1);
        item.WriteKey(key);
        JsonStrings.Encode(key.Pending, target);
    }

    private static void WritePretty(JsonSlice value, int depth, BytesVectorBuilder target)
    {
        if (value.IsScalar)
        {
            TextFunctions.Put(target, value.Text);
            return;
        }

        var isObject = value.Kind == JsonKind.Object;
        TextFunctions.Put(target, isObject ? "{"u8 : "["u8);
        var isFirst = true;
        foreach (var item in value)
        {
            if (!isFirst) TextFunctions.Put(target, ","u8);
            isFirst = false;
            NewLine(depth + 1, target);
            if (isObject)
            {
                WriteKey(item, target);
                TextFunctions.Put(target, ": "u8);
            }

            WritePretty(item.Value, depth + 1, target);
        }

        NewLine(depth, target);
        TextFunctions.Put(target, isObject ? "}"u8 : "]"u8);
    }

    private static void NewLine(int depth, BytesVectorBuilder target) => TextFunctions.Put(target, Encoding.UTF8.GetBytes("\n".PadRight(1 + (4 * depth))));
}
