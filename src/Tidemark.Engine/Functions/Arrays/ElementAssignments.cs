using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>What assignments to parts of columns are made of: an array with another element or slice, a jsonb with another value at a path. Not for users to call.</summary>
internal static class ElementAssignments
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Nullable("tidemark_set_element", [AnyArray, ArrayOf(Int4)!, AnyElement], AnyArray, static (arguments, row, result, _) => SetElement(arguments, row, (BytesVectorBuilder)result));
        declare.Nullable("tidemark_set_slice", [AnyArray, Int4, Int4, AnyArray], AnyArray, static (arguments, row, result, _) => SetSlice(arguments, row, (BytesVectorBuilder)result));
        declare.Nullable("tidemark_set_path", [Jsonb, ArrayOf(Text)!, Jsonb, SqlTypes.Bool], Jsonb, static (arguments, row, result, _) => SetPath(arguments, row, result));
    }

    private static void SetElement(ReadOnlySpan<Vector> arguments, int row, BytesVectorBuilder result)
    {
        var indexes = ArrayFunctions.Elements(arguments[1], row);
        var places = new int[indexes.Length];
        for (var i = 0; i < places.Length; i++) places[i] = indexes.IsNull(i) ? throw AssignmentErrors.NullSubscript("array") : VectorAccess.Get<int>(indexes, i);
        var array = new ArrayBuilder(result.Type.Element!);
        var isEmpty = arguments[0].IsNull(row) || new ArrayReader(VectorAccess.GetBytes(arguments[0], row)).Dimensions == 0;
        if (isEmpty)
        {
            array.Elements.AppendRow(arguments[2], row);
            array.Write([.. places.Select(p => new ArrayDimension(1, p))], result);
            return;
        }

        var reader = new ArrayReader(VectorAccess.GetBytes(arguments[0], row));
        if (reader.Dimensions != places.Length) throw DataErrors.ArraySubscript("wrong number of array subscripts");
        var old = ArrayFunctions.Elements(arguments[0], row);
        var dimensions = new ArrayDimension[reader.Dimensions];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = reader[i];
        if (dimensions.Length == 1)
        {
            Widen(ref dimensions[0], places[0], places[0], out var before, out var after);
            Nulls(array.Elements, before);
            array.Elements.AppendRange(old, 0, old.Length);
            Nulls(array.Elements, after);
            array.Write(dimensions, Replaced(array, places[0] - dimensions[0].LowerBound, arguments[2], row), result);
            return;
        }

        var at = reader.IndexOf(places);
        if (at < 0) throw DataErrors.ArraySubscript("array subscript out of range");
        array.Elements.AppendRange(old, 0, old.Length);
        array.Write(dimensions, Replaced(array, at, arguments[2], row), result);
    }

    private static void SetSlice(ReadOnlySpan<Vector> arguments, int row, BytesVectorBuilder result)
    {
        if (arguments[3].IsNull(row))
        {
            if (arguments[0].IsNull(row)) result.AppendNull();
            else result.AppendRow(arguments[0], row);
            return;
        }

        var source = ArrayFunctions.Elements(arguments[3], row);
        var old = arguments[0].IsNull(row) ? null : ArrayFunctions.Elements(arguments[0], row);
        var dimension = new ArrayDimension(0, 1);
        if (old is { Length: > 0 })
        {
            var reader = new ArrayReader(VectorAccess.GetBytes(arguments[0], row));
            if (reader.Dimensions != 1) throw DataErrors.ArraySubscript("wrong number of array subscripts");
            dimension = reader[0];
        }

        if (dimension.Length == 0 && (arguments[1].IsNull(row) || arguments[2].IsNull(row)))
            throw DataErrors.ArraySubscript("array slice subscript must provide both boundaries", "When assigning to a slice of an empty array value, slice boundaries must be fully specified.");
        var first = arguments[1].IsNull(row) ? dimension.LowerBound : VectorAccess.Get<int>(arguments[1], row);
        var last = arguments[2].IsNull(row) ? dimension.LowerBound + dimension.Length - 1 : VectorAccess.Get<int>(arguments[2], row);
        if (first > last) throw DataErrors.ArraySubscript("upper bound cannot be less than lower bound");
        if (source.Length < last - first + 1) throw DataErrors.ArraySubscript("source array too small");
        var array = new ArrayBuilder(result.Type.Element!);
        if (dimension.Length == 0) dimension = new ArrayDimension(0, first);
        Widen(ref dimension, first, last, out var before, out var after);
        Nulls(array.Elements, before);
        if (old is not null) array.Elements.AppendRange(old, 0, old.Length);
        Nulls(array.Elements, after);
        var replaced = VectorBuilder.Create(result.Type.Element!, array.Elements.Length);
        var present = array.Elements.Build();
        var offset = first - dimension.LowerBound;
        replaced.AppendRange(present, 0, offset);
        replaced.AppendRange(source, 0, last - first + 1);
        replaced.AppendRange(present, offset + last - first + 1, present.Length - offset - (last - first + 1));
        array.Write([dimension], replaced.Build(), result);
    }

    private static void Widen(ref ArrayDimension dimension, int first, int last, out int before, out int after)
    {
        var end = dimension.LowerBound + dimension.Length - 1;
        before = Math.Max(0, dimension.LowerBound - first);
        after = Math.Max(0, last - end);
        dimension = new ArrayDimension(dimension.Length + before + after, dimension.LowerBound - before);
    }

    private static void Nulls(VectorBuilder builder, int count)
    {
        for (var i = 0; i < count; i++) builder.AppendNull();
    }

    private static Vector Replaced(ArrayBuilder array, int at, Vector value, int row)
    {
        var present = array.Elements.Build();
        var replaced = VectorBuilder.Create(present.Type, present.Length);
        replaced.AppendRange(present, 0, at);
        replaced.AppendRow(value, row);
        replaced.AppendRange(present, at + 1, present.Length - at - 1);
        return replaced.Build();
    }

    private static void SetPath(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result)
    {
        var path = TextArrays.Read(arguments[1], row);
        foreach (var step in path)
            if (step is null)
                throw AssignmentErrors.NullSubscript("jsonb");
        var value = arguments[2].IsNull(row) ? JsonNode.Null : JsonNode.Read(arguments[2], row);
        JsonNode root = !arguments[0].IsNull(row) ? JsonNode.Read(arguments[0], row) : VectorAccess.Get<bool>(arguments[3], row) ? new JsonArray() : new JsonObject();
        JsonbPathEdit.Assign(root, path!, value).Append(result);
    }
}
