using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Gathers merged rows and writes a segment whenever there are enough. Where it can it ends a segment between two values of the key's first column, so that a lookup by it reads one segment.
/// </summary>
internal sealed class MergeOutput
{
    private const int MostBetweenChecks = 4096;

    private readonly Store _store;
    private readonly MergeJob _job;
    private readonly Action<int, int[]> _moved;
    private readonly MergeKeyShape _shape;
    private readonly VectorBuilder[] _builders;
    private readonly MergeKeyMark _last = new();
    private readonly int _enough;
    private readonly int _most;
    private int _rows;
    private int _checkAt = 1;

    /// <summary>An empty output.</summary>
    /// <param name="store">Where segments are written.</param>
    /// <param name="job">What is merged.</param>
    /// <param name="shape">The shape of keys; without parts rows are sorted only within each segment.</param>
    /// <param name="moved">Told when a segment's rows were put in another order than they came: the number of its first row, and for each row its place behind that.</param>
    public MergeOutput(Store store, MergeJob job, MergeKeyShape shape, Action<int, int[]> moved)
    {
        (_store, _job, _shape, _moved) = (store, job, shape, moved);
        _most = store.Options.MergeRows;
        _enough = shape.FirstColumnParts > 0 ? _most / 4 * 3 : _most;
        var capacity = (int)Math.Min(_most, job.LiveRows);
        _builders = [.. job.Layout.Columns.Select(c => VectorBuilder.Create(c.Type, capacity))];
    }

    /// <summary>The segments written so far; their files are the caller's to keep or remove.</summary>
    public List<SegmentUnit> Segments { get; } = [];

    /// <summary>The number of each segment's first row.</summary>
    public List<int> Starts { get; } = [];

    /// <summary>Rows that have been given so far: the place of the next one.</summary>
    public int Total { get; private set; }

    /// <summary>Takes rows of the cursor's batch, from its next row on.</summary>
    public void Append(MergeCursor cursor, int count)
    {
        var row = cursor.Row;
        while (count > 0)
        {
            var take = Math.Min(count, Math.Min(_most, _checkAt) - _rows);
            if (_rows + take > _enough) take = UpToBoundary(cursor.Keys, row, take);
            if (take > 0)
            {
                Copy(cursor, row, take);
                cursor.Place(row, take, Total);
                (row, count, _rows, Total) = (row + take, count - take, _rows + take, Total + take);
            }

            if (take == 0 || _rows == _most || IsTooLarge()) Finish();
            else if (_rows >= _enough && _shape.FirstColumnParts > 0) cursor.Keys.SaveFirst(row - 1, _last);
        }
    }

    /// <summary>Writes what has been gathered.</summary>
    public void Finish()
    {
        if (_rows == 0) return;
        var columns = new Vector[_builders.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _builders[i].Build();
        var (meta, positions) = _store.WriteSegment(_job.Layout, columns, _rows, null, _job.Effort);
        var start = Total - _rows;
        Segments.Add(new SegmentUnit(meta with { RunId = RunOf(meta) }, _store.Source));
        Starts.Add(start);
        if (!IsIdentity(positions)) _moved(start, positions);
        foreach (var builder in _builders) builder.Reset();
        _rows = 0;
        _checkAt = 1;
    }

    // What is sorted segment by segment is a run each.
    private long RunOf(SegmentMeta meta)
    {
        if (_job.Kind == MergeKind.Sort) return meta.UnitId;
        return _job.RunId ?? (Segments.Count == 0 ? meta.UnitId : Segments[0].Meta.RunId);
    }

    // How many of the rows to take so that the segment ends with a value of the first column.
    private int UpToBoundary(MergeKeys keys, int row, int count)
    {
        for (var i = Math.Max(0, _enough - _rows); i < count; i++)
        {
            var continues = i > 0 ? keys.ContinuesFirst(row + i) : keys.HasFirst(row, _last);
            if (!continues) return i;
        }

        return count;
    }

    // Wide rows end a segment early. Looked at again after as many rows as, by their width so far, make half of what is left.
    private bool IsTooLarge()
    {
        if (_rows < _checkAt) return false;
        var bytes = 0L;
        foreach (var builder in _builders) bytes += builder.ValueBytes;
        var left = _store.Options.SegmentBytes - bytes;
        _checkAt = _rows + (int)Math.Clamp(left / 2 / Math.Max(1, bytes / _rows), 1, MostBetweenChecks);
        return left <= 0;
    }

    private void Copy(MergeCursor cursor, int row, int count)
    {
        var columns = cursor.Batch.RawColumns;
        if (cursor.Batch.Selection is { } selection)
        {
            var rows = selection.Rows.Slice(row, count);
            for (var i = 0; i < _builders.Length; i++) _builders[i].AppendGather(columns[i], rows);
            return;
        }

        for (var i = 0; i < _builders.Length; i++) _builders[i].AppendRange(columns[i], row, count);
    }

    private static bool IsIdentity(int[] positions)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] != i) return false;
        }

        return true;
    }
}
