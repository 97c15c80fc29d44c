using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>json_agg, jsonb_agg, json_object_agg, jsonb_object_agg.</summary>
internal static class JsonAggregates
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        foreach (var (prefix, type) in new[] { ("json", Json), ("jsonb", Jsonb) })
        {
            declare.Aggregate($"{prefix}_agg", [AnyElement], type, call => new JsonArrayAccumulator(call), skipsNulls: false, isOrderSensitive: true);
            declare.Aggregate($"{prefix}_object_agg", [Any, Any], type, call => new JsonObjectAccumulator(call), skipsNulls: false, isOrderSensitive: true);
        }
    }
}

/// <summary>json_agg and jsonb_agg.</summary>
internal sealed class JsonArrayAccumulator(AggregateCall call) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        var text = new BytesVectorBuilder(Json, 1);
        TextFunctions.Put(text, "["u8);
        for (var i = 0; i < rows.Length; i++)
        {
            // Arrays and rows begin on lines of their own, as PostgreSQL has them.
            if (i > 0) TextFunctions.Put(text, (columns[0].Type.IsArray || columns[0].Type.IsRow) && !columns[0].IsNull(rows[i]) ? ", \n "u8 : ", "u8);
            JsonRendering.Write(columns[0], rows[i], text, Call.Context);
        }

        TextFunctions.Put(text, "]"u8);
        JsonResults.Append(text, (BytesVectorBuilder)result);
    }
}

/// <summary>json_object_agg and jsonb_object_agg.</summary>
internal sealed class JsonObjectAccumulator(AggregateCall call) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        var text = new BytesVectorBuilder(Json, 1);
        TextFunctions.Put(text, "{ "u8);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i > 0) TextFunctions.Put(text, ", "u8);
            if (columns[0].IsNull(rows[i])) throw JsonErrors.NullField();
            JsonRendering.WriteKey(columns[0], rows[i], text, Call.Context);
            TextFunctions.Put(text, " : "u8);
            JsonRendering.Write(columns[1], rows[i], text, Call.Context);
        }

        TextFunctions.Put(text, " }"u8);
        JsonResults.Append(text, (BytesVectorBuilder)result);
    }
}

/// <summary>Results that are made as json text.</summary>
internal static class JsonResults
{
    /// <summary>Appends json text to a result of type json or jsonb.</summary>
    public static void Append(BytesVectorBuilder text, BytesVectorBuilder result)
    {
        if (result.Type.Is(Jsonb)) JsonParser.WriteCanonical(text.Pending, result);
        else TextFunctions.Put(result, text.Pending);
        result.EndValue();
    }
}
