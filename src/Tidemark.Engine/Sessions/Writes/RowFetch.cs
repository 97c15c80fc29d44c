using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Reads one row by its id.</summary>
internal static class RowFetch
{
    /// <summary>Appends the row's columns, one to each builder.</summary>
    public static void Append(ChunkView view, long rowId, VectorBuilder[] columns)
    {
        var request = new ScanRequest { ColumnIds = [.. view.Layout.Columns.Select(c => c.ColumnId)], RowIds = true };
        var batch = new Batch();
        using var scanner = new ChunkScanner(request);
        foreach (var morsel in view.MorselsOf(rowId))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                var ids = batch.Column(columns.Length);
                for (var row = 0; row < batch.Length; row++)
                {
                    if (VectorAccess.Get<long>(ids, row) != rowId) continue;
                    for (var i = 0; i < columns.Length; i++) columns[i].AppendRow(batch.Column(i), row);
                    return;
                }
            }
        }

        throw InternalErrors.Unexpected($"row {rowId:x} of chunk {view.ChunkId} is gone");
    }
}
