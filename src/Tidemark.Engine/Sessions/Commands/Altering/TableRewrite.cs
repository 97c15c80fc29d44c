using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// Writes all rows of a table anew, into storage of their own, because columns get other values or another representation. The rows keep their order; rows of a hypertable
/// stay in their chunks, unless a partitioning column changes: then they are divided anew.
/// </summary>
internal static class TableRewrite
{
    /// <summary>Rewrites the rows.</summary>
    /// <returns>The table with its new storage.</returns>
    public static Table Run(TableAlteration alteration, Table after)
    {
        var session = alteration.Session;
        var before = alteration.Before;
        after = after with { Columns = [.. after.Columns.Select(c => c with { Missing = null })] };
        var layout = TableLayout.Of(after, [.. alteration.Draft.Indexes]);
        if (before.Hypertable is null)
        {
            after = after with { StorageId = session.Database.NextStorageId() };
            session.Transaction.CreateStorage(after.StorageId, layout);
            Copy(alteration, after, null, rows => session.Transaction.Append(after.StorageId, rows));
            session.Transaction.DropStorage(before.StorageId);
            return after;
        }

        var chunks = session.Catalog.ChunksOf(before.Oid).All.ToList();
        var movesRows = false;
        if (before.Hypertable.Dimensions.Any(d => alteration.NewValues.ContainsKey(d.Column)))
        {
            var router = new ChunkRouter(session, after);
            foreach (var chunk in chunks) Copy(alteration, after, chunk, rows => movesRows |= !router.HoldsAll(chunk, rows));
        }

        if (movesRows)
        {
            // The new rows wait in storage of their own until the old chunks are gone, whose slices are no longer those of their rows.
            var waiting = session.Database.NextStorageId();
            session.Transaction.CreateStorage(waiting, layout);
            foreach (var chunk in chunks) Copy(alteration, after, chunk, rows => session.Transaction.Append(waiting, rows));
            session.Transaction.Put(after);
            foreach (var chunk in chunks) session.Transaction.Remove(chunk.Oid);
            Divide(session.Transaction.View(waiting), after, session);
            session.Transaction.DropStorage(waiting);
        }
        else
        {
            foreach (var chunk in chunks)
            {
                var rewritten = chunk with { StorageId = session.Database.NextStorageId() };
                session.Transaction.CreateStorage(rewritten.StorageId, TableLayout.Of(after, [.. alteration.Draft.Indexes], chunk.Columnstore));
                Copy(alteration, after, chunk, rows => session.Transaction.Append(rewritten.StorageId, rows));
                session.Transaction.Put(rewritten);
            }
        }

        foreach (var chunk in chunks) session.Transaction.DropStorage(chunk.StorageId);
        return after;
    }

    private static void Divide(ChunkView rows, Table table, SessionContext session)
    {
        var router = new ChunkRouter(session, table);
        var request = new ScanRequest { ColumnIds = [.. table.LiveColumns.Select(c => c.Number)] };
        var batch = new Batch();
        using var scanner = new ChunkScanner(request);
        foreach (var morsel in rows.Morsels(request))
        {
            session.ThrowIfCancelled();
            scanner.Start(morsel);
            while (scanner.Next(batch)) router.Append(batch);
        }
    }

    private static void Copy(TableAlteration alteration, Table after, Chunk? chunk, Action<Batch> append)
    {
        var session = alteration.Session;
        var binder = session.NewBinder();
        var scan = binder.ScanOf(alteration.Before, chunk, alteration.Before.Name);
        var old = scan.Columns.ToDictionary(c => c.Number, c => c.Output);
        var items = after.LiveColumns.Select(column =>
        {
            if (alteration.NewValues.TryGetValue(column.Number, out var value) || alteration.NewDefaults.TryGetValue(column.Number, out value))
                return new ProjectItem(value(binder, scan.Output), binder.NewColumn(column.Name, column.Type));
            return old.TryGetValue(column.Number, out var kept)
                ? new ProjectItem(kept.Reference, kept)
                : new ProjectItem(Constants.Null(column.Type), binder.NewColumn(column.Name, column.Type));
        }).ToList();
        var (rows, columns) = binder.ComputeGenerated(after, new Project(scan, [.. items]), [.. items.Select(i => i.Output)]);
        var query = new BoundQuery(new Project(rows, [.. columns.Select(c => new ProjectItem(c.Reference, c))]));
        using var stream = Operators.Open(Plans.Make(query, session).Root, Plans.Context(session, [], inOrder: true));
        while (stream.Next() is { } batch)
        {
            session.ThrowIfCancelled();
            append(StoredRows.Of(after, batch));
        }
    }
}
