using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Looks for the keys of new rows among the rows of a table. The caller holds the table's write lock, so that nobody else adds one meanwhile. Zone maps, and the order of rows
/// within segments where the key gives it, keep the search to a few blocks.
/// </summary>
internal sealed class UniqueCheck(SessionContext session, Table table, ImmutableArray<Catalog.Index> indexes)
{
    // Above this many keys a range is as good a filter as the set of them.
    private const int MaxSet = 4096;

    private readonly List<Column> _live = [.. table.LiveColumns];

    /// <summary>Fails with 23505 where a row's key is taken, by a row of the table or an earlier one of the batch.</summary>
    public void RefuseDuplicates(Batch rows)
    {
        foreach (var index in indexes)
        {
            var keys = KeysOf(index, rows);
            var groups = new int[rows.Length];
            var known = new GroupKeys([.. keys.Select(k => k.Type)], index.NullsNotDistinct);
            known.Assign(keys, groups);
            var seen = new bool[known.Count];
            for (var row = 0; row < groups.Length; row++)
            {
                if (groups[row] < 0) continue;
                if (seen[groups[row]]) throw Duplicate(index, keys, row);
                seen[groups[row]] = true;
            }

            Search(index, rows, keys, known, (group, _) => throw Duplicate(index, keys, Array.IndexOf(groups, group)));
        }
    }

    /// <summary>For each row the row of the table that has one of its keys.</summary>
    public void Find(Batch rows, Span<RowLocation> found)
    {
        found.Clear();
        foreach (var index in indexes)
        {
            var keys = KeysOf(index, rows);
            var groups = new int[rows.Length];
            var known = new GroupKeys([.. keys.Select(k => k.Type)], index.NullsNotDistinct);
            known.Assign(keys, groups);
            var byGroup = new RowLocation[known.Count];
            Search(index, rows, keys, known, (group, location) => byGroup[group] = location);
            for (var row = 0; row < groups.Length; row++)
            {
                if (groups[row] >= 0 && found[row].ChunkOid == 0) found[row] = byGroup[groups[row]];
            }
        }
    }

    private Vector[] KeysOf(Catalog.Index index, Batch rows)
    {
        if (index.WhereSql is not null) throw InternalErrors.NotSupported("inserting into a table with a partial unique index");
        var keys = new Vector[index.Keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var number = index.Keys[i].Column;
            if (number == 0) throw InternalErrors.NotSupported("inserting into a table with a unique index over an expression");
            keys[i] = rows.Column(_live.FindIndex(c => c.Number == number));
        }

        return keys;
    }

    private void Search(Catalog.Index index, Batch rows, Vector[] keys, GroupKeys known, Action<int, RowLocation> match)
    {
        if (known.Count == 0) return;
        var request = new ScanRequest
        {
            ColumnIds = [.. index.Keys.Select(k => k.Column)],
            Filters = [.. Filters(index, keys)],
            RowIds = true,
        };
        var batch = new Batch();
        using var scanner = new ChunkScanner(request);
        foreach (var (oid, storageId) in Places(rows))
        {
            foreach (var morsel in session.Transaction.View(storageId).Morsels(request))
            {
                scanner.Start(morsel);
                while (scanner.Next(batch)) Match(batch, keys.Length, known, oid, match);
            }
        }
    }

    private static void Match(Batch batch, int keyCount, GroupKeys known, uint oid, Action<int, RowLocation> match)
    {
        var columns = new Vector[keyCount];
        for (var i = 0; i < keyCount; i++) columns[i] = batch.Column(i);
        var groups = new int[batch.Length];
        known.Find(columns, groups, new GroupProbe(keyCount));
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] >= 0) match(groups[row], new RowLocation(oid, VectorAccess.Get<long>(batch.Column(keyCount), row)));
        }
    }

    private static IEnumerable<ColumnFilter> Filters(Catalog.Index index, Vector[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (!ColumnFilter.Supports(keys[i].Type) || index.NullsNotDistinct) continue;
            var values = VectorBuilder.Create(keys[i].Type, keys[i].Length);
            for (var row = 0; row < keys[i].Length && values.Length <= MaxSet; row++)
            {
                if (!keys[i].IsNull(row)) values.AppendRow(keys[i], row);
            }

            if (values.Length <= MaxSet) yield return ColumnFilter.In(index.Keys[i].Column, values.Detach());
        }
    }

    private IEnumerable<(uint Oid, long StorageId)> Places(Batch rows)
    {
        if (table.Hypertable is null) return [(table.Oid, table.StorageId)];
        var dimension = table.Hypertable.TimeDimension;
        var times = new long[rows.Length];
        ChunkSlicing.Coordinates(dimension, rows.Column(_live.FindIndex(c => c.Number == dimension.Column)), times);
        return session.Catalog.ChunksOf(table.Oid).Overlapping(times.Min(), times.Max()).Select(c => (c.Oid, c.StorageId));
    }

    private SqlException Duplicate(Catalog.Index index, Vector[] keys, int row)
    {
        return UniqueErrors.Duplicate(table.Schema, table.Name, index.Name, $"{KeyText.Of(index, table, keys, row, session)} already exists.");
    }
}
