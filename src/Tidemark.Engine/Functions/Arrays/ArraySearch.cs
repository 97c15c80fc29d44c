using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Containment, overlap and positions of elements in arrays.</summary>
internal static class ArraySearch
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Operator("@>", declare.Direct("arraycontains", [AnyArray, AnyArray], SqlTypes.Bool, (arguments, row, result, _) =>
            RowResult<bool>.Write(result, Contains(ArrayFunctions.Elements(arguments[0], row), ArrayFunctions.Elements(arguments[1], row)))), "<@");
        declare.Operator("<@", declare.Direct("arraycontained", [AnyArray, AnyArray], SqlTypes.Bool, (arguments, row, result, _) =>
            RowResult<bool>.Write(result, Contains(ArrayFunctions.Elements(arguments[1], row), ArrayFunctions.Elements(arguments[0], row)))), "@>");
        declare.Operator("&&", declare.Direct("arrayoverlap", [AnyArray, AnyArray], SqlTypes.Bool, (arguments, row, result, _) =>
            RowResult<bool>.Write(result, Overlaps(ArrayFunctions.Elements(arguments[0], row), ArrayFunctions.Elements(arguments[1], row)))), "&&");
        declare.Nullable("array_position", [AnyCompatibleArray, AnyCompatible], Int4, (arguments, row, result, _) =>
            AppendPosition(arguments[0], arguments[1], row, int.MinValue, result));
        declare.Nullable("array_position", [AnyCompatibleArray, AnyCompatible, Int4], Int4, (arguments, row, result, _) =>
        {
            if (arguments[2].IsNull(row)) throw ArrayFunctions.NullValue("initial position must not be null");
            AppendPosition(arguments[0], arguments[1], row, VectorAccess.Get<int>(arguments[2], row), result);
        });
        declare.Nullable("array_positions", [AnyCompatibleArray, AnyCompatible], ArrayOf(Int4)!, (arguments, row, result, _) =>
        {
            if (arguments[0].IsNull(row))
            {
                result.AppendNull();
                return;
            }

            var lower = LowerBound(arguments[0], row);
            var elements = ArrayFunctions.Elements(arguments[0], row);
            var builder = new ArrayBuilder(Int4);
            for (var i = 0; i < elements.Length; i++)
            {
                if (ArrayFunctions.Same(elements, i, arguments[1], row)) RowResult<int>.Write(builder.Elements, lower + i);
            }

            builder.Write((BytesVectorBuilder)result);
        });
    }

    private static void AppendPosition(Vector array, Vector wanted, int row, int start, VectorBuilder result)
    {
        if (array.IsNull(row))
        {
            result.AppendNull();
            return;
        }

        var lower = LowerBound(array, row);
        var elements = ArrayFunctions.Elements(array, row);
        for (var i = (int)Math.Max(0, (long)start - lower); i < elements.Length; i++)
        {
            if (!ArrayFunctions.Same(elements, i, wanted, row)) continue;
            RowResult<int>.Write(result, lower + i);
            return;
        }

        result.AppendNull();
    }

    private static int LowerBound(Vector array, int row)
    {
        var reader = new ArrayReader(VectorAccess.GetBytes(array, row));
        if (reader.Dimensions > 1) throw InternalErrors.NotSupported("searching for elements in multidimensional arrays");
        return reader.Dimensions == 0 ? 1 : reader[0].LowerBound;
    }

    private static bool Contains(Vector whole, Vector part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (!Has(whole, part, i)) return false;
        }

        return true;
    }

    private static bool Overlaps(Vector left, Vector right)
    {
        for (var i = 0; i < right.Length; i++)
        {
            if (Has(left, right, i)) return true;
        }

        return false;
    }

    // A null is contained in nothing.
    private static bool Has(Vector elements, Vector wanted, int index)
    {
        if (wanted.IsNull(index)) return false;
        for (var i = 0; i < elements.Length; i++)
        {
            if (!elements.IsNull(i) && ValueComparison.AreEqual(elements, i, wanted, index)) return true;
        }

        return false;
    }
}
