using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Where one statement's changed rows go: into its transaction, rows of hypertables by chunk. Takes the locks that writing needs.</summary>
internal sealed class TransactionWriter(SessionContext session) : ITableWriter
{
    private readonly Dictionary<uint, ChunkRouter> _routers = [];
    private readonly Dictionary<long, ChunkView> _views = [];
    private readonly Batch _part = new();
    private readonly Selection _selection = new();

    /// <inheritdoc />
    public void Insert(Table table, Batch rows)
    {
        var keys = UniqueIndexes.Of(table, session.Catalog);
        session.Lock(table.Oid, keys.IsEmpty ? TableLockMode.Insert : TableLockMode.Write);
        if (!keys.IsEmpty) new UniqueCheck(session, table, keys).RefuseDuplicates(rows);
        Append(table, rows);
    }

    /// <inheritdoc />
    public void Delete(Table table, uint chunkOid, ReadOnlySpan<long> rowIds)
    {
        var storageId = StorageOf(table, chunkOid);
        session.Transaction.Delete(ViewOf(storageId), rowIds);
    }

    /// <inheritdoc />
    public void FindConflicts(Table table, Catalog.Index? arbiter, Batch rows, Span<RowLocation> found)
    {
        session.Lock(table.Oid, TableLockMode.Write);
        new UniqueCheck(session, table, arbiter is null ? UniqueIndexes.Of(table, session.Catalog) : [arbiter]).Find(rows, found);
    }

    /// <inheritdoc />
    public void Fetch(Table table, ReadOnlySpan<RowLocation> locations, VectorBuilder[] columns)
    {
        foreach (var location in locations) RowFetch.Append(session.Transaction.View(StorageOf(table, location.ChunkOid)), location.RowId, columns);
    }

    private void Append(Table table, Batch rows)
    {
        if (table.Hypertable is null)
        {
            session.Transaction.Append(table.StorageId, rows);
            return;
        }

        if (!_routers.TryGetValue(table.Oid, out var router)) _routers[table.Oid] = router = new ChunkRouter(session, table);
        router.Route(rows, (chunk, chosen) =>
        {
            if (chosen is null)
            {
                session.Transaction.Append(chunk.StorageId, rows);
                return;
            }

            chosen.CopyTo(_selection.Prepare(chosen.Count));
            _selection.SetCount(chosen.Count);
            _part.Set(Dense(rows), rows.Length, _selection);
            session.Transaction.Append(chunk.StorageId, _part);
        });
    }

    private static Vector[] Dense(Batch rows)
    {
        if (rows.Selection is null) return rows.RawColumnArray;
        var columns = new Vector[rows.ColumnCount];
        for (var i = 0; i < columns.Length; i++) columns[i] = rows.Column(i);
        return columns;
    }

    // Row ids are those of the view that the statement's scans read.
    private ChunkView ViewOf(long storageId)
    {
        ref var view = ref CollectionsMarshal.GetValueRefOrAddDefault(_views, storageId, out _);
        return view ??= session.Transaction.View(storageId);
    }

    private long StorageOf(Table table, uint chunkOid) => chunkOid == table.Oid ? table.StorageId : session.Catalog.Find<Chunk>(chunkOid)!.StorageId;
}
