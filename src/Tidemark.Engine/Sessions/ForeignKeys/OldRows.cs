using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>Reads some columns of rows that are about to go.</summary>
internal static class OldRows
{
    /// <summary>The columns, in the order of the row ids.</summary>
    /// <param name="view">The view that the row ids are of.</param>
    /// <param name="rowIds">The rows, each once.</param>
    /// <param name="columnIds">The columns.</param>
    public static Vector[] Read(ChunkView view, ReadOnlySpan<long> rowIds, IReadOnlyList<int> columnIds)
    {
        var ids = rowIds.ToArray();
        var order = new int[ids.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(ids, order);
        var builders = columnIds.Select(id => VectorBuilder.Create(view.Layout.Column(id).Type, ids.Length)).ToArray();
        var batch = new Batch();
        using var scanner = new ChunkScanner(new ScanRequest { ColumnIds = [.. columnIds] });
        for (var begin = 0; begin < ids.Length;)
        {
            var unitId = UnitView.Locate(ids[begin]).UnitId;
            var end = begin;
            while (end < ids.Length && UnitView.Locate(ids[end]).UnitId == unitId) end++;
            scanner.Start(view.Unit(unitId), ids.AsSpan(begin, end - begin));
            var read = 0;
            for (; scanner.Next(batch); read += batch.Length)
            {
                for (var i = 0; i < builders.Length; i++) builders[i].AppendRange(batch.Column(i), 0, batch.Length);
            }

            if (read != end - begin) throw InternalErrors.Unexpected($"rows of chunk {view.ChunkId} are gone");
            begin = end;
        }

        // Row i of what was read belongs to place order[i].
        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        return PendingKeys.Gather([.. builders.Select(b => b.Detach())], places);
    }
}
