using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>JSON made of SQL values: to_json, build_array, build_object, json_object and the casts of jsonb.</summary>
internal static class JsonBuilding
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Direct("to_json", [AnyElement], Json, static (arguments, row, result, context) => AppendJson(arguments[0], row, result, context), Volatility.Stable);
        declare.Direct("array_to_json", [AnyArray], Json, static (arguments, row, result, context) => AppendJson(arguments[0], row, result, context), Volatility.Stable);
        declare.Direct("array_to_json", [AnyArray, SqlTypes.Bool], Json, static (arguments, row, result, context) =>
        {
            var target = (BytesVectorBuilder)result;
            JsonRendering.WriteArray(arguments[0], row, target, context, VectorAccess.Get<bool>(arguments[1], row));
            target.EndValue();
        }, Volatility.Stable);
        declare.Direct("row_to_json", [Record], Json, static (arguments, row, result, context) => AppendJson(arguments[0], row, result, context), Volatility.Stable);
        declare.Direct("row_to_json", [Record, SqlTypes.Bool], Json, static (arguments, row, result, context) =>
        {
            var target = (BytesVectorBuilder)result;
            JsonRows.Write(arguments[0], row, target, context, VectorAccess.Get<bool>(arguments[1], row));
            target.EndValue();
        }, Volatility.Stable);
        declare.Direct("to_jsonb", [AnyElement], Jsonb, AppendJsonb, Volatility.Stable);
        declare.Nullable("json_build_array", [], Json, BuildArray);
        declare.Nullable("json_build_array", [Any], Json, BuildArray, Volatility.Stable, isVariadic: true);
        declare.Nullable("json_build_object", [], Json, BuildObject);
        declare.Nullable("json_build_object", [Any], Json, BuildObject, Volatility.Stable, isVariadic: true);
        declare.Nullable("jsonb_build_array", [], Jsonb, BuildArrayB);
        declare.Nullable("jsonb_build_array", [Any], Jsonb, BuildArrayB, Volatility.Stable, isVariadic: true);
        declare.Nullable("jsonb_build_object", [], Jsonb, BuildObjectB);
        declare.Nullable("jsonb_build_object", [Any], Jsonb, BuildObjectB, Volatility.Stable, isVariadic: true);
        var texts = ArrayOf(Text)!;
        foreach (var (prefix, type) in new[] { ("json", Json), ("jsonb", Jsonb) })
        {
            declare.Direct($"{prefix}_object", [texts], type, static (arguments, row, result, _) => ObjectOfPairs(arguments[0], row, (BytesVectorBuilder)result));
            declare.Direct($"{prefix}_object", [texts, texts], type, static (arguments, row, result, _) =>
                ObjectOfLists(TextArrays.ReadList(arguments[0], row), TextArrays.ReadList(arguments[1], row), (BytesVectorBuilder)result));
        }
    }

    private static void AppendJson(Vector vector, int row, VectorBuilder result, FunctionContext context)
    {
        var target = (BytesVectorBuilder)result;
        JsonRendering.Write(vector, row, target, context);
        target.EndValue();
    }

    private static void AppendJsonb(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var target = (BytesVectorBuilder)result;
        JsonRendering.Write(arguments[0], row, new JsonbWriter(target), context);
        target.EndValue();
    }

    private static void BuildArray(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var target = (BytesVectorBuilder)result;
        TextFunctions.Put(target, "["u8);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0) TextFunctions.Put(target, ", "u8);
            JsonRendering.Write(arguments[i], row, target, context);
        }

        TextFunctions.Put(target, "]"u8);
        target.EndValue();
    }

    private static void BuildArrayB(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var target = (BytesVectorBuilder)result;
        var writer = new JsonbWriter(target);
        writer.BeginArray();
        foreach (var argument in arguments) JsonRendering.Write(argument, row, writer, context);
        writer.EndArray();
        target.EndValue();
    }

    private static void BuildObject(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments.Length % 2 != 0) throw JsonErrors.OddArguments("json_build_object");
        var target = (BytesVectorBuilder)result;
        TextFunctions.Put(target, "{"u8);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i > 0) TextFunctions.Put(target, ", "u8);
            if (arguments[i].IsNull(row)) throw JsonErrors.NullArgument(i + 1);
            JsonRendering.WriteKey(arguments[i], row, target, context);
            TextFunctions.Put(target, " : "u8);
            JsonRendering.Write(arguments[i + 1], row, target, context);
        }

        TextFunctions.Put(target, "}"u8);
        target.EndValue();
    }

    private static void BuildObjectB(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments.Length % 2 != 0) throw JsonErrors.OddArguments("jsonb_build_object");
        var target = (BytesVectorBuilder)result;
        var writer = new JsonbWriter(target);
        writer.BeginObject();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i].IsNull(row)) throw JsonErrors.NullKey(i + 1);
            writer.Key(Encoding.UTF8.GetBytes(JsonRendering.KeyOf(arguments[i], row, context)));
            JsonRendering.Write(arguments[i + 1], row, writer, context);
        }

        writer.EndObject();
        target.EndValue();
    }

    private static void ObjectOfPairs(Vector pairs, int row, BytesVectorBuilder target)
    {
        var reader = new ArrayReader(VectorAccess.GetBytes(pairs, row));
        if (reader.Dimensions > 2) throw JsonErrors.Subscripts("wrong number of array subscripts");
        if (reader.Dimensions == 2 && reader[1].Length != 2) throw JsonErrors.Subscripts("array must have two columns");
        if (reader.Count % 2 != 0) throw JsonErrors.Subscripts("array must have even number of elements");
        var texts = TextArrays.Read(pairs, row);
        ObjectOfLists([.. texts.Where((_, i) => i % 2 == 0)], [.. texts.Where((_, i) => i % 2 == 1)], target);
    }

    private static void ObjectOfLists(string?[] keys, string?[] values, BytesVectorBuilder target)
    {
        if (keys.Length == 0 != (values.Length == 0)) throw JsonErrors.Subscripts("wrong number of array subscripts");
        if (keys.Length != values.Length) throw JsonErrors.Subscripts("mismatched array dimensions");
        var text = new StringBuilder("{");
        for (var i = 0; i < keys.Length; i++)
        {
            if (i > 0) text.Append(", ");
            text.Append(Quoted(keys[i] ?? throw JsonErrors.NullObjectKey())).Append(" : ").Append(values[i] is { } value ? Quoted(value) : "null");
        }

        var json = Encoding.UTF8.GetBytes(text.Append('}').ToString());
        if (target.Type.Is(Jsonb)) JsonParser.WriteCanonical(json, target);
        else TextFunctions.Put(target, json);
        target.EndValue();
    }

    private static string Quoted(string text)
    {
        var quoted = new BytesVectorBuilder(Text, 1);
        JsonStrings.Encode(Encoding.UTF8.GetBytes(text), quoted);
        return Encoding.UTF8.GetString(quoted.Pending);
    }
}
