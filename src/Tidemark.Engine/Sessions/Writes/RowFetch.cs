using Tidemark.Engine.Execution;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Reads rows by where they lie, each block once however many of its rows are asked for.</summary>
internal static class RowFetch
{
    /// <summary>Appends the columns of rows, one to each builder, in the order in which the rows are given.</summary>
    /// <param name="locations">Where the rows lie.</param>
    /// <param name="view">The view that they were found in, by the oid of table or chunk.</param>
    /// <param name="columns">A builder for each column of the storage layout.</param>
    public static void Append(ReadOnlySpan<RowLocation> locations, Func<uint, ChunkView> view, VectorBuilder[] columns)
    {
        // By chunk, then by id, which is by unit, block and row.
        var places = new int[locations.Length];
        var keys = locations.ToArray();
        for (var i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(keys, places, Comparer<RowLocation>.Create(static (a, b) => a.ChunkOid != b.ChunkOid ? a.ChunkOid.CompareTo(b.ChunkOid) : a.RowId.CompareTo(b.RowId)));

        var sorted = Array.ConvertAll(columns, c => VectorBuilder.Create(c.Type, keys.Length));
        var at = new int[keys.Length];
        var batch = new Batch();
        ChunkScanner? scanner = null;
        for (var begin = 0; begin < keys.Length;)
        {
            var (oid, unitId) = (keys[begin].ChunkOid, UnitView.Locate(keys[begin].RowId).UnitId);
            var ids = new List<long>();
            for (; begin < keys.Length && keys[begin].ChunkOid == oid && UnitView.Locate(keys[begin].RowId).UnitId == unitId; begin++)
            {
                // A row may be asked for more than once, and is read once.
                if (ids.Count == 0 || ids[^1] != keys[begin].RowId) ids.Add(keys[begin].RowId);
                at[places[begin]] = sorted[0].Length + ids.Count - 1;
            }

            var chunk = view(oid);
            scanner ??= new ChunkScanner(new ScanRequest { ColumnIds = [.. chunk.Layout.Columns.Select(c => c.ColumnId)] });
            var expected = sorted[0].Length + ids.Count;
            scanner.Start(chunk.Unit(unitId), [.. ids]);
            while (scanner.Next(batch))
            {
                for (var c = 0; c < sorted.Length; c++)
                {
                    if (batch.Selection is { } selection) sorted[c].AppendGather(batch.RawColumns[c], selection.Rows);
                    else sorted[c].AppendRange(batch.RawColumns[c], 0, batch.Length);
                }
            }

            if (sorted[0].Length != expected) throw InternalErrors.Unexpected($"rows of chunk {chunk.ChunkId} are gone");
        }

        scanner?.Dispose();
        for (var c = 0; c < columns.Length; c++) columns[c].AppendGather(sorted[c].Build(), at);
    }
}
