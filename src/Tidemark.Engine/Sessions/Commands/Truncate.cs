using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>TRUNCATE. A hypertable loses its chunks, as in TimescaleDB.</summary>
internal static class Truncate
{
    public static CommandResult Execute(TruncateStatement statement, SessionContext session)
    {
        session.RequireWritable("TRUNCATE TABLE");
        foreach (var target in statement.Tables)
        {
            switch (session.GetRelation(target.Name))
            {
                case Table found:
                    session.Lock(found.Oid, TableLockMode.Exclusive);
                    TruncateTable(session.GetTable(target.Name), statement.RestartIdentity, session);
                    break;
                case Chunk chunk:
                    session.Lock(chunk.TableOid, TableLockMode.Exclusive);
                    session.Transaction.TruncateStorage(chunk.StorageId);
                    break;
                default:
                    throw CatalogErrors.WrongKind(target.Name.Object, "a table");
            }
        }

        return "TRUNCATE TABLE";
    }

    private static void TruncateTable(Table table, bool restartIdentity, SessionContext session)
    {
        if (table.Hypertable is null) session.Transaction.TruncateStorage(table.StorageId);
        foreach (var chunk in session.Catalog.ChunksOf(table.Oid).All) DropObjects.Drop(chunk, session);
        if (!restartIdentity) return;
        foreach (var sequence in session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == table.Oid)) session.Database.Sequences.Set(sequence, sequence.Start, isCalled: false);
    }
}
