namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>What goes on at present: pg_stat_activity and pg_locks.</summary>
internal static class PgActivity
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(12_220, "pg_catalog.pg_stat_activity",
            """
            datid oid, datname name, pid int4, leader_pid int4, usesysid oid, usename name, application_name text, client_addr text, client_hostname text, client_port int4,
            backend_start timestamptz, xact_start timestamptz, query_start timestamptz, state_change timestamptz, wait_event_type text, wait_event text, state text, backend_xid xid,
            backend_xmin xid, query_id int8, query text, backend_type text
            """, static (context, rows) =>
            {
                foreach (var session in context.Service<ISessionMonitor>().Activity())
                {
                    rows.Add(DatabaseOid(context, session.Database)).Add(session.Database).Add(session.ProcessId).Null().Add(context.Shared.FindRole(session.User)?.Oid ?? 0).Add(session.User)
                        .Add(session.ApplicationName).Null(3);
                    Time(rows, session.BackendStart);
                    Time(rows, session.TransactionStart);
                    Time(rows, session.QueryStart);
                    Time(rows, session.StateChange);
                    rows.Add(session.WaitType).Add(session.WaitEvent).Add(session.State).Null(3).Add(session.Query).Add("client backend").End();
                }
            }, isView: true);
        yield return SystemTable.Define(12_222, "pg_catalog.pg_cursors", "name text, statement text, is_holdable bool, is_binary bool, is_scrollable bool, creation_time timestamptz", static (context, rows) =>
        {
            foreach (var cursor in context.Service<ICursors>().List())
            {
                rows.Add(cursor.Name).Add(cursor.Statement).Add(cursor.IsHoldable).Add(cursor.IsBinary).Add(cursor.IsScrollable).Add(cursor.CreationTime).End();
            }
        }, isView: true);
        yield return SystemTable.Define(12_223, "pg_catalog.pg_prepared_statements",
            "name text, statement text, prepare_time timestamptz, parameter_types regtype[], from_sql bool, generic_plans int8, custom_plans int8", static (context, rows) =>
            {
                foreach (var statement in context.Service<IPreparedStatements>().List())
                {
                    rows.Add(statement.Name).Add(statement.Statement).Add(statement.PrepareTime).Add(statement.ParameterTypes).Add(statement.IsFromSql).Add(statement.Runs).Add(0).End();
                }
            }, isView: true);
        yield return SystemTable.Define(12_221, "pg_catalog.pg_locks",
            """
            locktype text, database oid, relation oid, page int4, tuple int2, virtualxid text, transactionid xid, classid oid, objid oid, objsubid int2, virtualtransaction text, pid int4,
            mode text, granted bool, fastpath bool, waitstart timestamptz
            """, static (context, rows) =>
            {
                var database = DatabaseOid(context, context.DatabaseName);
                foreach (var held in context.Service<ISessionMonitor>().Locks())
                {
                    rows.Add(held.Type);
                    if (held.TransactionId is null) rows.Add(database);
                    else rows.Null();
                    Number(rows, held.Relation);
                    rows.Null(3);
                    Number(rows, held.TransactionId);
                    Number(rows, held.Advisory?.High);
                    Number(rows, held.Advisory?.Low);
                    Number(rows, held.Advisory?.Sub);
                    rows.Add($"{held.ProcessId}/{held.Owner}").Add(held.ProcessId).Add(held.Mode).Add(held.IsGranted).Add(false);
                    Time(rows, held.WaitStart is { } since ? (since - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks / TimeSpan.TicksPerMicrosecond : null);
                    rows.End();
                }
            }, isView: true);
    }

    private static long DatabaseOid(FunctionContext context, string name) => context.Shared.FindDatabase(name)?.Oid ?? 0;

    private static void Time(SystemRows rows, long? time) => Number(rows, time);

    private static void Number(SystemRows rows, long? value)
    {
        if (value is { } known) rows.Add(known);
        else rows.Null();
    }
}
