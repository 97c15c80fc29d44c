namespace Tidemark.Vectors;

/// <summary>Ascending row numbers of a batch that a filter has let through. Its owner reuses the buffer from batch to batch.</summary>
public sealed class Selection
{
    private int[] _rows = [];

    /// <summary>How many rows are selected.</summary>
    public int Count { get; private set; }

    /// <summary>The selected rows.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Room for <paramref name="capacity"/> row numbers; follow with <see cref="SetCount"/>.</summary>
    public Span<int> Prepare(int capacity)
    {
        if (_rows.Length < capacity) _rows = new int[Math.Max(capacity, 64)];
        Count = 0;
        return _rows.AsSpan(0, capacity);
    }

    /// <summary>Says how many of the prepared row numbers were written.</summary>
    public void SetCount(int count) => Count = count;

    /// <summary>Selects the rows where a condition is true, not false and not null.</summary>
    /// <param name="condition">A boolean vector of any shape.</param>
    public void SetWhereTrue(Vector condition)
    {
        var rows = Prepare(condition.Length);
        var count = 0;
        switch (condition)
        {
            case ConstantVector constant:
                if (!constant.IsNullConstant && ((FixedVector<bool>)constant.Value).Values[0])
                {
                    for (; count < condition.Length; count++) rows[count] = count;
                }

                break;
            case FixedVector<bool> flat when flat.Validity.IsAllValid:
                var values = flat.Values;
                for (var row = 0; row < values.Length; row++)
                {
                    rows[count] = row;
                    count += values[row] ? 1 : 0;
                }

                break;
            default:
                for (var row = 0; row < condition.Length; row++)
                {
                    if (!condition.IsNull(row) && VectorAccess.Get<bool>(condition, row)) rows[count++] = row;
                }

                break;
        }

        Count = count;
    }
}
