using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Functions of arrays of any element type: their shape, and arrays made from arrays.</summary>
internal static class ArrayFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Shape(declare);
        Joining(declare);
        Changing(declare);
        ArraySearch.Register(declare);
        ArrayStrings.Register(declare);
        ElementAssignments.Register(declare);
    }

    /// <summary>The elements of an array value as a vector of the element type.</summary>
    public static Vector Elements(Vector array, int row)
    {
        var builder = new ArrayBuilder(array.Type.Element!);
        builder.Append(VectorAccess.GetBytes(array, row));
        return builder.Elements.Build();
    }

    /// <summary>Whether two elements are equal or both null.</summary>
    public static bool Same(Vector a, int rowA, Vector b, int rowB) =>
        a.IsNull(rowA) || b.IsNull(rowB) ? a.IsNull(rowA) && b.IsNull(rowB) : ValueComparison.AreEqual(a, rowA, b, rowB);

    private static void Shape(Declarations declare)
    {
        declare.Map("cardinality", [AnyArray], Int4, (ReadOnlySpan<byte> array) => new ArrayReader(array).Count);
        declare.Map("array_ndims", [AnyArray], Int4, (ReadOnlySpan<byte> array) => new ArrayReader(array).Dimensions is var n && n > 0 ? n : default(int?));
        declare.Map("array_length", [AnyArray, Int4], Int4, (ReadOnlySpan<byte> array, int dimension) => Dimension(array, dimension)?.Length);
        declare.Map("array_lower", [AnyArray, Int4], Int4, (ReadOnlySpan<byte> array, int dimension) => Dimension(array, dimension)?.LowerBound);
        declare.Map("array_upper", [AnyArray, Int4], Int4, (ReadOnlySpan<byte> array, int dimension) =>
            Dimension(array, dimension) is { } found ? found.LowerBound + found.Length - 1 : default(int?));
        declare.Map("array_dims", [AnyArray], Text, (ReadOnlySpan<byte> array) => Dims(new ArrayReader(array)));
    }

    private static ArrayDimension? Dimension(ReadOnlySpan<byte> array, int dimension)
    {
        var reader = new ArrayReader(array);
        return dimension >= 1 && dimension <= reader.Dimensions ? reader[dimension - 1] : null;
    }

    private static string? Dims(ArrayReader reader)
    {
        if (reader.Dimensions == 0) return null;
        var text = new StringBuilder();
        for (var i = 0; i < reader.Dimensions; i++) text.Append('[').Append(reader[i].LowerBound).Append(':').Append(reader[i].LowerBound + reader[i].Length - 1).Append(']');
        return text.ToString();
    }

    private static void Joining(Declarations declare)
    {
        declare.Operator("||", declare.Nullable("array_append", [AnyCompatibleArray, AnyCompatible], AnyCompatibleArray,
            (arguments, row, result, _) => Insert(arguments[0], arguments[1], row, atEnd: true, (BytesVectorBuilder)result)));
        declare.Operator("||", declare.Nullable("array_prepend", [AnyCompatible, AnyCompatibleArray], AnyCompatibleArray,
            (arguments, row, result, _) => Insert(arguments[1], arguments[0], row, atEnd: false, (BytesVectorBuilder)result)));
        declare.Operator("||", declare.Nullable("array_cat", [AnyCompatibleArray, AnyCompatibleArray], AnyCompatibleArray, (arguments, row, result, _) =>
        {
            if (arguments[0].IsNull(row)) result.AppendRow(arguments[1], row);
            else if (arguments[1].IsNull(row)) result.AppendRow(arguments[0], row);
            else Concatenate(VectorAccess.GetBytes(arguments[0], row), VectorAccess.GetBytes(arguments[1], row), (BytesVectorBuilder)result);
        }));
    }

    private static void Insert(Vector array, Vector element, int row, bool atEnd, BytesVectorBuilder result)
    {
        var builder = new ArrayBuilder(result.Type.Element!);
        var lowerBound = 1;
        if (!atEnd) builder.Elements.AppendRow(element, row);
        if (!array.IsNull(row))
        {
            var reader = new ArrayReader(VectorAccess.GetBytes(array, row));
            if (reader.Dimensions > 1) throw new SqlException(new SqlError { State = SqlState.DataException, Message = "argument must be empty or one-dimensional array" });
            if (reader.Dimensions == 1) lowerBound = reader[0].LowerBound;
            builder.Append(reader.Data);
        }

        if (atEnd) builder.Elements.AppendRow(element, row);
        builder.Write([new ArrayDimension(builder.Elements.Length, lowerBound)], result);
    }

    private static void Concatenate(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, BytesVectorBuilder result)
    {
        var a = new ArrayReader(left);
        var b = new ArrayReader(right);
        if (a.Dimensions == 0 || b.Dimensions == 0)
        {
            result.Append(a.Dimensions == 0 ? right : left);
            return;
        }

        var dimensions = (a.Dimensions - b.Dimensions) switch
        {
            0 => Joined(a, a[0].Length + b[0].Length, b, 1),
            1 => Joined(a, a[0].Length + 1, b, 0),
            -1 => Joined(b, b[0].Length + 1, a, 0),
            _ => throw Incompatible($"Arrays of {a.Dimensions} and {b.Dimensions} dimensions are not compatible for concatenation."),
        };
        var builder = new ArrayBuilder(result.Type.Element!);
        builder.Append(left);
        builder.Append(right);
        builder.Write(dimensions, result);
    }

    // The dimensions behind the first must agree; an array of one dimension less stands for one element of the first.
    private static ArrayDimension[] Joined(ArrayReader outer, int length, ArrayReader inner, int innerFrom)
    {
        var dimensions = new ArrayDimension[outer.Dimensions];
        dimensions[0] = new ArrayDimension(length, outer[0].LowerBound);
        for (var i = 1; i < dimensions.Length; i++)
        {
            dimensions[i] = outer[i];
            if (outer[i].Length != inner[i - 1 + innerFrom].Length || outer[i].LowerBound != inner[i - 1 + innerFrom].LowerBound)
            {
                throw Incompatible($"Arrays with differing {(innerFrom == 1 ? "element " : "")}dimensions are not compatible for concatenation.");
            }
        }

        return dimensions;
    }

    private static SqlException Incompatible(string detail) => DataErrors.ArraySubscript("cannot concatenate incompatible arrays", detail);

    private delegate void ElementAction(Vector elements, int index, VectorBuilder target);

    private static void Changing(Declarations declare)
    {
        declare.Nullable("array_remove", [AnyCompatibleArray, AnyCompatible], AnyCompatibleArray, (arguments, row, result, _) =>
        {
            var wanted = arguments[1];
            if (!arguments[0].IsNull(row) && new ArrayReader(VectorAccess.GetBytes(arguments[0], row)).Dimensions > 1) throw InternalErrors.NotSupported("removing elements from multidimensional arrays");
            Rebuild(arguments[0], row, result, (elements, i, target) =>
            {
                if (!Same(elements, i, wanted, row)) target.AppendRow(elements, i);
            });
        });
        declare.Nullable("array_replace", [AnyCompatibleArray, AnyCompatible, AnyCompatible], AnyCompatibleArray, (arguments, row, result, _) =>
        {
            var (wanted, replacement) = (arguments[1], arguments[2]);
            Rebuild(arguments[0], row, result, (elements, i, target) =>
            {
                if (Same(elements, i, wanted, row)) target.AppendRow(replacement, row);
                else target.AppendRow(elements, i);
            });
        });
        declare.Direct("trim_array", [AnyArray, Int4], AnyArray, (arguments, row, result, _) =>
        {
            var elements = Elements(arguments[0], row);
            var count = VectorAccess.Get<int>(arguments[1], row);
            var reader = new ArrayReader(VectorAccess.GetBytes(arguments[0], row));
            var length = reader.Dimensions == 0 ? 0 : reader[0].Length;
            if (count < 0 || count > length) throw DataErrors.ArraySubscript($"number of elements to trim must be between 0 and {length}");
            var kept = length - count;
            var dimensions = new ArrayDimension[kept == 0 ? 0 : reader.Dimensions];
            for (var i = 0; i < dimensions.Length; i++) dimensions[i] = new ArrayDimension(i == 0 ? kept : reader[i].Length, 1);
            var builder = new ArrayBuilder(result.Type.Element!);
            if (kept > 0) builder.Elements.AppendRange(elements, 0, elements.Length / length * kept);
            builder.Write(dimensions, (BytesVectorBuilder)result);
        });
        declare.Nullable("array_fill", [AnyElement, ArrayOf(Int4)!], AnyArray, (arguments, row, result, _) => Fill(arguments, row, result));
        declare.Nullable("array_fill", [AnyElement, ArrayOf(Int4)!, ArrayOf(Int4)!], AnyArray, (arguments, row, result, _) => Fill(arguments, row, result));
    }

    // What fits into PostgreSQL's largest block of memory.
    private const int MaxElements = 134_217_727;

    // The value, the lengths of the dimensions and, where they are given, where each begins.
    private static void Fill(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result)
    {
        var hasBounds = arguments.Length > 2;
        if (arguments[1].IsNull(row) || (hasBounds && arguments[2].IsNull(row))) throw NullValue("dimension array or low bound array cannot be null");
        var lengths = Numbers(arguments[1], row);
        var bounds = hasBounds ? Numbers(arguments[2], row) : null;
        if (bounds is not null && bounds.Length != lengths.Length)
            throw new SqlException(new SqlError { State = SqlState.ArraySubscriptError, Message = "wrong number of array subscripts", Detail = "Low bound array has different size than dimensions array." });
        var dimensions = lengths.Select((length, i) => new ArrayDimension(length, bounds is null ? 1 : bounds[i])).ToArray();
        var count = 1;
        foreach (var length in lengths)
        {
            if (length < 0 || (long)count * length > MaxElements) throw new SqlException(new SqlError { State = SqlState.ProgramLimitExceeded, Message = $"array size exceeds the maximum allowed ({MaxElements})" });
            count *= length;
        }

        if (lengths.Length == 0) count = 0;
        var builder = new ArrayBuilder(result.Type.Element!);
        builder.Elements.AppendRepeated(arguments[0], row, count);
        builder.Write(count == 0 ? [] : dimensions, (BytesVectorBuilder)result);
    }

    private static int[] Numbers(Vector array, int row)
    {
        if (new ArrayReader(VectorAccess.GetBytes(array, row)).Dimensions > 1) throw DataErrors.ArraySubscript("wrong number of array subscripts", "Dimension array must be one dimensional.");
        var numbers = Elements(array, row);
        if (!numbers.Validity.IsAllValid) throw NullValue("dimension values cannot be null");
        return ((FixedVector<int>)numbers).Values.ToArray();
    }

    /// <summary>22004.</summary>
    public static SqlException NullValue(string message) => new(new SqlError { State = SqlState.NullValueNotAllowed, Message = message });

    private static void Rebuild(Vector array, int row, VectorBuilder result, ElementAction action)
    {
        if (array.IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var elements = Elements(array, row);
        var builder = new ArrayBuilder(result.Type.Element!);
        for (var i = 0; i < elements.Length; i++) action(elements, i, builder.Elements);
        var reader = new ArrayReader(VectorAccess.GetBytes(array, row));
        var dimensions = new ArrayDimension[builder.Elements.Length == 0 ? 0 : reader.Dimensions];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = reader[i];
        if (dimensions.Length == 1) dimensions[0] = dimensions[0] with { Length = builder.Elements.Length };
        builder.Write(dimensions, (BytesVectorBuilder)result);
    }
}
