using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>UPDATE: each row is deleted and its new version inserted. A row that the source brings more than once is changed by the first.</summary>
internal sealed class UpdateStream(UpdateNode node, QueryContext context) : ModificationStream(node.Returning, node.Output, context)
{
    private readonly RowChecks _checks = new(node.Table, node.Checks, context);
    private readonly RowTargets _targets = new(node.RowId, node.ChunkOid);
    private readonly Batch _changed = new();

    /// <inheritdoc />
    protected override void Execute()
    {
        // All rows are collected before the first is inserted: the source reads the state from before the statement, and unique keys may move from row to row.
        var memory = new MemoryShare(Context.Memory);
        var rows = new MaterializedRows(node.Source.Output);
        using (var source = OpenSource(node.Source))
        {
            while (source.Next() is { } batch)
            {
                if (_targets.FirstTime(batch) is not { } fresh) continue;
                rows.Add(fresh);
                memory.Set(rows.ByteSize);
            }
        }

        _targets.Replace(node.Table, Writer, node.ChangesKey ? LockStrength.Update : LockStrength.NoKeyUpdate);
        using var changes = new MaterializedStream(rows, Context.BatchRows);
        var columns = new Vector[node.NewRow.Length];
        while (changes.Next() is { } batch)
        {
            for (var c = 0; c < columns.Length; c++) columns[c] = batch.Column(node.NewRow[c]);
            _changed.Set(columns, batch.Length, null);
            _checks.Test(_changed, batch);
            if (node.Chunk is not null) Writer.RequireWithin(node.Table, node.Chunk, _changed);
            Writer.Update(node.Table, _targets.LocationsOf(batch), _changed, keysStay: !node.ChangesKey);
            _checks.TestViews(_changed, batch);
            RowsAffected += batch.Length;
            Return(batch);
        }

        memory.Dispose();
    }
}

/// <summary>DELETE. A row that the source brings more than once is deleted, and returned, once.</summary>
internal sealed class DeleteStream(DeleteNode node, QueryContext context) : ModificationStream(node.Returning, node.Output, context)
{
    private readonly RowTargets _targets = new(node.RowId, node.ChunkOid);

    /// <inheritdoc />
    protected override void Execute()
    {
        using (var source = OpenSource(node.Source))
        {
            while (source.Next() is { } batch)
            {
                if (_targets.FirstTime(batch) is not { } fresh) continue;
                RowsAffected += fresh.Length;
                Return(fresh);
            }
        }

        _targets.Delete(node.Table, Writer);
    }
}

/// <summary>The rows that an UPDATE or DELETE is about, each once.</summary>
internal sealed class RowTargets(int rowId, int chunkOid)
{
    private readonly GroupKeys _seen = new([SqlTypes.Int8, SqlTypes.Int8], groupsNulls: true);
    private readonly Dictionary<uint, List<long>> _byChunk = [];
    private readonly SubBatch _fresh = new();

    /// <summary>The rows of a batch that were not there before; null for none.</summary>
    public Batch? FirstTime(Batch batch)
    {
        var ids = batch.Column(rowId);
        var chunks = batch.Column(chunkOid);
        var groups = new int[batch.Length];
        var next = _seen.Count;
        _seen.Assign([ids, chunks], groups);
        var kept = 0;
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] != next) continue;
            next++;
            groups[kept++] = row;
            var chunk = (uint)VectorAccess.Get<long>(chunks, row);
            if (!_byChunk.TryGetValue(chunk, out var list)) _byChunk[chunk] = list = [];
            list.Add(VectorAccess.Get<long>(ids, row));
        }

        return kept == 0 ? null : kept == batch.Length ? batch : _fresh.Of(batch, groups.AsSpan(0, kept));
    }

    /// <summary>Where the rows of a batch lie.</summary>
    public RowLocation[] LocationsOf(Batch batch)
    {
        var ids = batch.Column(rowId);
        var chunks = batch.Column(chunkOid);
        var locations = new RowLocation[batch.Length];
        for (var row = 0; row < locations.Length; row++) locations[row] = new RowLocation((uint)VectorAccess.Get<long>(chunks, row), VectorAccess.Get<long>(ids, row));
        return locations;
    }

    /// <summary>Takes them all out, because new versions follow.</summary>
    public void Replace(Catalog.Table table, ITableWriter writer, LockStrength strength)
    {
        foreach (var (chunk, ids) in _byChunk) writer.Replace(table, chunk, ids.ToArray(), strength);
    }

    /// <summary>Deletes them all.</summary>
    public void Delete(Catalog.Table table, ITableWriter writer)
    {
        foreach (var (chunk, ids) in _byChunk) writer.Delete(table, chunk, ids.ToArray());
    }
}
