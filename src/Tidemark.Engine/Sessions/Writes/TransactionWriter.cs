using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Rollups;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Where one statement's changed rows go: into its transaction, rows of hypertables by chunk. Takes the locks that writing needs.</summary>
internal sealed class TransactionWriter(SessionContext session, ReferenceQueue references) : ITableWriter
{
    private readonly Dictionary<uint, ChunkRouter> _routers = [];
    private readonly Dictionary<long, (ChunkView View, Root Root)> _found = [];
    private readonly Dictionary<uint, TableKey[]> _keys = [];
    private readonly Transaction _transaction = session.Transaction;
    private readonly StatementSnapshot _snapshot = session.Transaction.Snapshot();
    private readonly CatalogSnapshot _catalog = session.Catalog;

    /// <summary>A writer whose statement has nothing to tell foreign keys of.</summary>
    public TransactionWriter(SessionContext session)
        : this(session, new ReferenceQueue(session))
    {
    }

    /// <summary>The statement has made its changes: does what foreign keys ask for.</summary>
    public void Complete() => references.Complete();

    /// <inheritdoc />
    public void Insert(Table table, Batch rows)
    {
        InsertRows(table, rows, isNew: true);
        references.Inserted(table, rows);
    }

    /// <inheritdoc />
    public void InsertFree(Table table, Catalog.Index? arbiter, Batch rows)
    {
        if (arbiter is not null)
        {
            foreach (var key in KeysOf(table))
            {
                if (key.Index!.Oid != arbiter.Oid) Check(table, key, rows);
            }
        }

        Append(table, rows, isNew: true);
        references.Inserted(table, rows);
    }

    private void InsertRows(Table table, Batch rows, bool isNew, bool keysStay = false)
    {
        session.Lock(table.Oid, TableLockMode.RowExclusive);
        foreach (var key in keysStay ? [] : KeysOf(table)) Check(table, key, rows);
        Append(table, rows, isNew);
    }

    private void Check(Table table, TableKey key, Batch rows)
    {
        if (DeferrableOf(table, key) is { } constraint) references.Keyed(table, constraint, key.OfRows(rows));
        else new UniqueCheck(session, key, rows).RefuseDuplicates();
    }

    private Constraint? DeferrableOf(Table table, TableKey key)
    {
        foreach (var constraint in (session.Catalog.Find<Table>(table.Oid) ?? table).Constraints)
        {
            if (constraint.IsDeferrable && constraint.IndexOid == key.Index!.Oid) return constraint;
        }

        return null;
    }

    /// <inheritdoc />
    public void Replace(Table table, uint chunkOid, ReadOnlySpan<long> rowIds, LockStrength strength)
    {
        RequireChangeable(table, chunkOid);
        var (view, root) = ViewOf(StorageOf(table, chunkOid), rowIds);
        DeleteRows(table, view, root, rowIds, strength);
    }

    /// <inheritdoc />
    public void Update(Table table, ReadOnlySpan<RowLocation> old, Batch rows, bool keysStay)
    {
        if (!references.Concerns(table))
        {
            InsertRows(table, rows, isNew: false, keysStay);
            return;
        }

        var columns = references.ConcernedColumns(table);
        var before = ReadOld(table, old, columns);
        InsertRows(table, rows, isNew: false, keysStay);
        references.Updated(table, before, columns, rows);
    }

    /// <inheritdoc />
    public void Delete(Table table, uint chunkOid, ReadOnlySpan<long> rowIds)
    {
        RequireChangeable(table, chunkOid);
        var (view, root) = ViewOf(StorageOf(table, chunkOid), rowIds);
        references.Deleting(table, view, rowIds);
        DeleteRows(table, view, root, rowIds, LockStrength.Update);
    }

    private void DeleteRows(Table table, ChunkView view, Root root, ReadOnlySpan<long> rowIds, LockStrength strength)
    {
        var rows = RowSet.Of(view, root, rowIds);
        session.LockRows(rows, (RowLockMode)strength);
        if (_transaction.AreChanged(rows, root)) throw Conflict();
        session.HoldSelf();
        RollupTracking.Deleted(table, view, rowIds, session);
        _transaction.DeletesFrom(table.Oid);
        _transaction.Delete(view, rowIds);
    }

    /// <inheritdoc />
    public void RequireWithin(Table table, Chunk chunk, Batch rows)
    {
        if (!RouterOf(table).HoldsAll(chunk, rows)) throw ChunkErrors.OutsideChunk(chunk.Schema, chunk.Name);
    }

    /// <inheritdoc />
    public SchemaObject PlaceOf(Table table, Batch rows, int row)
    {
        if (table.Hypertable is null) return table;
        var columns = new Vector[rows.ColumnCount];
        for (var i = 0; i < columns.Length; i++) columns[i] = rows.Column(i).Slice(row, 1);
        return RouterOf(table).ChunkOf(new Batch(columns, 1), 0);
    }

    /// <inheritdoc />
    public RowLockResult Lock(Table table, uint chunkOid, ReadOnlySpan<long> rowIds, LockStrength strength, LockWaitPolicy wait)
    {
        var (view, root) = ViewOf(StorageOf(table, chunkOid), rowIds);
        var rows = RowSet.Of(view, root, rowIds);
        if (wait == LockWaitPolicy.Block) session.LockRows(rows, (RowLockMode)strength);
        else if (!_transaction.TryLockRows(rows, (RowLockMode)strength)) return RowLockResult.Held;
        return _transaction.AreChanged(rows, root) ? RowLockResult.Changed : RowLockResult.Locked;
    }

    /// <inheritdoc />
    public Exception Conflict() => StatementAttempts.Conflict(_transaction);

    /// <inheritdoc />
    public void FindConflicts(Table table, Catalog.Index? arbiter, Batch rows, bool forUpdate, Span<RowLocation> found)
    {
        session.Lock(table.Oid, TableLockMode.RowExclusive);
        found.Clear();
        foreach (var key in KeysOf(table))
        {
            if (arbiter is not null && key.Index!.Oid != arbiter.Oid) continue;
            if (DeferrableOf(table, key) is not null) throw UniqueErrors.DeferrableArbiter();
            var check = new UniqueCheck(session, key, rows);
            var ofKey = check.Find();
            if (check.Root is { } root)
            {
                // Rows that are going to be changed are looked up again where they may have been moved since they were found.
                var isSeen = session.Transaction.Advance(root);
                if (!isSeen || (forUpdate && !(check.IsOfOneRoot && session.Transaction.IsAt(root)))) RequireVisible(table, key, rows, ofKey);
            }

            for (var row = 0; row < ofKey.Length; row++)
            {
                if (found[row].ChunkOid == 0) found[row] = ofKey[row];
            }
        }

        // Rows that are inserted from now on may move those of the transaction's own that were found.
        _found.Clear();
        var leavesConverted = !session.Settings.IsOn(TimescaleSettings.ChangesOfConverted);
        foreach (var location in found)
        {
            if (location.ChunkOid == 0) continue;
            if (leavesConverted && session.Catalog.Find<Chunk>(location.ChunkOid) is { Columnstore: not null }) throw ColumnstoreErrors.KeysDisabled();
            FoundIn(StorageOf(table, location.ChunkOid));
        }
    }

    /// <inheritdoc />
    public void Fetch(Table table, ReadOnlySpan<RowLocation> locations, VectorBuilder[] columns)
    {
        RowFetch.Append(locations, oid => FoundIn(StorageOf(table, oid)).View, columns);
    }

    // Of the newest indexes: the statement may have been planned, or its snapshot taken, before the last one came.
    private TableKey[] KeysOf(Table table)
    {
        if (_keys.TryGetValue(table.Oid, out var keys)) return keys;
        var catalog = session.Transaction.State.Apply((CatalogSnapshot)session.Database.Store.Root.Companion!);
        return _keys[table.Oid] = [.. UniqueIndexes.Of(table, catalog).Select(i => TableKey.Of(i, table, session))];
    }

    // With one snapshot for the whole transaction a row that it does not show cannot be answered for. Those that it does show are looked up where it has them.
    private void RequireVisible(Table table, TableKey key, Batch rows, RowLocation[] found)
    {
        if (!Array.Exists(found, f => f.ChunkOid != 0)) return;
        var seen = new RowLocation[found.Length];
        var wanted = key.OfRows(rows);
        var search = new KeySearch(key, wanted, seen);
        var chosen = Array.FindAll(wanted.Rows(), row => found[row].ChunkOid != 0);
        foreach (var (storageId, oid) in TableStorage.Places(table, session.Catalog))
        {
            var view = session.Transaction.View(storageId);
            search.Search(view, oid, chosen, own: false);
            search.Search(view, oid, chosen, own: true);
        }

        foreach (var row in chosen) found[row] = seen[row].ChunkOid != 0 ? seen[row] : throw StorageErrors.ConcurrentUpdate();
    }

    private Vector[] ReadOld(Table table, ReadOnlySpan<RowLocation> locations, IReadOnlyList<int> columns)
    {
        var result = columns.Select(c => VectorBuilder.Create(table.Columns[c - 1].Type)).ToArray();
        for (var begin = 0; begin < locations.Length;)
        {
            // Rows of one chunk mostly come together.
            var end = begin + 1;
            while (end < locations.Length && locations[end].ChunkOid == locations[begin].ChunkOid) end++;
            var ids = new long[end - begin];
            for (var i = 0; i < ids.Length; i++) ids[i] = locations[begin + i].RowId;
            var values = OldRows.Read(ViewOf(StorageOf(table, locations[begin].ChunkOid), ids).View, ids, columns);
            for (var c = 0; c < result.Length; c++) result[c].AppendRange(values[c], 0, ids.Length);
            begin = end;
        }

        return Array.ConvertAll(result, r => r.Detach());
    }

    private void Append(Table table, Batch rows, bool isNew)
    {
        RollupTracking.Inserted(table, rows, isNew, session);
        if (table.Hypertable is null) session.Transaction.Append(table.StorageId, rows);
        else RouterOf(table).Append(rows);
    }

    private ChunkRouter RouterOf(Table table)
    {
        if (!_routers.TryGetValue(table.Oid, out var router)) _routers[table.Oid] = router = new ChunkRouter(session, table);
        return router;
    }

    // Row ids are those of the view in which a key was found, or of the one that the statement's scans read.
    private (ChunkView View, Root Root) ViewOf(long storageId, ReadOnlySpan<long> rowIds)
    {
        if (_found.TryGetValue(storageId, out var found) && found.View.HasUnitsOf(rowIds)) return found;
        return (_snapshot.View(storageId), _snapshot.Root);
    }

    private (ChunkView View, Root Root) FoundIn(long storageId)
    {
        ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(_found, storageId, out var isKnown);
        if (!isKnown) found = (_transaction.View(storageId), _transaction.Root);
        return found;
    }

    private void RequireChangeable(Table table, uint chunkOid)
    {
        if (chunkOid == table.Oid || session.Catalog.Find<Chunk>(chunkOid) is not { } chunk) return;
        if (chunk.IsFrozen) throw ChunkErrors.FrozenRows(chunk.Name);
        if (chunk.Columnstore is not null && !session.Settings.IsOn(TimescaleSettings.ChangesOfConverted)) throw ColumnstoreErrors.ChangesDisabled();
    }

    // A chunk that joins another one while the statement waits for somebody is known to the statement's own catalog alone.
    private long StorageOf(Table table, uint chunkOid) =>
        chunkOid == table.Oid ? table.StorageId : (session.Catalog.Find<Chunk>(chunkOid) ?? _catalog.Find<Chunk>(chunkOid) ?? throw Conflict()).StorageId;
}
