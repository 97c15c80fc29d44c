using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>Whether the current role may do what it asks for.</summary>
internal static class Privileges
{
    /// <summary>42501 where the current role is not the owner of a routine.</summary>
    public static void RequireOwner(UserRoutine routine, SessionContext session)
    {
        if (IsOwner(routine, session)) return;
        throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"must be owner of {(routine.IsProcedure ? "procedure" : "function")} {routine.Name}" });
    }

    /// <summary>Whether the current role may do what owners may.</summary>
    public static bool IsOwner(CatalogObject value, SessionContext session) =>
        session.Instance.Catalog.FindRole(session.CurrentUser) is { IsSuperuser: true } || value.Owner == session.CurrentUser;
}
