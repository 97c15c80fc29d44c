using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
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
        if (!statement.Elements.IsEmpty) CreateElements(statement, name, owner, session);
        return "CREATE SCHEMA";
    }

    // The elements see the new schema first, and are the owner's. Sequences come before tables, tables before views, and so on, whatever the order they were written in.
    private static void CreateElements(CreateSchemaStatement statement, string name, string owner, SessionContext session)
    {
        var before = session.Settings;
        var inside = before.With("search_path", $"{SyntaxPrinter.QuoteIdentifier(name)}, {before.Get("search_path")}", isLocal: true);
        session.ChangeSettings(owner == session.CurrentUser ? inside : inside.With("role", owner, isLocal: true));
        try
        {
            foreach (var element in statement.Elements.Select(e => Within(e, name)).OrderBy(PassOf)) CommandDispatcher.Execute(element, session);
        }
        finally
        {
            session.ChangeSettings(before);
        }
    }

    private static Statement Within(Statement element, string schema) => element switch
    {
        CreateTableStatement s => s with { Name = Within(s.Name, schema) },
        CreateSequenceStatement s => s with { Name = Within(s.Name, schema) },
        CreateViewStatement s => s with { Name = Within(s.Name, schema) },
        CreateIndexStatement s => s with { Table = Within(s.Table, schema) },
        _ => element,
    };

    private static QualifiedName Within(QualifiedName name, string schema)
    {
        if (name.Schema is null) return name with { Parts = [schema, name.Object] };
        if (name.Schema == schema) return name;
        throw new SqlException(new SqlError { State = SqlState.InvalidSchemaDefinition, Message = $"CREATE specifies a schema ({name.Schema}) different from the one being created ({schema})" });
    }

    private static int PassOf(Statement element) => element switch
    {
        CreateSequenceStatement => 0,
        CreateTableStatement => 1,
        CreateViewStatement => 2,
        CreateIndexStatement => 3,
        _ => 4,
    };
}
