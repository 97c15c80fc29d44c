using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>OWNER TO.</summary>
internal static class Owners
{
    /// <summary>ALTER ... OWNER TO for what ALTER TABLE does not cover.</summary>
    public static CommandResult Execute(ChangeOwnerStatement statement, SessionContext session)
    {
        var tag = $"ALTER {AlteredRelation.Words(statement.Kind).ToUpperInvariant()}";
        session.RequireWritable(tag);
        if (statement.Function is not null) return AlterRoutine.ChangeOwner(statement, session);
        if (statement.Kind is ObjectKind.Type or ObjectKind.Domain)
        {
            session.Transaction.Put(TypeCommands.Get(statement.Name, session) with { Owner = NameOf(statement.Owner, session) });
            return tag;
        }

        if (statement.Kind != ObjectKind.Schema) throw InternalErrors.NotSupported($"{tag} OWNER TO", statement.Position);
        session.Lock(new Locks.LockTarget(0, statement.Name.Object), Locks.TableLockMode.AccessExclusive);
        var schema = session.Catalog.FindSchema(statement.Name.Object) ?? throw CatalogErrors.NoSchema(statement.Name.Object);
        session.Transaction.Put(Give(schema, NewOwner(statement.Owner, schema, session)));
        return tag;
    }

    /// <summary>The role that a command names; 42704 where there is none.</summary>
    public static string NameOf(RoleName role, SessionContext session)
    {
        var name = role.Kind switch
        {
            RoleKind.CurrentRole or RoleKind.CurrentUser => session.CurrentUser,
            RoleKind.SessionUser => session.User,
            _ => role.Name,
        };
        return session.Instance.Catalog.FindRole(name) is null ? throw CatalogErrors.Undefined("role", name) : name;
    }

    /// <summary>The role that an object gets for an owner.</summary>
    public static string NewOwner(RoleName role, CatalogObject value, SessionContext session)
    {
        var name = NameOf(role, session);
        if (!Privileges.IsSuperuser(session) && !Acls.RolesOf(session.CurrentUser, session.Instance.Catalog, inheritedOnly: false).Contains(name))
            throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must be member of role \"{name}\"" });
        Privileges.RequireOwner(value, session);
        return name;
    }

    /// <summary>The grants of an object whose owner changes: what the old one granted, the new one has granted.</summary>
    public static T Give<T>(T value, string owner)
        where T : CatalogObject => value with
        {
            Owner = owner,
            Acl = value.Acl is { } acl ? Acls.Give(acl, value.Owner, owner) : null,
        };

    /// <summary>Gives what is part of a table to the table's new owner.</summary>
    public static void Follow(Table table, string owner, SessionContext session)
    {
        foreach (var index in session.Catalog.IndexesOf(table.Oid)) session.Transaction.Put(index with { Owner = owner });
        foreach (var chunk in session.Catalog.ChunksOf(table.Oid).All.ToList()) session.Transaction.Put(chunk with { Owner = owner });
        foreach (var sequence in session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == table.Oid).ToList()) session.Transaction.Put(sequence with { Owner = owner });
    }
}
