using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>text[] out of strings and back.</summary>
internal static class TextArrays
{
    /// <summary>Appends an array of strings, null for null.</summary>
    public static void Append(IEnumerable<string?> elements, BytesVectorBuilder result)
    {
        var builder = new ArrayBuilder(result.Type.Element ?? SqlTypes.Text);
        foreach (var element in elements) RowResult<string?>.Write(builder.Elements, element);
        builder.Write(result);
    }

    /// <summary>The elements of a text array of at most one dimension.</summary>
    /// <exception cref="Errors.SqlException">2202E: wrong number of array subscripts.</exception>
    public static string?[] ReadList(Vector vector, int row) => new ArrayReader(VectorAccess.GetBytes(vector, row)).Dimensions <= 1 ? Read(vector, row) : throw JsonErrors.Subscripts("wrong number of array subscripts");

    /// <summary>The elements of a text array.</summary>
    public static string?[] Read(Vector vector, int row)
    {
        var data = VectorAccess.GetBytes(vector, row);
        var reader = new ArrayReader(data);
        var elements = new string?[reader.Count];
        var i = 0;
        foreach (var range in reader) elements[i++] = range.IsNull ? null : Encoding.UTF8.GetString(data.Slice(range.Start, range.Length));
        return elements;
    }
}
