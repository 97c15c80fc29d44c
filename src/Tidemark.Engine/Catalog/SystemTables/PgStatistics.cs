using Tidemark.Storage;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>
/// The statistics views of tables, indexes, sequences and the database. What is known is there: which there are, their rows, who is connected. What PostgreSQL counts and Tidemark does not is null.
/// </summary>
internal static class PgStatistics
{
    private const string TableColumns =
        """
        relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd int8,
        n_live_tup int8, n_dead_tup int8, n_mod_since_analyze int8, n_ins_since_vacuum int8, last_vacuum timestamptz, last_autovacuum timestamptz, last_analyze timestamptz,
        last_autoanalyze timestamptz, vacuum_count int8, autovacuum_count int8, analyze_count int8, autoanalyze_count int8
        """;

    private const string TransactionColumns =
        "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd int8";

    private const string TableBlocks =
        """
        relid oid, schemaname name, relname name, heap_blks_read int8, heap_blks_hit int8, idx_blks_read int8, idx_blks_hit int8, toast_blks_read int8, toast_blks_hit int8, tidx_blks_read int8,
        tidx_blks_hit int8
        """;

    private const string IndexColumns = "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, idx_scan int8, idx_tup_read int8, idx_tup_fetch int8";
    private const string IndexBlocks = "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, idx_blks_read int8, idx_blks_hit int8";
    private const string SequenceBlocks = "relid oid, schemaname name, relname name, blks_read int8, blks_hit int8";

    // Each view comes three times: of all relations, of the system's and of users'.
    private static readonly (string Name, Func<SystemRelation, bool> Includes)[] s_kinds = [("all", static _ => true), ("sys", IsSystem), ("user", static r => !IsSystem(r))];

    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        var oid = 12_350u;
        foreach (var (kind, includes) in s_kinds)
        {
            yield return SystemTable.Define(oid++, $"pg_catalog.pg_stat_{kind}_tables", TableColumns, (context, rows) => FillTables(context, rows, includes), isView: true);
            yield return SystemTable.Define(oid++, $"pg_catalog.pg_stat_xact_{kind}_tables", TransactionColumns, (context, rows) => FillRelations(context, rows, includes, "rm", 8), isView: true);
            yield return SystemTable.Define(oid++, $"pg_catalog.pg_statio_{kind}_tables", TableBlocks, (context, rows) => FillRelations(context, rows, includes, "rm", 8), isView: true);
            yield return SystemTable.Define(oid++, $"pg_catalog.pg_stat_{kind}_indexes", IndexColumns, (context, rows) => FillIndexes(context, rows, includes, 3), isView: true);
            yield return SystemTable.Define(oid++, $"pg_catalog.pg_statio_{kind}_indexes", IndexBlocks, (context, rows) => FillIndexes(context, rows, includes, 2), isView: true);
            yield return SystemTable.Define(oid++, $"pg_catalog.pg_statio_{kind}_sequences", SequenceBlocks, (context, rows) => FillRelations(context, rows, includes, "S", 2), isView: true);
        }

        yield return SystemTable.Define(oid, "pg_catalog.pg_stat_database",
            """
            datid oid, datname name, numbackends int4, xact_commit int8, xact_rollback int8, blks_read int8, blks_hit int8, tup_returned int8, tup_fetched int8, tup_inserted int8, tup_updated int8,
            tup_deleted int8, conflicts int8, temp_files int8, temp_bytes int8, deadlocks int8, checksum_failures int8, checksum_last_failure timestamptz, blk_read_time float8,
            blk_write_time float8, session_time float8, active_time float8, idle_in_transaction_time float8, sessions int8, sessions_abandoned int8, sessions_fatal int8, sessions_killed int8,
            stats_reset timestamptz
            """, static (context, rows) =>
            {
                var sessions = context.Service<ISessionMonitor>().Activity();
                foreach (var database in context.Shared.Objects.OfType<DatabaseEntry>().OrderBy(d => d.Oid))
                    rows.Add(database.Oid).Add(database.Name).Add(sessions.Count(s => s.Database == database.Name)).Null(25).End();
            }, isView: true);
    }

    private static bool IsSystem(SystemRelation relation) => relation.Schema is "pg_catalog" or "information_schema" || relation.Schema.StartsWith("pg_toast", StringComparison.Ordinal);

    private static void FillTables(FunctionContext context, SystemRows rows, Func<SystemRelation, bool> includes)
    {
        foreach (var relation in SystemRelations.All(context).Where(r => r.Kind is 'r' or 'm' && includes(r)))
        {
            rows.Add(relation.Oid).Add(relation.Schema).Add(relation.Name).Null(8);
            if (FiguresOf(relation, context) is { } figures) rows.Add(figures.SegmentRows + figures.TailRows).Add(figures.DeletedRows);
            else rows.Add(0).Add(0);
            rows.Null(10).End();
        }
    }

    // A hypertable has no rows of its own: its chunks do.
    private static ChunkFigures? FiguresOf(SystemRelation relation, FunctionContext context) => relation.Object switch
    {
        Table { Hypertable: null } table => context.Service<IStorageSizes>().FiguresOf(table.StorageId),
        Chunk chunk => context.Service<IStorageSizes>().FiguresOf(chunk.StorageId),
        _ => null,
    };

    private static void FillRelations(FunctionContext context, SystemRows rows, Func<SystemRelation, bool> includes, string kinds, int counters)
    {
        foreach (var relation in SystemRelations.All(context).Where(r => kinds.Contains(r.Kind) && includes(r))) rows.Add(relation.Oid).Add(relation.Schema).Add(relation.Name).Null(counters).End();
    }

    private static void FillIndexes(FunctionContext context, SystemRows rows, Func<SystemRelation, bool> includes, int counters)
    {
        foreach (var relation in SystemRelations.All(context).Where(r => r.Kind == 'i' && includes(r)))
        {
            var table = (relation.Object as Index)!.TableOid;
            rows.Add(table).Add(relation.Oid).Add(relation.Schema).Add(context.Catalog.Find(table)?.Name).Add(relation.Name).Null(counters).End();
        }
    }
}
