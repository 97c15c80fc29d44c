using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>The rows of a table as they were committed last, with a transaction's own changes on top: what unique keys are checked against, whatever snapshot the statement reads.</summary>
internal sealed class LatestRows
{
    private readonly SessionContext _session;
    private readonly Table _table;
    private readonly CatalogSnapshot _catalog;

    public LatestRows(SessionContext session, Table table)
    {
        _session = session;
        _table = table;
        Root = session.Database.Store.Root;
        _catalog = session.Transaction.State.Apply((CatalogSnapshot)Root.Companion!);
    }

    /// <summary>The root.</summary>
    public Root Root { get; }

    /// <summary>Whether something was committed since.</summary>
    public bool IsOld => _session.Database.Store.Root != Root;

    /// <summary>The views in which rows with some keys may lie, each with the oid of its table or chunk.</summary>
    public IEnumerable<(ChunkView View, uint Oid)> Views(TableKey key, KeyRows wanted)
    {
        var changes = _session.Transaction.State.Changes;
        if (_table.Hypertable is null) return [(Root.View(_table.StorageId, changes), _table.Oid)];
        var (from, to) = Range(key, wanted);
        return _catalog.ChunksOf(_table.Oid).Overlapping(from, to).Select(c => (Root.View(c.StorageId, changes), c.Oid));
    }

    /// <summary>The storage of the table or of one of its chunks.</summary>
    public long StorageOf(uint oid) => oid == _table.Oid ? _table.StorageId : _catalog.Find<Chunk>(oid)!.StorageId;

    /// <summary>Whether the table, or a chunk, is there still; it may have joined another.</summary>
    public bool Has(uint oid) => oid == _table.Oid || _catalog.Find<Chunk>(oid) is not null;

    // A key over the time dimension says which chunks can have it; a key without it is looked for in all.
    private (long From, long To) Range(TableKey key, KeyRows wanted)
    {
        var dimension = _table.Hypertable!.TimeDimension;
        if (dimension.PartitioningFunction != 0) return (long.MinValue, long.MaxValue);
        var at = key.IsHashed ? key.KeyColumns.IndexOf(dimension.Column) : -1;
        if (at < 0 || wanted.Length == 0 || !wanted.Keys[at].Validity.IsAllValid) return (long.MinValue, long.MaxValue);
        var times = new long[wanted.Length];
        ChunkSlicing.Coordinates(dimension, wanted.Keys[at], times);
        return (times.Min(), times.Max());
    }
}
