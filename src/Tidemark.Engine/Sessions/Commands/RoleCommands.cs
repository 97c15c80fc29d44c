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
        if (!statement.MemberOf.IsEmpty || !statement.Members.IsEmpty || !statement.AdminMembers.IsEmpty) throw InternalErrors.NotSupported("membership in roles", statement.Position);
        session.Instance.ChangeShared(transaction =>
        {
            if (transaction.Catalog.FindRole(statement.Name) is not null)
            {
                throw new SqlException(new SqlError { State = SqlState.DuplicateObject, Message = $"role \"{statement.Name}\" already exists" });
            }

            var role = new Role { Oid = session.Instance.NextSharedOid(), Name = statement.Name, CanLogin = statement.Word == RoleWord.User };
            foreach (var option in statement.Options) role = Apply(role, option);
            transaction.Put(role);
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
            foreach (var option in statement.Options) role = Apply(role, option);
            transaction.Put(role);
        });
        return "ALTER ROLE";
    }

    public static CommandResult Drop(DropRoleStatement statement, SessionContext session)
    {
        session.RequireWritable("DROP ROLE");
        foreach (var reference in statement.Roles)
        {
            var name = NameOf(reference, session);
            session.Instance.ChangeShared(transaction =>
            {
                if (transaction.Catalog.FindRole(name) is { } role)
                {
                    if (name == session.CurrentUser) throw new SqlException(new SqlError { State = SqlState.ObjectInUse, Message = "current user cannot be dropped" });
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

        // Nothing here depends on these.
        "createdb" or "createrole" or "inherit" or "connectionlimit" or "bypassrls" or "isreplication" or "sysid" => role,
        _ => throw InternalErrors.NotSupported($"role option \"{option.Name}\"", option.Position),
    };

    private static string Verifier(string password) => password.StartsWith("SCRAM-SHA-256$", StringComparison.Ordinal) ? password : PasswordVerifier.Create(password);

    private static bool IsTrue(Option option) => option.Value is null || Settings.BooleanSetting.Parse(option.Value.Text) == true;
}
