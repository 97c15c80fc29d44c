using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>What a unique index demands when it is defined.</summary>
internal static class UniqueKeys
{
    /// <summary>On a hypertable a unique key must contain the partitioning columns, because each chunk is checked on its own.</summary>
    public static void CheckDefinition(Catalog.Index index, Table table)
    {
        if (table.Hypertable is null) return;
        foreach (var dimension in table.Hypertable.Dimensions)
        {
            if (index.Keys.Any(k => k.Column == dimension.Column)) continue;
            throw HypertableErrors.UniqueWithoutPartitioningColumn(table.Columns[dimension.Column - 1].Name);
        }
    }

    /// <summary>23505 where rows that are there already share a key.</summary>
    public static void CheckExistingRows(Catalog.Index index, Table table, SessionContext session)
    {
        if (index.WhereSql is not null || index.Keys.Any(k => k.Column == 0)) throw InternalErrors.NotSupported("a unique index that is partial or over an expression");
        var known = new GroupKeys([.. index.Keys.Select(k => table.Columns[k.Column - 1].Type)], index.NullsNotDistinct);
        var request = new ScanRequest { ColumnIds = [.. index.Keys.Select(k => k.Column)] };
        var batch = new Batch();
        using var scanner = new ChunkScanner(request);
        foreach (var storageId in TableStorage.Of(table, session.Catalog))
        {
            foreach (var morsel in session.Transaction.View(storageId).Morsels(request))
            {
                session.ThrowIfCancelled();
                scanner.Start(morsel);
                while (scanner.Next(batch)) AddAll(batch, known, index, table, session);
            }
        }
    }

    private static void AddAll(Batch batch, GroupKeys known, Catalog.Index index, Table table, SessionContext session)
    {
        var columns = new Vector[batch.ColumnCount];
        for (var i = 0; i < columns.Length; i++) columns[i] = batch.Column(i);
        var groups = new int[batch.Length];
        var next = known.Count;
        known.Assign(columns, groups);
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] < 0) continue;
            if (groups[row] != next) throw UniqueErrors.CannotCreate(table.Schema, table.Name, index.Name, $"{KeyText.Of(index, table, columns, row, session)} is duplicated.");
            next++;
        }
    }
}
