using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Rollups;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>TRUNCATE. A hypertable loses its chunks, as in TimescaleDB.</summary>
internal static class Truncate
{
    public static CommandResult Execute(TruncateStatement statement, SessionContext session)
    {
        session.RequireWritable("TRUNCATE TABLE");
        var tables = new List<Table>();
        foreach (var target in statement.Tables)
        {
            switch (session.GetRelation(target.Name))
            {
                case Table { Hypertable: not null } when target.IsOnly:
                    throw HypertableErrors.CannotTruncateOnly();
                case Table { Hypertable: not null } kept when session.Catalog.RollupOf(kept.Oid) is not null:
                    throw RollupErrors.KeptRowsTruncated();
                case Table { Materialized: null } found:
                    Privileges.Require(found, 'D', session);
                    session.Lock(found.Oid, TableLockMode.AccessExclusive);
                    tables.Add(session.GetTable(target.Name));
                    break;
                case View { Rollup: not null } when target.IsOnly:
                    throw RollupErrors.CannotTruncateOnly();
                case View { Rollup: { } rollup } view when session.Catalog.Find<Table>(rollup.TableOid) is { } kept:
                    Privileges.Require(view, 'D', session);
                    session.Lock(kept.Oid, TableLockMode.AccessExclusive);
                    tables.Add(session.Catalog.Find<Table>(kept.Oid)!);
                    session.Transaction.ChangeRollup(view.Oid, static c => c.WithNothingKept());
                    break;
                case Chunk chunk:
                    session.Lock(chunk.TableOid, TableLockMode.AccessExclusive);
                    if (chunk.IsFrozen) throw ChunkErrors.FrozenTruncate(chunk.Name);
                    RollupTracking.Dropped(chunk, session);
                    session.Transaction.TruncateStorage(chunk.StorageId);
                    break;
                default:
                    throw CatalogErrors.WrongKind(target.Name.Object, "a table");
            }
        }

        AddReferring(tables, statement.Cascade, session);
        foreach (var table in tables.DistinctBy(t => t.Oid)) TruncateTable(table, statement.RestartIdentity, session);
        return "TRUNCATE TABLE";
    }

    // Rows that point at a truncated table would point at nothing: their table goes empty too, or the command is refused.
    private static void AddReferring(List<Table> tables, bool cascade, SessionContext session)
    {
        var oids = tables.Select(t => t.Oid).ToHashSet();
        for (var i = 0; i < tables.Count; i++)
        {
            foreach (var (referring, _) in session.Catalog.ReferencesTo(tables[i].Oid).ToList())
            {
                if (oids.Contains(referring.Oid)) continue;
                if (!cascade) throw ForeignKeyErrors.CannotTruncate(referring.Name, tables[i].Name);
                session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"truncate cascades to table \"{referring.Name}\"" });
                session.Lock(referring.Oid, TableLockMode.AccessExclusive);
                oids.Add(referring.Oid);
                tables.Add(session.Catalog.Find<Table>(referring.Oid) ?? referring);
            }
        }
    }

    private static void TruncateTable(Table table, bool restartIdentity, SessionContext session)
    {
        if (table.Hypertable is null) session.Transaction.TruncateStorage(table.StorageId);
        RollupTracking.TouchAll(table, session);
        foreach (var chunk in session.Catalog.ChunksOf(table.Oid).All) DropObjects.Drop(chunk, session);
        if (!restartIdentity) return;
        foreach (var sequence in session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == table.Oid)) session.Database.Sequences.Set(sequence, sequence.Start, isCalled: false);
    }
}
