using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>Whether the current role may do what it asks for; 42501 where it may not.</summary>
internal static class Privileges
{
    /// <summary>Whether the current role may do anything.</summary>
    public static bool IsSuperuser(SessionContext session) => session.Instance.Catalog.FindRole(session.CurrentUser) is { IsSuperuser: true };

    /// <summary>Whether the current role may do what the owner may.</summary>
    public static bool IsOwner(CatalogObject value, SessionContext session) => Acls.IsOwner(value, session.CurrentUser, session.Instance.Catalog);

    /// <summary>Fails where the current role is not the owner.</summary>
    public static void RequireOwner(CatalogObject value, SessionContext session)
    {
        // A chunk or an index is its table's.
        var owned = value switch
        {
            Chunk chunk => session.Catalog.Find(chunk.TableOid) ?? value,
            _ => value,
        };
        if (IsOwner(owned, session)) return;
        throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must be owner of {Word(value)} {value.Name}" });
    }

    /// <summary>Fails where the current role is not the owner of a hypertable, or of what is to become one.</summary>
    public static void RequireHypertableOwner(SchemaObject table, SessionContext session)
    {
        if (!IsOwner(table, session)) throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must be owner of hypertable \"{table.Name}\"" });
    }

    /// <summary>Fails where the current role is not the owner of a continuous aggregate.</summary>
    public static void RequireAggregateOwner(View view, SessionContext session)
    {
        if (!IsOwner(view, session)) throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must be owner of continuous aggregate \"{view.Name}\"" });
    }

    /// <summary>Fails where the current role does not belong to the owner of a job.</summary>
    public static void RequireJobOwner(Job job, string verb, SessionContext session)
    {
        if (IsOwner(job, session)) return;
        throw new SqlException(new SqlError
        {
            State = SqlState.InsufficientPrivilege,
            Message = verb == "delete" ? $"insufficient permissions to delete job owned by \"{job.Owner}\"" : $"insufficient permissions to {verb} job {job.Id}",
            Detail = verb == "delete" ? null : $"Job {job.Id} is owned by role \"{job.Owner}\" but user \"{session.CurrentUser}\" does not belong to that role.",
        });
    }

    /// <summary>Fails where the current role lacks a privilege.</summary>
    public static void Require(CatalogObject value, char letter, SessionContext session) => Require(value, letter, session.CurrentUser, session);

    /// <summary>Fails where a role lacks a privilege.</summary>
    public static void Require(CatalogObject value, char letter, string role, SessionContext session, int position = 0)
    {
        if (Acls.Has(value is Chunk chunk ? session.Catalog.Find(chunk.TableOid) ?? value : value, role, letter, session.Instance.Catalog)) return;
        throw Denied(value).At(position == 0 ? null : position);
    }

    /// <summary>Fails where the current role may not create in a schema.</summary>
    public static void RequireCreation(string schema, int position, SessionContext session)
    {
        if (session.Catalog.FindSchema(schema) is not { } found || Temporary.TemporarySchema.Is(schema) || IsDatabaseOwner(found, session)) return;
        Require(found, 'C', session.CurrentUser, session, position);
    }

    /// <summary>Fails where what was bound touches something that the role may not touch. What views read is for their owners to read.</summary>
    public static void Check(Binder binder, SessionContext session)
    {
        if (IsSuperuser(session) && binder.Accesses.TrueForAll(a => a.Role is null || a.Role == session.CurrentUser)) return;
        foreach (var access in binder.Accesses)
        {
            if (access.SchemaName is { } schema && access.Role is null && session.Catalog.FindSchema(schema) is { } named && !Temporary.TemporarySchema.Is(schema)) Require(named, 'U', session.CurrentUser, session, access.Position);
            Require(access.Relation, access.Letter, access.Role ?? session.CurrentUser, session);
        }

        foreach (var oid in binder.Functions.UsedRoutines.Concat(binder.InlinedRoutines))
        {
            if (session.Catalog.Find<UserRoutine>(oid) is { } routine) Require(routine, 'X', session);
        }
    }

    /// <summary>42501 for an object.</summary>
    public static SqlException Denied(CatalogObject value) =>
        new(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"permission denied for {Word(value)} {value.Name}" });

    /// <summary>The kind of an object in messages.</summary>
    public static string Word(CatalogObject value) => value switch
    {
        Sequence => "sequence",
        View => "view",
        Table { Materialized: not null } => "materialized view",
        Catalog.Index => "index",
        SchemaObject => "table",
        Schema => "schema",
        UserRoutine { IsProcedure: true } => "procedure",
        UserRoutine => "function",
        DatabaseEntry => "database",
        _ => "object",
    };

    // Who owns the database owns its schema public.
    private static bool IsDatabaseOwner(Schema schema, SessionContext session) =>
        schema.Oid == CatalogBootstrap.PublicOid && session.Instance.Catalog.FindDatabase(session.Database.Name) is { } database && IsOwner(database, session);
}
