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
    // So many hashes are held at a time: a larger table is read several times, each time for a part of all hashes.
    private const long MaxHashes = 4 << 20;

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
        var key = TableKey.Of(index, table, session);
        var views = TableStorage.Of(table, session.Catalog).Select(session.Transaction.View).ToList();
        var parts = (views.Sum(v => v.RowCount) / MaxHashes) + 1;
        for (var part = 0L; part < parts; part++)
        {
            var seen = new HashSet64();
            var repeated = new HashSet64();
            foreach (var keys in Read(key, views, session))
            {
                for (var row = 0; row < keys.Length; row++)
                {
                    var hash = keys.Hashes[row];
                    if (keys.Has(row) && PartOf(hash, parts) == part && !seen.Add(hash)) repeated.Add(hash);
                }
            }

            if (repeated.Count > 0) Compare(repeated, key, views, session);
        }
    }

    private static long PartOf(ulong hash, long parts) => (long)Math.BigMul(hash, (ulong)parts, out _);

    // Two keys with one hash need not be equal.
    private static void Compare(HashSet64 repeated, TableKey key, List<ChunkView> views, SessionContext session)
    {
        var known = new GroupKeys(key.Types, groupsNulls: true);
        var rows = new SubBatch();
        foreach (var keys in Read(key, views, session))
        {
            var suspects = Array.FindAll(keys.Rows(), row => repeated.Contains(keys.Hashes[row]));
            if (suspects.Length == 0) continue;
            var chosen = rows.Of(new Batch(keys.Keys, keys.Length), suspects);
            var columns = new Vector[chosen.ColumnCount];
            for (var i = 0; i < columns.Length; i++) columns[i] = chosen.Column(i);
            var groups = new int[suspects.Length];
            var next = known.Count;
            known.Assign(columns, groups);
            for (var i = 0; i < groups.Length; i++)
            {
                if (groups[i] != next++) throw UniqueErrors.CannotCreate(key.Table.Schema, key.Table.Name, key.Index!.Name, $"{KeyText.Of(key.Index, key.Table, keys.Keys, suspects[i], session)} is duplicated.");
            }
        }
    }

    private static IEnumerable<KeyRows> Read(TableKey key, List<ChunkView> views, SessionContext session)
    {
        var request = new ScanRequest { ColumnIds = key.Columns };
        var batch = new Batch();
        using var scanner = new ChunkScanner(request);
        foreach (var view in views)
        {
            foreach (var morsel in view.Morsels(request))
            {
                session.ThrowIfCancelled();
                scanner.Start(morsel);
                while (scanner.Next(batch))
                {
                    var columns = new Vector[batch.ColumnCount];
                    for (var i = 0; i < columns.Length; i++) columns[i] = batch.Column(i);
                    yield return key.OfColumns(columns, batch.Length);
                }
            }
        }
    }
}
