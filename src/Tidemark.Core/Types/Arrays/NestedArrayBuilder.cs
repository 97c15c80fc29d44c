using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>Puts arrays of the same dimensions together into one of one dimension more, as array_agg and ARRAY(SELECT ...) do.</summary>
/// <param name="element">The type of the elements.</param>
public sealed class NestedArrayBuilder(SqlType element)
{
    private readonly ArrayBuilder _builder = new(element);
    private ArrayDimension[]? _inner;
    private int _count;

    /// <summary>Adds the array of a row.</summary>
    /// <param name="arrays">Arrays in their stored form.</param>
    /// <param name="row">Which of them.</param>
    /// <exception cref="SqlException">22004 for null, 2202E for an empty array or one of other dimensions than the first.</exception>
    public void Append(Vector arrays, int row)
    {
        if (arrays.IsNull(row)) throw Failure(SqlState.NullValueNotAllowed, "cannot accumulate null arrays");
        var reader = new ArrayReader(VectorAccess.GetBytes(arrays, row));
        if (reader.Dimensions == 0) throw Failure(SqlState.ArraySubscriptError, "cannot accumulate empty arrays");
        var dimensions = new ArrayDimension[reader.Dimensions];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = reader[i];
        _inner ??= dimensions;
        if (!_inner.AsSpan().SequenceEqual(dimensions)) throw Failure(SqlState.ArraySubscriptError, "cannot accumulate arrays of different dimensionality");
        _builder.Append(reader.Data);
        _count++;
    }

    /// <summary>Appends what was added, an empty array where that is nothing, and begins anew.</summary>
    /// <param name="result">Takes the array.</param>
    public void Write(BytesVectorBuilder result)
    {
        if (_inner is null) _builder.Write(result);
        else _builder.Write([new ArrayDimension(_count, 1), .. _inner], result);
        (_inner, _count) = (null, 0);
    }

    private static SqlException Failure(SqlState state, string message) => new(new SqlError { State = state, Message = message });
}
