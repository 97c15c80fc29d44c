using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Rows out of JSON objects: json_populate_record, json_to_record and their sets, for json and jsonb.</summary>
internal static class JsonPopulation
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        foreach (var (prefix, type) in new[] { ("json", Json), ("jsonb", Jsonb) })
        {
            var populateRecord = $"{prefix}_populate_record";
            var populateSet = $"{prefix}_populate_recordset";
            RoutineParameter[] extra = type.Is(Json) ? [new(SqlTypes.Bool, "use_json_as_text", "false")] : [];
            declare.Named(populateRecord, [new(AnyElement, "base"), new(type, "from_json"), .. extra], AnyElement,
                new NullableKernel((arguments, row, result, context) => Populate(arguments, row, result, populateRecord, context)), Volatility.Stable, isStrict: false);
            declare.Add(new TableFunction
            {
                Name = populateSet,
                Parameters = [new(AnyElement, "base"), new(type, "from_json"), .. extra],
                Result = AnyElement,
                Columns = [new TableFunctionColumn(populateSet, AnyElement)],
                Volatility = Volatility.Stable,
                IsStrict = false,
                Invoke = call => PopulateSet(call, populateSet),
            });
            foreach (var isSet in new[] { false, true })
            {
                var name = isSet ? $"{prefix}_to_recordset" : $"{prefix}_to_record";
                declare.Add(new TableFunction
                {
                    Name = name,
                    Parameters = [new RoutineParameter(type)],
                    Result = Record,
                    Columns = [],
                    ReturnsOneRow = !isSet,
                    Volatility = Volatility.Stable,
                    IsStrict = isSet,
                    Invoke = call => ToRecords(call, name, isSet),
                });
            }
        }
    }

    private static void Populate(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, string name, FunctionContext context)
    {
        var type = RowTypeOf(result.Type, name);
        if (arguments[1].IsNull(row))
        {
            result.AppendRow(arguments[0], row);
            return;
        }

        var fill = new JsonFill(name, arguments[1].Type.Is(Jsonb), context);
        fill.Record(new JsonSlice(VectorAccess.GetBytes(arguments[1], row)), type, arguments[0].IsNull(row) ? default : VectorAccess.GetBytes(arguments[0], row), (BytesVectorBuilder)result);
    }

    private static SqlType RowTypeOf(SqlType type, string name)
    {
        if (type.Kind == TypeKind.Domain) return RowTypeOf(type.Element!, name);
        if (!type.IsRow) throw JsonErrors.NotARowType(name);
        return type.Fields.IsEmpty ? throw QueryErrors.UnknownRowType(name) : type;
    }

    private static IEnumerable<Batch> PopulateSet(TableFunctionCall call, string name)
    {
        var type = RowTypeOf(call.Columns[0].Type, name);
        if (call.Arguments[1].IsNull(0)) return [];
        return Rows.Of(call, builder =>
        {
            var fill = new JsonFill(name, call.Arguments[1].Type.Is(Jsonb), call.Context);
            var based = call.Arguments[0].IsNull(0) ? default : VectorAccess.GetBytes(call.Arguments[0], 0);
            foreach (var item in fill.Objects(new JsonSlice(VectorAccess.GetBytes(call.Arguments[1], 0))))
                fill.Record(item.Value, type, based, (BytesVectorBuilder)builder);
        });
    }

    private static IEnumerable<Batch> ToRecords(TableFunctionCall call, string name, bool isSet)
    {
        var columns = call.Columns.Select(c => VectorBuilder.Create(c.Type)).ToArray();
        Fill(call, name, isSet, columns);
        return Rows.Pieces(call, [.. columns.Select(c => c.Build())], columns.Length == 0 ? 0 : columns[0].Length);
    }

    private static void Fill(TableFunctionCall call, string name, bool isSet, VectorBuilder[] columns)
    {
        if (call.Arguments[0].IsNull(0))
        {
            foreach (var column in columns) column.AppendNull();
            return;
        }

        var fill = new JsonFill(name, call.Arguments[0].Type.Is(Jsonb), call.Context);
        var value = new JsonSlice(VectorAccess.GetBytes(call.Arguments[0], 0));
        if (!isSet)
        {
            fill.Columns(value, call.Columns, columns);
            return;
        }

        foreach (var item in fill.Objects(value)) fill.Columns(item.Value, call.Columns, columns);
    }
}

/// <summary>Turns JSON values into values of SQL types, as jsonfuncs.c's populate functions do.</summary>
/// <param name="name">The function's name, for errors.</param>
/// <param name="isJsonb">Whether the JSON is jsonb.</param>
/// <param name="context">The session's state.</param>
internal sealed class JsonFill(string name, bool isJsonb, FunctionContext context)
{
    /// <summary>The array of objects that a set function takes.</summary>
    public JsonSlice Objects(JsonSlice value)
    {
        if (value.Kind != JsonKind.Array) throw JsonErrors.WrongKind($"cannot call {name} on {(value.IsScalar ? isJsonb ? "a non-array" : "a scalar" : isJsonb ? "a non-array" : "an object")}");
        foreach (var item in value)
            if (item.Value.Kind != JsonKind.Object)
                throw JsonErrors.WrongKind($"argument of {name} must be an array of objects");
        return value;
    }

    /// <summary>Appends a record of a row type.</summary>
    /// <param name="value">The object.</param>
    /// <param name="type">The row type.</param>
    /// <param name="based">The record whose fields stand where the object has no member; empty for nulls.</param>
    /// <param name="target">Receives the record.</param>
    public void Record(JsonSlice value, SqlType type, ReadOnlySpan<byte> based, BytesVectorBuilder target)
    {
        Require(value);
        var columns = new Vector[type.Fields.Length];
        var base_ = based.IsEmpty ? null : new FieldRange[columns.Length];
        if (base_ is not null)
        {
            var next = 0;
            foreach (var column in new RecordReader(based)) base_[next++] = column.Value;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var field = type.Fields[i];
            var builder = VectorBuilder.Create(field.Type, 1);
            if (value.TryGetMember(Encoding.UTF8.GetBytes(field.Name), out var member)) Append(member, field.Type, field.Name, builder);
            else if (base_ is not null) TypeCodec.For(field.Type).ReadBinary(based, [base_[i]], builder);
            else builder.AppendNull();
            columns[i] = builder.Build();
        }

        RecordBuilder.Write(columns, 1, target);
    }

    /// <summary>Appends an object's members to the columns of their names.</summary>
    public void Columns(JsonSlice value, System.Collections.Immutable.ImmutableArray<TableFunctionColumn> columns, VectorBuilder[] targets)
    {
        Require(value);
        for (var i = 0; i < targets.Length; i++)
        {
            if (value.TryGetMember(Encoding.UTF8.GetBytes(columns[i].Name), out var member)) Append(member, columns[i].Type, columns[i].Name, targets[i]);
            else targets[i].AppendNull();
        }
    }

    private static void Require(JsonSlice value)
    {
        if (value.Kind != JsonKind.Object) throw JsonErrors.WrongKind($"cannot call populate_composite on {(value.IsScalar ? "a scalar" : "an array")}");
    }

    private void Append(JsonSlice value, SqlType type, string key, VectorBuilder target)
    {
        if (value.Kind == JsonKind.Null)
        {
            target.AppendNull();
            return;
        }

        switch (type)
        {
            case { Kind: TypeKind.Array } when value.Kind != JsonKind.String:
                Array(value, type, key, (BytesVectorBuilder)target);
                break;
            case { IsRow: true, Fields.IsEmpty: false } when value.Kind != JsonKind.String:
                Record(value, type, default, (BytesVectorBuilder)target);
                break;
            case { Kind: TypeKind.Domain }:
                Append(value, type.Element!.WithModifier(type.Modifier), key, target);
                break;
            default:
                var text = new BytesVectorBuilder(Text, 1);
                if (type.Kind is TypeKind.Json or TypeKind.Jsonb) TextFunctions.Put(text, value.Text);
                else value.WriteText(text);
                TypeCodec.For(type).ParseText(text.Pending, target, context.Format);
                break;
        }
    }

    private void Array(JsonSlice value, SqlType type, string key, BytesVectorBuilder target)
    {
        if (value.Kind != JsonKind.Array) throw JsonErrors.ExpectedArray($"See the value of key \"{key}\".");
        var element = type.Element!.WithModifier(type.Modifier);
        var array = new ArrayBuilder(element);
        var dimensions = new List<int>();

        // How deep the array is shows its first element, and the elements below that.
        var first = value;
        while (first.Kind == JsonKind.Array)
        {
            var count = first.Count();
            dimensions.Add(count);
            if (dimensions.Count > ArrayReader.MaxDimensions || count == 0 || type.Element!.Kind is TypeKind.Json or TypeKind.Jsonb) break;
            if (!first.TryGetElement(0, out var inner)) break;
            first = inner;
        }

        Elements(value, dimensions, "", element, key, array.Elements);
        if (array.Elements.Length == 0) array.Write(target);
        else array.Write([.. dimensions.Select(d => new ArrayDimension(d, 1))], target);
    }

    private void Elements(JsonSlice value, List<int> dimensions, string path, SqlType element, string key, VectorBuilder target)
    {
        var depth = path.Count(c => c == '[');
        if (value.Kind != JsonKind.Array) throw JsonErrors.ExpectedArray($"See the array element {path} of key \"{key}\".");
        if (value.Count() != dimensions[depth])
            throw JsonErrors.MalformedArray("Multidimensional arrays must have sub-arrays with matching dimensions.");
        var index = 0;
        foreach (var item in value)
        {
            if (depth + 1 < dimensions.Count) Elements(item.Value, dimensions, $"{path}[{index++}]", element, key, target);
            else Append(item.Value, element, key, target);
        }
    }
}
