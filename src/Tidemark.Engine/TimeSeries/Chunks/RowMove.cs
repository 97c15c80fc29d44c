using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>Reads the rows of storage chunks that are to lie elsewhere.</summary>
internal static class RowMove
{
    /// <summary>Hands out all rows of a view, a batch at a time; a batch holds until the next.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="table">The table they are of: each stored column is read, in order.</param>
    /// <param name="withIds">Whether row ids follow.</param>
    /// <param name="session">Can cancel.</param>
    public static IEnumerable<Batch> Read(ChunkView rows, Table table, bool withIds, SessionContext session)
    {
        var request = new ScanRequest { ColumnIds = [.. table.StoredColumns.Select(c => c.Number)], RowIds = withIds };
        var batch = new Batch();
        using var scanner = new ChunkScanner(request);
        foreach (var morsel in rows.Morsels(request))
        {
            session.ThrowIfCancelled();
            scanner.Start(morsel);
            while (scanner.Next(batch)) yield return batch;
        }
    }

    /// <summary>Some rows of a batch, in order.</summary>
    public static Batch Pick(Batch batch, int columns, List<int> rows)
    {
        var picked = new Vector[columns];
        for (var i = 0; i < columns; i++)
        {
            var builder = VectorBuilder.Create(batch.Column(i).Type, rows.Count);
            foreach (var row in rows) builder.AppendRow(batch.Column(i), row);
            picked[i] = builder.Detach();
        }

        return new Batch(picked, rows.Count);
    }
}
