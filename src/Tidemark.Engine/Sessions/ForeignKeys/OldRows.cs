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
        var request = new ScanRequest { ColumnIds = [.. columnIds], RowIds = true };
        var builders = columnIds.Select(id => VectorBuilder.Create(view.Layout.Column(id).Type, ids.Length)).ToArray();
        var batch = new Batch();
        var next = 0;
        using var scanner = new ChunkScanner(request);
        while (next < ids.Length)
        {
            var begun = next;
            foreach (var morsel in view.MorselsOf(ids[next]))
            {
                scanner.Start(morsel);
                while (next < ids.Length && scanner.Next(batch)) next = Take(batch, ids, next, builders);
            }

            if (next == begun) throw InternalErrors.Unexpected($"row {ids[next]:x} of chunk {view.ChunkId} is gone");
        }

        // Row i of what was read belongs to place order[i].
        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        return PendingKeys.Gather([.. builders.Select(b => b.Detach())], places);
    }

    private static int Take(Batch batch, long[] ids, int next, VectorBuilder[] builders)
    {
        var found = batch.Column(builders.Length);
        for (var row = 0; row < batch.Length && next < ids.Length; row++)
        {
            if (VectorAccess.Get<long>(found, row) != ids[next]) continue;
            for (var i = 0; i < builders.Length; i++) builders[i].AppendRow(batch.Column(i), row);
            next++;
        }

        return next;
    }
}
