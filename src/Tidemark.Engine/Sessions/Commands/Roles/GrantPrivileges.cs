using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>GRANT and REVOKE of privileges, and ALTER DEFAULT PRIVILEGES.</summary>
internal static class GrantPrivileges
{
    public static CommandResult Execute(GrantStatement statement, SessionContext session)
    {
        var tag = statement.IsGrant ? "GRANT" : "REVOKE";
        session.RequireWritable(tag);
        var letters = GrantTargets.Letters(statement);
        var grantees = statement.Grantees.Select(g => NameOf(g, session)).ToList();
        if (statement.IsGrant && statement.GrantOption && grantees.Contains(""))
            throw new SqlException(new SqlError { State = SqlState.InvalidGrantOperation, Message = "grant options can only be granted to roles" });
        foreach (var value in GrantTargets.Of(statement, session))
        {
            var own = GrantTargets.Fitting(value, letters, statement.Privileges.IsEmpty);
            var (grantor, held) = Grantor(value, own, statement, session);
            if (held.Length == 0) continue;
            var acl = Acls.Of(value);
            foreach (var grantee in grantees)
            {
                acl = statement.IsGrant
                    ? Acls.Grant(acl, grantee, held, statement.GrantOption, grantor)
                    : Acls.Revoke(acl, grantee, held, statement.GrantOption, grantor, statement.Cascade) ?? throw DependentsExist();
            }

            Put(value with { Acl = acl }, session);
        }

        return tag;
    }

    public static CommandResult AlterDefaults(AlterDefaultPrivilegesStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER DEFAULT PRIVILEGES");
        var action = statement.Action;
        var letters = action.Privileges.IsEmpty ? DefaultLetters(action.Kind) : GrantTargets.Letters(action);
        var kind = action.Kind switch { ObjectKind.Table => 'r', ObjectKind.Sequence => 'S', ObjectKind.Schema => 'n', ObjectKind.Type => 'T', _ => 'f' };
        if (kind == 'T') throw InternalErrors.NotSupported("default privileges of types", statement.Position);
        var roles = statement.Roles.IsEmpty ? [session.CurrentUser] : statement.Roles.Select(r => NameOf(r, session)).ToList();
        foreach (var role in roles)
        {
            if (!Acls.RolesOf(session.CurrentUser, session.Instance.Catalog, inheritedOnly: false).Contains(role) && !Privileges.IsSuperuser(session))
                throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must be member of role \"{role}\"" });
            foreach (var schema in statement.Schemas.IsEmpty ? [""] : statement.Schemas.Select(s => s.Text))
            {
                if (schema.Length > 0 && session.Catalog.FindSchema(schema) is null) throw CatalogErrors.NoSchema(schema);
                Change(role, schema, kind, letters, action, session);
            }
        }

        return "ALTER DEFAULT PRIVILEGES";
    }

    /// <summary>A role in a list of grantees; empty for PUBLIC.</summary>
    public static string NameOf(RoleName role, SessionContext session) => role.Kind == RoleKind.Public ? "" : Owners.NameOf(role, session);

    private static string DefaultLetters(ObjectKind kind) => kind == ObjectKind.Table ? PrivilegeLetters.Table : GrantTargets.AllowedFor(kind);

    private static void Change(string role, string schema, char kind, string letters, GrantStatement action, SessionContext session)
    {
        var known = session.Catalog.Objects.OfType<DefaultPrivileges>().FirstOrDefault(d => d.Owner == role && d.Schema == schema && d.Kind == kind);
        var items = known?.Items ?? (schema.Length > 0 ? [] : InitialItems(kind, role));
        foreach (var grantee in action.Grantees.Select(g => NameOf(g, session)))
        {
            items = action.IsGrant ? Acls.Grant(items, grantee, letters, action.GrantOption, role) : Acls.Revoke(items, grantee, letters, action.GrantOption, role, action.Cascade) ?? throw DependentsExist();
        }

        var isInitial = schema.Length > 0 ? items.IsEmpty : items.SequenceEqual(InitialItems(kind, role));
        if (isInitial)
        {
            if (known is not null) session.Transaction.Remove(known.Oid);
            return;
        }

        session.Transaction.Put(new DefaultPrivileges { Oid = known?.Oid ?? session.Database.NextOid(), Name = $"{role}.{schema}.{kind}", Owner = role, Schema = schema, Kind = kind, Items = items });
    }

    private static ImmutableArray<AclItem> InitialItems(char kind, string role) => kind switch
    {
        'r' => [new AclItem(role, PrivilegeLetters.Table, "", role)],
        'S' => [new AclItem(role, PrivilegeLetters.Sequence, "", role)],
        'n' => [new AclItem(role, PrivilegeLetters.Schema, "", role)],
        _ => [new AclItem("", "X", "", role), new AclItem(role, "X", "", role)],
    };

    // Owners and superusers grant as the owner; others what they were given with the right to grant it on.
    private static (string Grantor, string Letters) Grantor(CatalogObject value, string letters, GrantStatement statement, SessionContext session)
    {
        if (Privileges.IsOwner(value, session)) return (value.Owner, letters);
        var shared = session.Instance.Catalog;
        var roles = Acls.RolesOf(session.CurrentUser, shared);
        var held = string.Concat(letters.Where(l => Acls.Has(value, session.CurrentUser, l, shared, withGrantOption: true)));
        if (held.Length == 0)
        {
            if (!PrivilegeLetters.Of(value).Any(l => Acls.Has(value, session.CurrentUser, l, shared))) throw Privileges.Denied(value);
            session.Notice(Warning(statement, $"no privileges {(statement.IsGrant ? "were granted" : "could be revoked")} for \"{value.Name}\""));
        }
        else if (held.Length < letters.Length && !statement.Privileges.IsEmpty)
        {
            session.Notice(Warning(statement, $"not all privileges {(statement.IsGrant ? "were granted" : "could be revoked")} for \"{value.Name}\""));
        }

        var grantor = Acls.Of(value).FirstOrDefault(i => roles.Contains(i.Grantee) && held.Any(i.Grantable.Contains))?.Grantee ?? session.CurrentUser;
        return (grantor, held);
    }

    private static SqlError Warning(GrantStatement statement, string message) => new()
    {
        Severity = Severity.Warning,
        State = statement.IsGrant ? SqlState.WarningPrivilegeNotGranted : SqlState.WarningPrivilegeNotRevoked,
        Message = message,
    };

    private static SqlException DependentsExist() =>
        new(new SqlError { State = SqlState.DependentObjectsStillExist, Message = "dependent privileges exist", Hint = "Use CASCADE to revoke them too." });

    private static void Put(CatalogObject value, SessionContext session)
    {
        if (value is DatabaseEntry) session.Instance.ChangeShared(transaction => transaction.Put(value));
        else session.Transaction.Put(value);
    }
}
