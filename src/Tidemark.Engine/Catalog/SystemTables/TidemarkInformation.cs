using Tidemark.Storage;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>tidemark_information: what TimescaleDB has no view for.</summary>
internal static class TidemarkInformation
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(12_600, "tidemark_information.activity",
            """
            id int8, kind text, state text, table_schema name, table_name name, chunk_schema name, chunk_name name, started_at timestamptz, ended_at timestamptz,
            rows_done int8, rows_total int8, bytes_read int8, bytes_written int8, error text
            """, Activity, isView: true);
        yield return SystemTable.Define(12_601, "tidemark_information.storage",
            """
            table_schema name, table_name name, chunk_schema name, chunk_name name, segments int8, runs int8, segment_rows int8, deleted_rows int8, segment_bytes int8,
            memory_rows int8, memory_bytes int8
            """, Storage, isView: true);
    }

    private static void Activity(FunctionContext context, SystemRows rows)
    {
        var owners = context.Catalog.Relations.Select(r => (Id: StorageOf(r), Relation: r)).Where(r => r.Id != 0).ToDictionary(r => r.Id, r => r.Relation);
        foreach (var task in context.Service<ActivityLog>().List())
        {
            var relation = task.Relation != 0 ? context.Catalog.Find<SchemaObject>(task.Relation) : owners.GetValueOrDefault(task.StorageId);
            rows.Add(task.Id).Add(task.Kind).Add(task.State.ToString().ToLowerInvariant());
            Names(context, relation, rows);
            rows.Add(Microseconds(task.StartedAt));
            if (task.EndedAt is { } ended) rows.Add(Microseconds(ended));
            else rows.Null();
            rows.Add(task.RowsDone);
            if (task.RowsTotal is { } total) rows.Add(total);
            else rows.Null();
            rows.Add(task.BytesRead).Add(task.BytesWritten).Add(task.Error?.Message).End();
        }
    }

    private static void Storage(FunctionContext context, SystemRows rows)
    {
        var sizes = context.Service<IStorageSizes>();
        foreach (var relation in context.Catalog.Relations.OrderBy(r => r.Oid))
        {
            if (StorageOf(relation) is not (not 0 and var id) || sizes.FiguresOf(id) is not { } figures) continue;
            Names(context, relation, rows);
            rows.Add(figures.Segments).Add(figures.Runs).Add(figures.SegmentRows).Add(figures.DeletedRows).Add(figures.SegmentBytes).Add(figures.TailRows).Add(figures.TailBytes).End();
        }
    }

    // Schema and name of a table, then of its chunk, as far as it is one.
    private static void Names(FunctionContext context, SchemaObject? relation, SystemRows rows)
    {
        var chunk = relation as Chunk;
        var table = chunk is null ? relation : context.Catalog.Find<Table>(chunk.TableOid);
        rows.Add(table?.Schema).Add(table?.Name).Add(chunk?.Schema).Add(chunk?.Name);
    }

    private static long StorageOf(SchemaObject relation) => relation switch
    {
        Table table => table.StorageId,
        Chunk chunk => chunk.StorageId,
        _ => 0,
    };

    private static long Microseconds(DateTimeOffset time) => (time - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
