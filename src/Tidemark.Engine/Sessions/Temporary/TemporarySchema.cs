using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Temporary;

/// <summary>
/// The schema of a session's temporary relations, called pg_temp by the session. Its objects lie in the catalog like all others; they go with the session, or when the database is
/// opened again after a crash.
/// </summary>
internal sealed class TemporarySchema(SessionContext session)
{
    private const string Prefix = "pg_temp_";

    // Whether the session ever made it. It may be gone again, by a rollback or because the session ends.
    private bool _isMade;

    /// <summary>Its name.</summary>
    public string Name { get; } = Prefix + session.Session.ProcessId;

    /// <summary>Whether it is there.</summary>
    public bool Exists => _isMade && session.Catalog.FindSchema(Name) is not null;

    /// <summary>Whether a schema is one of temporary relations.</summary>
    public static bool Is(string schema) => schema.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The schema that a name means: pg_temp is the session's own.</summary>
    public string Resolve(string schema) => schema == "pg_temp" ? Name : schema;

    /// <summary>Its name, once it is there.</summary>
    public string Make()
    {
        if (!Exists) session.Transaction.Put(new Schema { Oid = session.Database.NextOid(), Name = Name });
        _isMade = true;
        return Name;
    }

    /// <summary>What ON COMMIT says: rows are deleted, tables dropped.</summary>
    public void BeforeCommit()
    {
        if (!_isMade || session.Current is not { } transaction) return;
        foreach (var table in Relations().OfType<Table>().Where(t => t.OnCommit is OnCommitAction.Drop or OnCommitAction.DeleteRows).ToList())
        {
            if (session.Catalog.Find(table.Oid) is null) continue;
            if (table.OnCommit == OnCommitAction.Drop) Drop(table);
            else if (transaction.View(table.StorageId).RowCount > 0) transaction.TruncateStorage(table.StorageId);
        }
    }

    /// <summary>DISCARD TEMP.</summary>
    public void Discard()
    {
        if (!Exists) return;
        foreach (var relation in Relations())
        {
            if (session.Catalog.Find(relation.Oid) is SchemaObject current) Drop(current);
        }
    }

    /// <summary>The session ends: all of it goes.</summary>
    public void End()
    {
        if (!_isMade || session.Database.Store.Stopped is not null) return;
        try
        {
            if (!Exists) return;
            Discard();
            session.Transaction.Remove(session.Catalog.FindSchema(Name)!.Oid);
            session.Commit();
        }
        catch (SqlException)
        {
            // What cannot be removed now is removed when the database is opened the next time.
            session.Rollback();
        }
    }

    /// <summary>Removes what sessions left that did not end, in a database that nobody uses yet.</summary>
    public static void RemoveLeftovers(Database database)
    {
        var catalog = (CatalogSnapshot)database.Store.Root.Companion!;
        if (!catalog.Schemas.Any(s => Is(s.Name))) return;
        var transaction = database.Begin(new LockGroup(0));
        foreach (var relation in catalog.Relations.Where(r => Is(r.Schema)))
        {
            if (relation is Table { StorageId: > 0 } table) transaction.DropStorage(table.StorageId);
            transaction.Remove(relation.Oid);
        }

        foreach (var routine in catalog.Routines.Where(r => Is(r.Schema))) transaction.Remove(routine.Oid);
        foreach (var schema in catalog.Schemas.Where(s => Is(s.Name))) transaction.Remove(schema.Oid);
        transaction.Commit(Durability.Async);
    }

    private void Drop(SchemaObject relation)
    {
        foreach (var dependent in Dependencies.Of(relation, session, [relation.Oid]).ToList()) dependent.Drop();
        if (session.Catalog.Find(relation.Oid) is SchemaObject current and not Catalog.Index) DropObjects.Drop(current, session);
    }

    private List<SchemaObject> Relations() => [.. session.Catalog.Relations.Where(r => r.Schema == Name).OrderBy(r => r.Oid)];
}
