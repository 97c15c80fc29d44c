using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Rows out of json and jsonb: array_elements, each, object_keys.</summary>
internal static class JsonSets
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        foreach (var (prefix, type) in new[] { ("json", Json), ("jsonb", Jsonb) })
        {
            DeclareElements(declare, $"{prefix}_array_elements", type, type, isText: false);
            DeclareElements(declare, $"{prefix}_array_elements_text", type, Text, isText: true);
            DeclareEach(declare, $"{prefix}_each", type, type, isText: false);
            DeclareEach(declare, $"{prefix}_each_text", type, Text, isText: true);
            var name = $"{prefix}_object_keys";
            Rows.Declare(declare, name, [type], Text, call => Rows.Of(call, builder => Keys(Value(call), name, (BytesVectorBuilder)builder)));
        }
    }

    private static void DeclareElements(Declarations declare, string name, SqlType type, SqlType element, bool isText) => declare.Add(new TableFunction
    {
        Name = name,
        Parameters = [new RoutineParameter(type, "from_json")],
        Result = element,
        Columns = [new TableFunctionColumn("value", element)],
        Invoke = call => Rows.Of(call, builder => Elements(Value(call), name, isText, (BytesVectorBuilder)builder)),
    });

    private static void DeclareEach(Declarations declare, string name, SqlType type, SqlType value, bool isText) => declare.Add(new TableFunction
    {
        Name = name,
        Parameters = [new RoutineParameter(type, "from_json")],
        Result = Record,
        Columns = [new TableFunctionColumn("key", Text), new TableFunctionColumn("value", value)],
        Invoke = call => Members(call, name, isText),
    });

    private static JsonSlice Value(TableFunctionCall call) => new(VectorAccess.GetBytes(call.Arguments[0], 0));

    private static void Elements(JsonSlice value, string name, bool isText, BytesVectorBuilder target)
    {
        if (value.Kind != JsonKind.Array)
        {
            throw JsonErrors.WrongKind(name.StartsWith("jsonb", StringComparison.Ordinal)
                ? $"cannot extract elements from {(value.IsScalar ? "a scalar" : "an object")}"
                : $"cannot call {name} on a {(value.IsScalar ? "scalar" : "non-array")}");
        }

        foreach (var item in value) Append(item.Value, isText, target);
    }

    private static IEnumerable<Batch> Members(TableFunctionCall call, string name, bool isText)
    {
        var keys = new BytesVectorBuilder(Text);
        var values = new BytesVectorBuilder(call.Columns[1].Type);
        Collect(Value(call), name, isText, keys, values);
        return Rows.Pieces(call, [keys.Build(), values.Build()], keys.Length);
    }

    private static void Collect(JsonSlice value, string name, bool isText, BytesVectorBuilder keys, BytesVectorBuilder values)
    {
        if (value.Kind != JsonKind.Object) throw NotAnObject(value, name);
        foreach (var item in value)
        {
            item.WriteKey(keys);
            keys.EndValue();
            Append(item.Value, isText, values);
        }
    }

    private static SqlException NotAnObject(JsonSlice value, string name) => JsonErrors.WrongKind(
        name.StartsWith("jsonb", StringComparison.Ordinal) ? $"cannot call {name} on a non-object"
        : value.IsScalar ? "cannot deconstruct a scalar"
        : "cannot deconstruct an array as an object");

    private static void Keys(JsonSlice value, string name, BytesVectorBuilder target)
    {
        if (value.Kind != JsonKind.Object) throw JsonErrors.WrongKind($"cannot call {name} on {(value.IsScalar ? "a scalar" : "an array")}");
        foreach (var item in value)
        {
            item.WriteKey(target);
            target.EndValue();
        }
    }

    private static void Append(JsonSlice value, bool isText, BytesVectorBuilder target)
    {
        if (!isText)
        {
            target.Append(value.Text);
        }
        else if (value.Kind == JsonKind.Null)
        {
            target.AppendNull();
        }
        else
        {
            value.WriteText(target);
            target.EndValue();
        }
    }
}
