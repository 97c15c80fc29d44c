using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE, ALTER and DROP ROLE. Roles belong to the instance and are changed at once, outside the session's transaction.</summary>
internal static class RoleCommands
{
    public static CommandResult Create(CreateRoleStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE ROLE");
        RequireCreateRole("permission denied to create role", session);
        if (statement.Options.Any(o => o.Name is "superuser" && IsTrue(o)) && !Privileges.IsSuperuser(session)) throw Denied("must be superuser to create superusers");
        if (statement.Name is "none" or "public") throw Reserved($"role name \"{statement.Name}\" is reserved");
        if (statement.Name.StartsWith("pg_", StringComparison.Ordinal)) throw Reserved($"role name \"{statement.Name}\" is reserved", "Role names starting with \"pg_\" are reserved.");
        session.Instance.ChangeShared(transaction =>
        {
            if (transaction.Catalog.FindRole(statement.Name) is not null)
            {
                throw new SqlException(new SqlError { State = SqlState.DuplicateObject, Message = $"role \"{statement.Name}\" already exists" });
            }

            var role = new Role { Oid = session.Instance.NextSharedOid(), Name = statement.Name, CanLogin = statement.Word == RoleWord.User };
            foreach (var option in statement.Options) role = Apply(role, option);
            transaction.Put(role);
            foreach (var group in statement.MemberOf) RoleMemberships.Add(NameOf(group, session), role.Name, withAdmin: false, transaction, session);
            foreach (var member in statement.Members) RoleMemberships.Add(role.Name, NameOf(member, session), withAdmin: false, transaction, session);
            foreach (var admin in statement.AdminMembers) RoleMemberships.Add(role.Name, NameOf(admin, session), withAdmin: true, transaction, session);
        });
        return "CREATE ROLE";
    }

    public static CommandResult Alter(AlterRoleStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER ROLE");
        var name = NameOf(statement.Role, session);
        session.Instance.ChangeShared(transaction =>
        {
            var role = transaction.Catalog.FindRole(name) ?? throw CatalogErrors.Undefined("role", name);
            RequireAlter(role, statement, session);
            foreach (var option in statement.Options) role = Apply(role, option);
            transaction.Put(role);
        });
        return "ALTER ROLE";
    }

    public static CommandResult Drop(DropRoleStatement statement, SessionContext session)
    {
        session.RequireWritable("DROP ROLE");
        RequireCreateRole("permission denied to drop role", session);
        foreach (var reference in statement.Roles)
        {
            var name = NameOf(reference, session);
            session.Instance.ChangeShared(transaction =>
            {
                if (transaction.Catalog.FindRole(name) is { } role)
                {
                    if (name == session.CurrentUser) throw new SqlException(new SqlError { State = SqlState.ObjectInUse, Message = "current user cannot be dropped" });
                    if (name == session.User) throw new SqlException(new SqlError { State = SqlState.ObjectInUse, Message = "session user cannot be dropped" });
                    if (role.Oid == CatalogBootstrap.PostgresRoleOid)
                        throw new SqlException(new SqlError { State = SqlState.DependentObjectsStillExist, Message = $"cannot drop role {name} because it is required by the database system" });
                    RequireUnused(name, session);
                    foreach (var member in transaction.Catalog.Roles.Where(r => r.MemberOf.Any(m => m.Role == name)).ToList())
                    {
                        transaction.Put(member with { MemberOf = member.MemberOf.RemoveAll(m => m.Role == name) });
                    }

                    foreach (var settings in transaction.Catalog.Objects.OfType<StoredSettings>().Where(s => s.Role == name).ToList()) transaction.Remove(settings.Oid);
                    transaction.Remove(role.Oid);
                }
                else if (statement.IfExists)
                {
                    session.Notice(CatalogErrors.Skipping(SqlState.UndefinedObject, $"role \"{name}\" does not exist"));
                }
                else
                {
                    throw CatalogErrors.Undefined("role", name);
                }
            });
        }

        return "DROP ROLE";
    }

    /// <summary>ALTER GROUP ... ADD and DROP USER.</summary>
    public static CommandResult AlterGroup(AlterGroupStatement statement, SessionContext session)
    {
        var grant = new GrantRoleStatement(statement.IsAdd, [new Name(NameOf(statement.Group, session))], statement.Members);
        RoleMemberships.Execute(grant, session);
        return "ALTER ROLE";
    }

    // What lies in other databases is not looked at: a role that owns something there leaves its name behind.
    private static void RequireUnused(string role, SessionContext session)
    {
        var uses = session.Catalog.Objects.Where(o => o.Owner == role || o.Acl is not null || o is DefaultPrivileges).OrderBy(o => o.Oid).Select(o => OwnedObjects.DependsOn(o, role, session)).OfType<string>().ToList();
        foreach (var database in session.Instance.Catalog.Objects.OfType<DatabaseEntry>().Where(d => d.Owner == role)) uses.Add($"owner of database {database.Name}");
        if (uses.Count == 0) return;
        throw new SqlException(new SqlError
        {
            State = SqlState.DependentObjectsStillExist,
            Message = $"role \"{role}\" cannot be dropped because some objects depend on it",
            Detail = string.Join('\n', uses),
        });
    }

    private static void RequireCreateRole(string message, SessionContext session)
    {
        if (session.Instance.Catalog.FindRole(session.CurrentUser) is { IsSuperuser: true } or { CanCreateRoles: true }) return;
        throw Denied(message);
    }

    private static void RequireAlter(Role role, AlterRoleStatement statement, SessionContext session)
    {
        var current = session.Instance.Catalog.FindRole(session.CurrentUser);
        if (current is { IsSuperuser: true }) return;
        if (role.IsSuperuser || statement.Options.Any(o => o.Name is "superuser")) throw Denied("must be superuser to alter superuser roles or change superuser attribute");

        // Everybody may change the password of his own.
        var isOwnPassword = role.Name == session.CurrentUser && statement.Options.All(o => o.Name == "password");
        if (current is not { CanCreateRoles: true } && !isOwnPassword) throw Denied("permission denied");
    }

    private static SqlException Denied(string message) => new(new SqlError { State = SqlState.InsufficientPrivilege, Message = message });

    private static SqlException Reserved(string message, string? detail = null) => new(new SqlError { State = SqlState.ReservedName, Message = message, Detail = detail });

    private static string NameOf(RoleName role, SessionContext session) => role.Kind switch
    {
        RoleKind.CurrentRole or RoleKind.CurrentUser => session.CurrentUser,
        RoleKind.SessionUser => session.User,
        _ => role.Name,
    };

    private static Role Apply(Role role, Option option) => option.Name switch
    {
        "superuser" => role with { IsSuperuser = IsTrue(option) },
        "canlogin" => role with { CanLogin = IsTrue(option) },
        "password" => role with { PasswordVerifier = option.Value is null ? null : Verifier(option.Value.Text) },

        "createdb" => role with { CanCreateDatabases = IsTrue(option) },
        "createrole" => role with { CanCreateRoles = IsTrue(option) },
        "inherit" => role with { Inherits = IsTrue(option) },
        "isreplication" => role with { CanReplicate = IsTrue(option) },
        "bypassrls" => role with { BypassesRowSecurity = IsTrue(option) },
        "connectionlimit" => role with { ConnectionLimit = int.Parse(option.Value!.Text, System.Globalization.CultureInfo.InvariantCulture) },
        "sysid" => role,
        _ => throw InternalErrors.NotSupported($"role option \"{option.Name}\"", option.Position),
    };

    private static string Verifier(string password) => password.StartsWith("SCRAM-SHA-256$", StringComparison.Ordinal) ? password : PasswordVerifier.Create(password);

    private static bool IsTrue(Option option) => option.Value is null || Settings.BooleanSetting.Parse(option.Value.Text) == true;
}
