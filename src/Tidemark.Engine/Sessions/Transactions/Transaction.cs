using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>
/// One transaction: a root to read, and on top of it the changes of its own, both immutable, so that a savepoint is a remembered reference. READ COMMITTED takes the
/// newest root for each statement, REPEATABLE READ and SERIALIZABLE keep the first. Used by one thread at a time; parallel workers of a query only read views made before.
/// </summary>
internal sealed class Transaction
{
    private readonly Database _database;
    private readonly List<(string Name, TransactionState State, LockMark Locks)> _savepoints = [];
    private readonly HashSet<uint> _deletesFrom = [];
    private readonly List<long> _watches = [];
    private TransactionState _state;
    private Root _root;
    private CatalogSnapshot? _catalog;
    private bool _hasSnapshot;
    private SerializableHistory.Part? _history;

    public Transaction(Database database, IsolationLevel isolation, bool isReadOnly, long startTime, LockGroup group)
    {
        _database = database;
        LockOwner = new LockOwner(group);
        Isolation = isolation;
        IsReadOnly = isReadOnly;
        StartTime = startTime;
        _root = database.Store.Root;
        _state = new TransactionState(database.Store.Begin(), ImmutableDictionary<uint, CatalogObject?>.Empty, ConstraintDeferral.None);
    }

    /// <summary>The isolation level; can change until the first statement.</summary>
    public IsolationLevel Isolation { get; private set; }

    /// <summary>Whether changes are refused.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>DEFERRABLE, which changes nothing: a serializable transaction that only reads waits for nobody.</summary>
    public bool IsDeferrable { get; set; }

    /// <summary>When it began, in microseconds since 2000-01-01 UTC.</summary>
    public long StartTime { get; }

    /// <summary>As which the lock manager knows it.</summary>
    public LockOwner LockOwner { get; }

    /// <summary>Whether it has changed anything.</summary>
    public bool HasChanges => !_state.Changes.IsEmpty || !_state.Catalog.IsEmpty || !_state.Rollups.IsEmpty || !_state.Joins.IsEmpty;

    /// <summary>The root that the present statement reads.</summary>
    public Root Root => _root;

    /// <summary>The catalog as the present statement sees it, the transaction's own changes included.</summary>
    public CatalogSnapshot Catalog => _catalog ??= _state.Apply((CatalogSnapshot)_root.Companion!);

    /// <summary>Whether all statements read the first one's root.</summary>
    public bool KeepsSnapshot => Isolation >= IsolationLevel.RepeatableRead;

    /// <summary>Called before each statement: READ COMMITTED looks at the newest root.</summary>
    public void BeginStatement()
    {
        if (!_hasSnapshot && Isolation == IsolationLevel.Serializable) _history = _database.Serializable.Begin();
        Refresh();
        _hasSnapshot = true;
    }

    /// <summary>Looks at the newest root, after a wait for a lock, where the isolation level allows it.</summary>
    public void Refresh()
    {
        if (_hasSnapshot && Isolation >= IsolationLevel.RepeatableRead) return;
        var newest = _database.Store.Root;
        if (newest != _root) LookAt(newest);
    }

    /// <summary>Changes the isolation level; 25001 once a statement has run.</summary>
    public void SetIsolation(IsolationLevel isolation)
    {
        if (isolation == Isolation) return;
        if (_hasSnapshot) throw TransactionErrors.IsolationTooLate();
        Isolation = isolation;
    }

    /// <summary>Refuses changes, or allows them: only before the first statement.</summary>
    public void SetReadOnly(bool isReadOnly)
    {
        if (IsReadOnly && !isReadOnly && _hasSnapshot) throw TransactionErrors.ReadWriteTooLate();
        IsReadOnly = isReadOnly;
    }

    /// <summary>Whether it has changed rows of a storage chunk, or made it.</summary>
    public bool HasChangesOf(long storageId) => _state.Changes.HasRowsOf(storageId);

    /// <summary>What the present statement sees of a storage chunk.</summary>
    public ChunkView View(long storageId) => _root.View(_root.PlaceOf(storageId), _state.Changes);

    /// <summary>What a statement that begins now reads, whatever it changes itself and whoever commits meanwhile.</summary>
    public StatementSnapshot Snapshot() => new(this, _root, _state.Changes);

    /// <summary>Waits for a lock that is held until the transaction ends. The newest root is looked at afterwards, because the wait may have been for its change.</summary>
    public void Lock(LockTarget target, TableLockMode mode, LockPatience patience)
    {
        if (LockOwner.Held.ContainsKey((target, mode))) return;
        _database.Locks.Acquire(LockOwner, target, mode, patience);
        Refresh();
    }

    /// <summary>
    /// Lets others wait for its end. Nobody else holds that lock, so there is no wait, and the root stays: in the middle of a statement row ids are those of the root that was scanned,
    /// and in a newer one a merge may have moved the rows.
    /// </summary>
    public void HoldSelf(TimeProvider clock)
    {
        if (!LockOwner.Held.ContainsKey((LockOwner.Self, TableLockMode.Exclusive))) _database.Locks.Acquire(LockOwner, LockOwner.Self, TableLockMode.Exclusive, LockPatience.Endless(clock));
    }

    /// <summary>Looks at a root that is newer, where the isolation level allows it.</summary>
    /// <returns>Whether that root, or a newer one, is looked at.</returns>
    public bool Advance(Root root)
    {
        if (root.Version <= _root.Version) return true;
        if (_hasSnapshot && Isolation >= IsolationLevel.RepeatableRead) return false;
        LookAt(root);
        return true;
    }

    /// <summary>Whether this is the root that it looks at.</summary>
    public bool IsAt(Root root) => root == _root;

    /// <summary>Says that it is going to delete rows of a table.</summary>
    public void DeletesFrom(uint tableOid)
    {
        if (_deletesFrom.Add(tableOid)) _database.Deleters.Add(tableOid, this);
    }

    /// <summary>Whether it may have deleted or updated rows of a table.</summary>
    public bool HasDeletedFrom(uint tableOid) => _deletesFrom.Contains(tableOid);

    /// <summary>Whether it has deleted a row that a root has. Any thread, while it is open.</summary>
    public bool HasDeleted(Root root, long storageId, long rowId) => Volatile.Read(ref _state).Changes.HasDeleted(root, storageId, rowId);

    /// <summary>Takes a lock, held until the transaction ends, if it can be had at once.</summary>
    public bool TryLock(LockTarget target, TableLockMode mode)
    {
        if (!_database.Locks.TryAcquire(LockOwner, target, mode)) return false;
        Refresh();
        return true;
    }

    /// <summary>Waits for rows, which are held until the transaction ends.</summary>
    public void LockRows(RowSet rows, RowLockMode mode, LockPatience patience)
    {
        if (!rows.IsEmpty) _database.Locks.AcquireRows(LockOwner, rows, mode, patience);
    }

    /// <summary>Takes rows, held until the transaction ends, if all of them can be had at once.</summary>
    public bool TryLockRows(RowSet rows, RowLockMode mode) => rows.IsEmpty || _database.Locks.TryAcquireRows(LockOwner, rows, mode);

    /// <summary>Whether somebody has changed some of these rows, which the transaction holds by now, since a root was read.</summary>
    public bool AreChanged(RowSet rows, Root since) => _database.Store.Root is var newest && !ReferenceEquals(newest, since) && rows.AnyDeleted(newest);

    /// <summary>Adds an object to the catalog, or puts it in the place of the one with its oid.</summary>
    public void Put(CatalogObject value)
    {
        _state = _state with { Catalog = _state.Catalog.SetItem(value.Oid, value) };
        _catalog = _catalog?.Put(value);
    }

    /// <summary>Removes an object from the catalog.</summary>
    public void Remove(uint oid)
    {
        _state = _state with { Catalog = _state.Catalog.SetItem(oid, null) };
        _catalog = _catalog?.Remove(oid);
    }

    /// <summary>A metadata record beside the catalog's, as the present statement sees it; null where there is none.</summary>
    public ReadOnlyMemory<byte>? FindRecord(long key) => _state.Changes.FindMetadata(_root, key);

    /// <summary>Puts a metadata record beside the catalog's.</summary>
    public void PutRecord(long key, ReadOnlyMemory<byte> record) => Change(_state.Changes.PutMetadata(key, record));

    /// <summary>Removes a metadata record beside the catalog's.</summary>
    public void RemoveRecord(long key)
    {
        if (FindRecord(key) is not null) Change(_state.Changes.RemoveMetadata(key));
    }

    /// <summary>What of a continuous aggregate is up to date, as the present statement sees it.</summary>
    public RollupState RollupStateOf(uint viewOid)
    {
        var state = RollupState.Read(FindRecord(RollupState.KeyOf(viewOid)));
        return _state.Rollups.TryGetValue(viewOid, out var change) ? state.With(change, Staleness.None) : state;
    }

    /// <summary>The times of a continuous aggregate that are to be refreshed as a whole.</summary>
    public TimeRanges StaleTimesOf(uint viewOid)
    {
        var stale = RollupState.RangesOf(FindRecord(RollupState.KeyOf(viewOid)));
        return _state.Rollups.TryGetValue(viewOid, out var change) ? stale.Except(change.Refreshed).Union(change.Touched.Ranges) : stale;
    }

    /// <summary>Rows that a continuous aggregate reads have changed.</summary>
    public void Touch(uint viewOid, Staleness changed) => ChangeRollup(viewOid, change => change.WithTouched(changed));

    /// <summary>Changes what the transaction does to a continuous aggregate.</summary>
    public void ChangeRollup(uint viewOid, Func<RollupChange, RollupChange> change)
    {
        var before = _state.Rollups.GetValueOrDefault(viewOid, RollupChange.None);
        var after = change(before);
        if (!ReferenceEquals(before, after) || !_state.Rollups.ContainsKey(viewOid)) _state = _state with { Rollups = _state.Rollups.SetItem(viewOid, after) };
    }

    /// <summary>
    /// Begins to refresh a continuous aggregate: from now on others' commits are noted, and the newest root is looked at, where the isolation level allows it.
    /// </summary>
    /// <returns>Whether all that is not in the transaction's root will be noted, so that what is refreshed may be marked as up to date.</returns>
    public bool WatchRollup(uint viewOid)
    {
        if (!_state.Rollups.TryGetValue(viewOid, out var change) || change.Watch == 0)
        {
            var watch = _database.Refreshes.Begin(viewOid);
            _watches.Add(watch);
            ChangeRollup(viewOid, c => c with { Watch = watch });
        }

        _database.Store.Settle();
        Refresh();
        return Isolation < IsolationLevel.RepeatableRead;
    }

    /// <summary>Makes a storage chunk.</summary>
    public void CreateStorage(long storageId, ChunkLayout layout) => Change(_state.Changes.CreateChunk(storageId, layout));

    /// <summary>Gives a storage chunk another layout.</summary>
    public void AlterStorage(long storageId, ChunkLayout layout) => Change(_state.Changes.AlterChunk(storageId, layout));

    /// <summary>Removes a storage chunk with its rows.</summary>
    public void DropStorage(long storageId) => Change(_state.Changes.DropChunk(storageId));

    /// <summary>Removes the rows of a storage chunk.</summary>
    public void TruncateStorage(long storageId) => Change(_state.Changes.TruncateChunk(storageId));

    /// <summary>Appends rows to a storage chunk, one column for each of its layout.</summary>
    public void Append(long storageId, Batch rows) => Change(_state.Changes.Append(_root, storageId, rows));

    /// <summary>Appends rows of a batch to several storage chunks, one column for each of their layouts.</summary>
    public void Append(Vector[] columns, IReadOnlyList<ChunkRows> parts) => Change(_state.Changes.Append(_root, columns, parts));

    /// <summary>Deletes rows that a scan of a view of this transaction gave.</summary>
    public void Delete(ChunkView view, ReadOnlySpan<long> rowIds) => Change(_state.Changes.Delete(_root, view, rowIds));

    /// <summary>Has a chunk join another one when the transaction commits, see <see cref="ChunkJoin"/>; until then both stay as they are.</summary>
    public void Join(ChunkJoin join) => _state = _state with { Joins = _state.Joins.Add(join) };

    /// <summary>Has a chunk join none after all; false where it was not to.</summary>
    public bool Unjoin(uint chunkOid)
    {
        var joins = _state.Joins.RemoveAll(j => j.ChunkOid == chunkOid);
        if (joins.Length == _state.Joins.Length) return false;
        _state = _state with { Joins = joins };
        return true;
    }

    /// <summary>The chunk that a chunk is going to join; null where it is not.</summary>
    public uint? JoinOf(uint chunkOid)
    {
        foreach (var join in _state.Joins)
        {
            if (join.ChunkOid == chunkOid) return join.IntoOid;
        }

        return null;
    }

    /// <summary>Constraints that wait for the commit.</summary>
    public ConstraintDeferral Deferral
    {
        get => _state.Deferral;
        set => _state = _state with { Deferral = value };
    }

    /// <summary>Puts keys off that are to be tested when the transaction commits.</summary>
    public void Defer(DeferredKeys keys) => Deferral = Deferral with { Keys = Deferral.Keys.Add(keys) };

    /// <summary>What it is going to say when it commits.</summary>
    public ImmutableArray<Announcement> Announcements => _state.Announcements;

    /// <summary>Says something when it commits.</summary>
    public void Announce(Announcement announcement) => _state = _state with { Announcements = _state.Announcements.Add(announcement) };

    /// <summary>What it has changed so far, to be gone back to with <see cref="Restore"/>.</summary>
    public TransactionState State => _state;

    /// <summary>Goes back to an earlier state of this transaction.</summary>
    public void Restore(TransactionState state)
    {
        _state = state with { Changes = state.Changes.Following(_root) };
        _catalog = null;
    }

    /// <summary>Remembers the present state under a name; an older savepoint of the same name is hidden, not replaced.</summary>
    public void Save(string name) => _savepoints.Add((name, _state, LockOwner.Mark));

    /// <summary>Forgets a savepoint and those after it; their changes stay.</summary>
    public void Release(string name) => _savepoints.RemoveRange(FindSavepoint(name), _savepoints.Count - FindSavepoint(name));

    /// <summary>Goes back to a savepoint, which stays. Locks that were taken since are given up.</summary>
    public void RollbackTo(string name)
    {
        var at = FindSavepoint(name);
        _savepoints.RemoveRange(at + 1, _savepoints.Count - at - 1);
        Restore(_savepoints[at].State);
        _database.Locks.ReleaseSince(LockOwner, _savepoints[at].Locks);
    }

    /// <summary>A statement failed: what the transaction can no longer commit need not be waited for by others.</summary>
    public void Fail()
    {
        if (_savepoints.Count == 0) Release();
        else _database.Locks.ReleaseSince(LockOwner, _savepoints[^1].Locks);
    }

    /// <summary>Makes the changes durable and visible to all; on failure nothing of them is.</summary>
    public void Commit(Durability durability)
    {
        try
        {
            if (_history is not null) _database.Serializable.Commit(_history, WrittenChunks());
            if (HasChanges) _database.Store.Commit(_state.Changes, durability, new CatalogMerge(_database, _state));
            else _database.Store.Rollback(_state.Changes);
            if (_history is not null) _database.Serializable.Committed(_history);
            _history = null;
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Drops the changes.</summary>
    public void Rollback()
    {
        _database.Store.Rollback(_state.Changes);
        Release();
    }

    /// <summary>A statement reads a storage chunk. Any thread.</summary>
    public void Read(long storageId) => _history?.Read(storageId);

    // Who makes a chunk writes where those may have read that looked at its table.
    private IEnumerable<long> WrittenChunks()
    {
        foreach (var storageId in _state.Changes.ChangedChunks) yield return storageId;
        foreach (var chunk in _state.Catalog.Values.OfType<Chunk>())
        {
            foreach (var other in Catalog.ChunksOf(chunk.TableOid).All) yield return other.StorageId;
        }
    }

    private void Release()
    {
        if (_history is not null) _database.Serializable.Forget(_history);
        _history = null;
        foreach (var table in _deletesFrom) _database.Deleters.Remove(table, this);
        _deletesFrom.Clear();
        foreach (var watch in _watches) _database.Refreshes.End(watch);
        _watches.Clear();
        KeyClaims.Release(LockOwner);
        _database.Locks.ReleaseAll(LockOwner);
    }

    private void LookAt(Root root)
    {
        _root = root;
        _catalog = null;
        var changes = _state.Changes.Following(root);
        if (!ReferenceEquals(changes, _state.Changes)) Change(changes);
    }

    private void Change(Changes changes) => _state = _state with { Changes = changes };

    private int FindSavepoint(string name)
    {
        var at = _savepoints.FindLastIndex(s => s.Name == name);
        return at >= 0 ? at : throw TransactionErrors.NoSavepoint(name);
    }
}

/// <summary>What a transaction has changed so far.</summary>
/// <param name="Changes">In storage.</param>
/// <param name="Catalog">In the catalog, by oid: the new object, or null for a removed one.</param>
/// <param name="Deferral">What constraints have still to be tested.</param>
internal sealed record TransactionState(Changes Changes, ImmutableDictionary<uint, CatalogObject?> Catalog, ConstraintDeferral Deferral)
{
    /// <summary>What is said when it commits.</summary>
    public ImmutableArray<Announcement> Announcements { get; init; } = [];

    /// <summary>What is done to continuous aggregates, by the oids of their views.</summary>
    public ImmutableDictionary<uint, RollupChange> Rollups { get; init; } = ImmutableDictionary<uint, RollupChange>.Empty;

    /// <summary>Which chunks join others when it commits, in this order.</summary>
    public ImmutableArray<ChunkJoin> Joins { get; init; } = [];

    /// <summary>A catalog with the changes applied.</summary>
    public CatalogSnapshot Apply(CatalogSnapshot catalog)
    {
        // What is changed goes first, so that objects may have exchanged their names.
        foreach (var oid in Catalog.Keys) catalog = catalog.Remove(oid);
        foreach (var value in Catalog.Values)
        {
            if (value is not null) catalog = catalog.Put(value);
        }

        return catalog;
    }
}
