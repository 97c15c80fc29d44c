using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>SET ROLE and SET SESSION AUTHORIZATION: who the session is.</summary>
internal static class SessionRoles
{
    /// <summary>Fails where the session may not take a role on.</summary>
    public static void RequireSettable(string role, SessionContext session)
    {
        if (role == "none") return;
        var shared = session.Instance.Catalog;
        if (shared.FindRole(role) is null) throw Missing(role);
        if (shared.FindRole(session.User) is { IsSuperuser: true } || Acls.RolesOf(session.User, shared, inheritedOnly: false).Contains(role)) return;
        throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"permission denied to set role \"{role}\"" });
    }

    /// <summary>Makes the session another role's, if the one that logged in is a superuser.</summary>
    public static void Authorize(string role, SessionContext session)
    {
        var shared = session.Instance.Catalog;
        if (shared.FindRole(role) is null) throw Missing(role);
        if (role != session.AuthenticatedUser && shared.FindRole(session.AuthenticatedUser) is not { IsSuperuser: true })
            throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = "permission denied to set session authorization" });
        _ = session.Transaction;
        session.ChangeSettings(session.Settings.WithFact("session_authorization", role).With("role", "none", isLocal: false));
    }

    private static SqlException Missing(string role) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"role \"{role}\" does not exist" });
}
