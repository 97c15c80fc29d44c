using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Array values as vectors of their elements.</summary>
internal static class ArrayElements
{
    /// <summary>The elements of the array at a row that is not null, as a flat vector of their own.</summary>
    public static Vector Read(Vector arrays, int row, SqlType element, bool withNulls = true)
    {
        var data = VectorAccess.GetBytes(arrays, row);
        var reader = new ArrayReader(data);
        var ranges = new FieldRange[reader.Count];
        reader.GetElements(ranges);
        if (!withNulls) ranges = Array.FindAll(ranges, r => !r.IsNull);
        var builder = VectorBuilder.Create(element, ranges.Length);
        TypeCodec.For(element).ReadBinary(data, ranges, builder);
        return builder.Detach();
    }
}
