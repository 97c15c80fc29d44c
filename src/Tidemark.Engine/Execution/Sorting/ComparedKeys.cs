using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Sort keys of types that have no form in which bytes compare as they do: jsonb, arrays, records. They are compared value by value.</summary>
internal sealed class ComparedKeys(ReadOnlySpan<Vector> columns, IReadOnlyList<SortColumnKey> keys)
{
    private readonly Vector[] _columns = Pick(columns, keys);

    /// <summary>Compares a row with a row of other keys over the same columns.</summary>
    public int Compare(int row, ComparedKeys other, int otherRow)
    {
        for (var k = 0; k < _columns.Length; k++)
        {
            var left = _columns[k];
            var right = other._columns[k];
            var leftNull = left.IsNull(row);
            var rightNull = right.IsNull(otherRow);
            if (leftNull && rightNull) continue;
            if (leftNull || rightNull) return leftNull == keys[k].NullsFirst ? -1 : 1;
            var compared = ValueComparison.Compare(left, row, right, otherRow);
            if (compared != 0) return keys[k].Descending ? -compared : compared;
        }

        return 0;
    }

    private static Vector[] Pick(ReadOnlySpan<Vector> columns, IReadOnlyList<SortColumnKey> keys)
    {
        var picked = new Vector[keys.Count];
        for (var k = 0; k < picked.Length; k++) picked[k] = columns[keys[k].Column];
        return picked;
    }
}
