using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER ROLE ... RENAME TO. Objects name their owners, so that those of all databases are written anew.</summary>
internal static class RenameRole
{
    public static CommandResult Execute(RenameStatement statement, SessionContext session)
    {
        var (old, name) = (statement.Name.Object, statement.NewName);
        var shared = session.Instance.Catalog;
        var role = shared.FindRole(old) ?? throw CatalogErrors.Undefined("role", old);
        if (old == session.User) throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "session user cannot be renamed" });
        if (old == session.CurrentUser) throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "current user cannot be renamed" });
        if (name is "none" or "public") throw Reserved(name, null);
        if (name.StartsWith("pg_", StringComparison.Ordinal)) throw Reserved(name, "Role names starting with \"pg_\" are reserved.");
        if (shared.FindRole(name) is not null) throw new SqlException(new SqlError { State = SqlState.DuplicateObject, Message = $"role \"{name}\" already exists" });
        var current = shared.FindRole(session.CurrentUser);
        if (role.IsSuperuser && current is not { IsSuperuser: true }) throw Denied("must be superuser to rename superusers");
        if (current is not ({ IsSuperuser: true } or { CanCreateRoles: true })) throw Denied("permission denied to rename role");
        if (role.Oid == CatalogBootstrap.PostgresRoleOid) throw InternalErrors.NotSupported($"renaming the role {old}", statement.Position);

        foreach (var database in shared.Objects.OfType<DatabaseEntry>())
        {
            try
            {
                session.Instance.ChangeIn(database.Name, transaction => Rewrite(transaction, old, name));
            }
            catch (SqlException gone) when (gone.State == SqlState.InvalidCatalogName)
            {
                // A database that was dropped meanwhile names nobody.
            }
        }

        session.Instance.ChangeShared(transaction =>
        {
            transaction.Put(transaction.Catalog.FindRole(old)! with { Name = name });
            foreach (var member in transaction.Catalog.Roles.Where(r => r.MemberOf.Any(m => m.Role == old || m.Grantor == old)).ToList())
            {
                transaction.Put(member with { MemberOf = [.. member.MemberOf.Select(m => m with { Role = Renamed(m.Role), Grantor = Renamed(m.Grantor) })] });
            }

            foreach (var stored in transaction.Catalog.Objects.OfType<StoredSettings>().Where(s => s.Role == old).ToList()) transaction.Put(stored with { Name = $"{name}/{stored.Database}", Role = name });
            Rewrite(transaction, old, name);
        });
        return "ALTER ROLE";

        string Renamed(string known) => known == old ? name : known;
    }

    private static void Rewrite(Transactions.Transaction transaction, string old, string name)
    {
        foreach (var value in transaction.Catalog.Objects.Where(o => o.Owner == old || Names(o.Acl) || (o is DefaultPrivileges d && Names(d.Items))).ToList())
        {
            var renamed = value with { Owner = value.Owner == old ? name : value.Owner, Acl = value.Acl is { } acl ? Renamed(acl) : null };
            transaction.Put(renamed is DefaultPrivileges defaults ? defaults with { Name = $"{defaults.Owner}.{defaults.Schema}.{defaults.Kind}", Items = Renamed(defaults.Items) } : renamed);
        }

        bool Names(ImmutableArray<AclItem>? acl) => acl is { } items && items.Any(i => i.Grantee == old || i.Grantor == old);

        ImmutableArray<AclItem> Renamed(ImmutableArray<AclItem> acl) =>
            [.. acl.Select(i => i with { Grantee = i.Grantee == old ? name : i.Grantee, Grantor = i.Grantor == old ? name : i.Grantor })];
    }

    private static SqlException Reserved(string name, string? detail) => new(new SqlError { State = SqlState.ReservedName, Message = $"role name \"{name}\" is reserved", Detail = detail });

    private static SqlException Denied(string message) => new(new SqlError { State = SqlState.InsufficientPrivilege, Message = message });
}
