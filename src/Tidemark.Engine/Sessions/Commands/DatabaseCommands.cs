using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE DATABASE and DROP DATABASE. Neither is part of a transaction.</summary>
internal static class DatabaseCommands
{
    // What a template, an encoding or a locale would choose is always the same here; other options would change what the database is.
    private static readonly string[] Accepted = ["owner", "template", "encoding", "locale", "lc_collate", "lc_ctype", "is_template", "allow_connections", "connection_limit", "strategy"];

    public static CommandResult Create(CreateDatabaseStatement statement, SessionContext session)
    {
        session.RequireOutsideBlock("CREATE DATABASE");
        var owner = session.CurrentUser;
        if (session.Instance.Catalog.FindRole(owner) is not ({ IsSuperuser: true } or { CanCreateDatabases: true }))
            throw new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = "permission denied to create database" });
        foreach (var option in statement.Options)
        {
            if (!Accepted.Contains(option.Name)) throw InternalErrors.NotSupported($"CREATE DATABASE option \"{option.Name}\"", option.Position);
            if (option.Name == "owner" && option.Value is { } value) owner = value.Text;
            if (option.Name == "encoding" && option.Value is { } encoding && !IsUtf8(encoding.Text)) throw InternalErrors.NotSupported($"encoding \"{encoding.Text}\"", option.Position);
        }

        session.Instance.CreateDatabase(statement.Name, owner);
        return "CREATE DATABASE";
    }

    public static CommandResult Drop(DropDatabaseStatement statement, SessionContext session)
    {
        session.RequireOutsideBlock("DROP DATABASE");
        if (statement.Name == session.Database.Name)
        {
            throw new SqlException(new SqlError { State = SqlState.ObjectInUse, Message = "cannot drop the currently open database" });
        }

        if (session.Instance.Catalog.FindDatabase(statement.Name) is null && statement.IfExists)
        {
            session.Notice(CatalogErrors.Skipping(SqlState.InvalidCatalogName, $"database \"{statement.Name}\" does not exist"));
            return "DROP DATABASE";
        }

        if (session.Instance.Catalog.FindDatabase(statement.Name) is { } dropped) Privileges.RequireOwner(dropped, session);
        session.Instance.DropDatabase(statement.Name, statement.IsForced);
        return "DROP DATABASE";
    }

    private static bool IsUtf8(string name) => name.Replace("-", "").Replace("_", "").ToUpperInvariant() is "UTF8" or "UNICODE";
}
