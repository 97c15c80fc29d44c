using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Execution;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Finds the rows that stand in the way of new ones under a unique index, and claims the keys that are free. A key that an open transaction has claimed, or whose row an open transaction has deleted, is waited for: until
/// that transaction ends nobody knows. What counts is what was committed last, whatever the statement's snapshot, so a search is done again when something was committed between it and the claim.
/// </summary>
internal sealed class UniqueCheck
{
    private readonly SessionContext _session;
    private readonly TableKey _key;
    private readonly Catalog.Index _index;
    private readonly Batch? _rows;
    private readonly KeyRows _wanted;
    private readonly RowLocation[] _found;
    private readonly bool[] _again;
    private readonly KeySearch _search;

    /// <summary>A check of new rows.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The index's key.</param>
    /// <param name="rows">One column for each live column of the table.</param>
    public UniqueCheck(SessionContext session, TableKey key, Batch rows)
        : this(session, key, key.OfRows(rows)) => _rows = rows;

    private UniqueCheck(SessionContext session, TableKey key, KeyRows wanted)
    {
        _session = session;
        _key = key;
        _index = key.Index ?? throw InternalErrors.Unexpected("a unique check without an index");
        _wanted = wanted;
        _found = new RowLocation[wanted.Length];
        _again = new bool[wanted.Length];
        _search = new KeySearch(key, _wanted, _found);
    }

    /// <summary>23505 where two rows of a table have a key that its rows got under a deferrable constraint.</summary>
    /// <param name="session">The session.</param>
    /// <param name="table">The table.</param>
    /// <param name="constraint">The constraint.</param>
    /// <param name="keys">The keys, each once.</param>
    public static void RefuseShared(SessionContext session, Table table, Constraint constraint, Vector[] keys)
    {
        var key = TableKey.Of(session.Catalog.Find<Catalog.Index>(constraint.IndexOid)!, table, session);
        new UniqueCheck(session, key, key.OfColumns(keys, keys[0].Length)).RefuseShared();
    }

    private void RefuseShared()
    {
        ResolveOthers();
        var counts = new int[_found.Length];
        for (var row = 0; row < counts.Length; row++) counts[row] = _found[row].ChunkOid != 0 ? 1 : 0;
        var latest = new LatestRows(_session, _key.Table);
        var search = new KeySearch(_key, _wanted, new RowLocation[_found.Length], counts);
        foreach (var (view, oid) in latest.Views(_key, _wanted)) search.Search(view, oid, _wanted.Rows(), own: true);
        for (var row = 0; row < counts.Length; row++)
        {
            if (counts[row] > 1) throw Duplicate(row);
        }
    }

    /// <summary>The root in which the keys were looked up last.</summary>
    public Root? Root { get; private set; }

    /// <summary>Whether all rows that were found lie where that root has them; else merges may have moved those that were found first.</summary>
    public bool IsOfOneRoot { get; private set; } = true;

    /// <summary>Claims all keys; 23505 where one is taken by a row of the table or an earlier one of the batch.</summary>
    public void RefuseDuplicates()
    {
        Resolve();
        for (var row = 0; row < _found.Length; row++)
        {
            if (_found[row].ChunkOid != 0) throw Duplicate(row);
        }

        if (Array.IndexOf(_again, true) >= 0) RefuseRepeats();
    }

    /// <summary>For each row where a row of the table with its key lies; the keys of the others are claimed. Rows of the batch are not compared with each other.</summary>
    public RowLocation[] Find()
    {
        Resolve();
        return _found;
    }

    private void Resolve()
    {
        var open = ResolveOthers();

        // Rows that this transaction inserted before have claimed their keys; not so where the index came after them, nor those that an update has left their keys.
        var own = _session.Transaction.State.Catalog.ContainsKey(_index.Oid) ? _wanted.Rows()
            : _session.Transaction.HasDeletedFrom(_key.Table.Oid) ? open
            : Array.FindAll(open, row => _again[row]);
        if (own.Length == 0) return;
        var now = new LatestRows(_session, _key.Table);
        foreach (var (view, oid) in now.Views(_key, _wanted)) _search.Search(view, oid, own, own: true);
    }

    // Looks for the keys in what others have committed, and claims those that are free: gives them.
    private int[] ResolveOthers()
    {
        var open = _wanted.Rows();
        var claimed = new bool[_found.Length];
        while (open.Length > 0)
        {
            var latest = new LatestRows(_session, _key.Table);
            IsOfOneRoot &= Root is null || Root == latest.Root;
            Root = latest.Root;
            foreach (var (view, oid) in latest.Views(_key, _wanted)) _search.Search(view, oid, open, own: false);
            if (WaitForDeleter(latest, open)) continue;
            open = Array.FindAll(open, row => _found[row].ChunkOid == 0);
            Claim(Array.FindAll(open, row => !claimed[row]));
            foreach (var row in open) claimed[row] = true;
            if (!latest.IsOld) break;
        }

        return open;
    }

    private void Claim(int[] rows)
    {
        if (rows.Length == 0) return;
        var owner = _session.Transaction.LockOwner;
        _session.HoldSelf();
        while (true)
        {
            var count = _session.Database.Claims.Claim(owner, _index.Oid, _wanted.Hashes, rows, _again, out var holder);
            if (holder is null) return;
            rows = rows[count..];
            _session.WaitForEnd(holder);
        }
    }

    // A row that an open transaction has deleted is neither there nor gone. True where keys are to be looked for again.
    private bool WaitForDeleter(LatestRows latest, int[] rows)
    {
        var others = _session.Database.Deleters.Of(_key.Table.Oid, _session.Transaction);
        if (others.IsEmpty) return false;
        var hasWaited = false;
        foreach (var row in rows)
        {
            if (_found[row].ChunkOid == 0) continue;
            if (!latest.Has(_found[row].ChunkOid))
            {
                // Found by an earlier turn, in a chunk that has joined another since.
                hasWaited = true;
                _found[row] = default;
                continue;
            }

            foreach (var other in others)
            {
                if (!other.HasDeleted(latest.Root, latest.StorageOf(_found[row].ChunkOid), _found[row].RowId)) continue;
                if (!hasWaited) _session.WaitForEnd(other.LockOwner);
                hasWaited = true;
                _found[row] = default;
                break;
            }
        }

        return hasWaited;
    }

    private void RefuseRepeats()
    {
        var first = new Dictionary<ulong, int>();
        for (var row = 0; row < _found.Length; row++)
        {
            if (!_wanted.Has(row)) continue;
            if (first.TryAdd(_wanted.Hashes[row], row)) continue;
            // Keys that are different and have one hash are as good as never there, but for types that cannot be hashed well.
            for (var earlier = first[_wanted.Hashes[row]]; earlier < row; earlier++)
            {
                if (_wanted.Has(earlier) && _wanted.AreEqual(row, _wanted, earlier)) throw Duplicate(row);
            }
        }
    }

    // Errors name the chunk, and the index as the chunk has it.
    private SqlException Duplicate(int row)
    {
        var table = _key.Table;
        var place = table.Hypertable is null || _rows is null ? table : new TransactionWriter(_session).PlaceOf(table, _rows, row);
        var name = place is Chunk chunk ? ChunkParts.IndexName(chunk, _index, table) : _index.Name;
        return UniqueErrors.Duplicate(place.Schema, place.Name, name, $"{KeyText.Of(_index, table, _wanted.Keys, row, _session)} already exists.");
    }
}
