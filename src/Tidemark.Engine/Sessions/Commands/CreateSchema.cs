using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE SCHEMA.</summary>
internal static class CreateSchema
{
    public static CommandResult Execute(CreateSchemaStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE SCHEMA");
        var owner = statement.Owner?.Name ?? session.CurrentUser;
        var name = statement.Name ?? owner;
        if (session.Instance.Catalog.FindDatabase(session.Database.Name) is { } database) Privileges.Require(database, 'C', session);
        if (statement.Owner is { } given) owner = Owners.NameOf(given, session);
        if (name.StartsWith("pg_", StringComparison.Ordinal)) throw CatalogErrors.ReservedSchema(name);
        session.Lock(new Locks.LockTarget(0, name), Locks.TableLockMode.AccessExclusive);
        if (session.Catalog.FindSchema(name) is not null)
        {
            if (!statement.IfNotExists) throw CatalogErrors.SchemaExists(name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateSchema, $"schema \"{name}\" already exists"));
            return "CREATE SCHEMA";
        }

        session.Transaction.Put(DefaultPrivileges.Apply(new Schema { Oid = session.Database.NextOid(), Name = name, Owner = owner }, "", session.Catalog));
        foreach (var element in statement.Elements) throw InternalErrors.NotSupported("CREATE SCHEMA with elements", element.Position);
        return "CREATE SCHEMA";
    }
}
