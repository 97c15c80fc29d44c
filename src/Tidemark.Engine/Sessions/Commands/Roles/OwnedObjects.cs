using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>REASSIGN OWNED and DROP OWNED.</summary>
internal static class OwnedObjects
{
    public static CommandResult Reassign(ReassignOwnedStatement statement, SessionContext session)
    {
        session.RequireWritable("REASSIGN OWNED");
        var owner = Owners.NameOf(statement.NewOwner, session);
        var roles = statement.Roles.Select(r => Owners.NameOf(r, session)).ToHashSet();
        foreach (var role in roles.Append(owner)) RequireMember(role, "permission denied to reassign objects", session);
        foreach (var value in session.Catalog.Objects.Where(o => roles.Contains(o.Owner) && o is SchemaObject or Schema or UserRoutine).ToList())
        {
            session.Transaction.Put(value with { Owner = owner });
        }

        return "REASSIGN OWNED";
    }

    public static CommandResult Drop(DropOwnedStatement statement, SessionContext session)
    {
        session.RequireWritable("DROP OWNED");
        var roles = statement.Roles.Select(r => Owners.NameOf(r, session)).ToHashSet();
        foreach (var role in roles) RequireMember(role, "permission denied to drop objects", session);
        Revoke(roles, session);
        var owned = session.Catalog.Relations.Where(r => roles.Contains(r.Owner) && r is Table or View or Sequence { OwnerTable: 0 }).OrderBy(r => r.Oid).ToList();
        var routines = session.Catalog.Routines.Where(r => roles.Contains(r.Owner)).OrderBy(r => r.Oid).ToList();
        var schemas = session.Catalog.Schemas.Where(s => roles.Contains(s.Owner)).ToList();
        var going = owned.Select(o => o.Oid).Concat(routines.Select(r => r.Oid)).ToHashSet();
        var dependents = owned.SelectMany(o => Dependencies.Of(o, session, going)).ToList();
        dependents.AddRange(routines.SelectMany(r => RoutineDependents.Of(r, session, going)));
        Dependencies.Drop(null, dependents, statement.Cascade, session);
        foreach (var value in owned)
        {
            if (session.Catalog.Find(value.Oid) is SchemaObject current) DropObjects.Drop(current, session);
        }

        foreach (var routine in routines) session.Transaction.Remove(routine.Oid);
        foreach (var schema in schemas) DropObjects.DropSchema(schema, statement.Cascade, session);
        return "DROP OWNED";
    }

    /// <summary>What an object is called where a role cannot be dropped because of it; null where it does not depend on the role.</summary>
    public static string? DependsOn(CatalogObject value, string role, SessionContext session)
    {
        var what = value switch
        {
            DefaultPrivileges { Kind: var kind } => $"default privileges on new {kind switch { 'r' => "relations", 'S' => "sequences", 'f' => "functions", _ => "schemas" }} belonging to role {value.Owner}",
            Chunk or Catalog.Index or Sequence { OwnerTable: > 0 } => null,
            SchemaObject relation => Dependencies.Describe(relation, session),
            UserRoutine routine => RoutineSignatures.Describe(routine, session),
            Schema => $"schema {value.Name}",
            _ => null,
        };
        if (what is null) return null;
        if (value is DefaultPrivileges) return value.Owner == role ? $"owner of {what}" : null;
        if (value.Owner == role) return $"owner of {what}";
        return value.Acl is { } acl && acl.Any(i => i.Grantee == role || i.Grantor == role) ? $"privileges for {what}" : null;
    }

    private static void Revoke(HashSet<string> roles, SessionContext session)
    {
        foreach (var value in session.Catalog.Objects.ToList())
        {
            if (value is DefaultPrivileges && roles.Contains(value.Owner)) session.Transaction.Remove(value.Oid);
            else if (value.Acl is { } acl && acl.Any(i => roles.Contains(i.Grantee) && i.Grantee != value.Owner))
                session.Transaction.Put(value with { Acl = acl.RemoveAll(i => roles.Contains(i.Grantee) && i.Grantee != value.Owner) });
        }
    }

    private static void RequireMember(string role, string message, SessionContext session)
    {
        if (Privileges.IsSuperuser(session) || Acls.RolesOf(session.CurrentUser, session.Instance.Catalog).Contains(role)) return;
        throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = message });
    }
}
