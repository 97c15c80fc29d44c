using Tidemark.Engine.Binding;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The values of one outer row that a correlated subquery reads. Its owner sets them before it opens the subquery's streams.</summary>
internal sealed class OuterRow(OuterRow? parent, ColumnId[] ids)
{
    private readonly Vector[] _values = new Vector[ids.Length];

    /// <summary>Sets a value: a flat vector of one row that holds until the subquery is done.</summary>
    public void Set(int index, Vector value) => _values[index] = value;

    /// <summary>The value of an outer column, a flat vector of one row.</summary>
    public Vector Find(ColumnId id)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] == id) return _values[i];
        }

        return parent?.Find(id) ?? throw InternalErrors.Unexpected($"column {id} is not produced by any outer query");
    }
}
