using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>GRANT role TO role and REVOKE role FROM role.</summary>
internal static class RoleMemberships
{
    public static CommandResult Execute(GrantRoleStatement statement, SessionContext session)
    {
        var tag = statement.IsGrant ? "GRANT ROLE" : "REVOKE ROLE";
        session.RequireWritable(tag);
        session.Instance.ChangeShared(transaction =>
        {
            foreach (var role in statement.Roles)
            {
                if (transaction.Catalog.FindRole(role.Text) is null) throw CatalogErrors.Undefined("role", role.Text);
                RequireAdmin(role.Text, transaction, session);
                foreach (var grantee in statement.Grantees)
                {
                    var name = Owners.NameOf(grantee, session);
                    if (statement.IsGrant) Add(role.Text, name, statement.AdminOption, transaction, session);
                    else Remove(role.Text, name, statement.AdminOption, transaction, session);
                }
            }
        });
        return tag;
    }

    /// <summary>Makes a role a member of another.</summary>
    public static void Add(string role, string member, bool withAdmin, Transaction transaction, SessionContext session)
    {
        var found = transaction.Catalog.FindRole(member) ?? throw CatalogErrors.Undefined("role", member);
        if (role == member || Acls.RolesOf(role, transaction.Catalog, inheritedOnly: false).Contains(member))
            throw new SqlException(new SqlError { State = SqlState.InvalidGrantOperation, Message = $"role \"{role}\" is a member of role \"{member}\"" });
        var known = found.MemberOf.FirstOrDefault(m => m.Role == role);
        if (known is not null && (known.WithAdmin || !withAdmin))
        {
            session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"role \"{member}\" is already a member of role \"{role}\"" });
            return;
        }

        var added = new RoleMembership(role, withAdmin, session.CurrentUser);
        transaction.Put(found with { MemberOf = known is null ? found.MemberOf.Add(added) : found.MemberOf.Replace(known, added) });
    }

    private static void Remove(string role, string member, bool onlyAdmin, Transaction transaction, SessionContext session)
    {
        var found = transaction.Catalog.FindRole(member) ?? throw CatalogErrors.Undefined("role", member);
        if (found.MemberOf.FirstOrDefault(m => m.Role == role) is not { } known)
        {
            session.Notice(new SqlError { Severity = Severity.Warning, State = SqlState.Warning, Message = $"role \"{member}\" is not a member of role \"{role}\"" });
            return;
        }

        transaction.Put(found with { MemberOf = onlyAdmin ? found.MemberOf.Replace(known, known with { WithAdmin = false }) : found.MemberOf.Remove(known) });
    }

    private static void RequireAdmin(string role, Transaction transaction, SessionContext session)
    {
        var current = transaction.Catalog.FindRole(session.CurrentUser);
        if (current is { IsSuperuser: true } || (current is { CanCreateRoles: true } && transaction.Catalog.FindRole(role) is { IsSuperuser: false })) return;
        var isAdmin = Acls.RolesOf(session.CurrentUser, transaction.Catalog, inheritedOnly: false)
            .Any(r => transaction.Catalog.FindRole(r)?.MemberOf.Any(m => m.Role == role && m.WithAdmin) == true);
        if (!isAdmin) throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must have admin option on role \"{role}\"" });
    }
}
