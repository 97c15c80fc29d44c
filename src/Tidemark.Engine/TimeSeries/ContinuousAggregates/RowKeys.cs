using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// Which kept rows of a bucket and key column have keys of late rows in their other key columns too, by hashes: a few others may be among them, which are combined with nothing. Columns whose equal values may be
/// different bytes do not take part.
/// </summary>
internal sealed class RowKeys
{
    private readonly int[] _places;
    private readonly HashSet<ulong> _wanted = [];
    private int[] _rows = [];

    /// <summary>No keys yet.</summary>
    public RowKeys(Table kept, Rollup rollup)
    {
        _places = [.. rollup.Merging!.Keys.Where(k => k != rollup.Buckets.Column && k != rollup.KeyColumn && TouchedKeys.Supports(kept.Columns[k - 1].Type)).Select(k => k - 1)];
        if (_places.Length > 0) _places = [rollup.Buckets.Column - 1, rollup.KeyColumn - 1, .. _places];
    }

    /// <summary>Adds the keys of rows.</summary>
    public void Add(Batch batch, List<int> rows)
    {
        if (_places.Length == 0) return;
        var columns = Array.ConvertAll(_places, batch.Column);
        foreach (var row in rows) _wanted.Add(HashOf(columns, row));
    }

    /// <summary>The rows of a batch that may have one of the keys; holds until the next call.</summary>
    public ReadOnlySpan<int> Among(Batch batch)
    {
        if (_rows.Length < batch.Length) _rows = new int[batch.Length];
        var columns = Array.ConvertAll(_places, batch.Column);
        var count = 0;
        for (var row = 0; row < batch.Length; row++)
        {
            if (columns.Length == 0 || _wanted.Contains(HashOf(columns, row))) _rows[count++] = row;
        }

        return _rows.AsSpan(0, count);
    }

    private static ulong HashOf(Vector[] columns, int row)
    {
        var hash = 0UL;
        foreach (var column in columns) hash = (hash * 31) + (column.IsNull(row) ? 0 : ValueHash.Of(TouchedKeys.Of(column, row)) + 1);
        return hash;
    }
}
