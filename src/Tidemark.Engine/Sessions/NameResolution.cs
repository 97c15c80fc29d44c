using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>From names in commands to objects of the catalog, by the search path.</summary>
internal static class NameResolution
{
    /// <summary>The relation of this name, or null.</summary>
    public static SchemaObject? FindRelation(this SessionContext session, QualifiedName name)
    {
        CheckDatabase(session, name);
        if (name.Schema is { } schema) return session.Catalog.FindRelation(session.Temporary.Resolve(schema), name.Object);
        foreach (var candidate in session.SearchPath)
        {
            if (session.Catalog.FindRelation(candidate, name.Object) is { } found) return found;
        }

        return null;
    }

    /// <summary>The relation of this name; 42P01 (or 3F000 for the schema) where there is none.</summary>
    public static SchemaObject GetRelation(this SessionContext session, QualifiedName name) =>
        session.FindRelation(name) ?? throw new SqlException(new SqlError
        {
            State = SqlState.UndefinedTable,
            Message = $"relation \"{name}\" does not exist",
            Position = name.Position == 0 ? null : name.Position,
        });

    /// <summary>The table of this name; 42P01 where there is none, 42809 where it is something else.</summary>
    public static Table GetTable(this SessionContext session, QualifiedName name) =>
        session.GetRelation(name) as Table ?? throw CatalogErrors.WrongKind(name.Object, "a table");

    /// <summary>Where an object of this name is to be created; 3F000 where its schema is missing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The name.</param>
    /// <param name="isTemporary">TEMPORARY: then it goes to the schema of the session's temporary relations.</param>
    public static ObjectName CreationTarget(this SessionContext session, QualifiedName name, bool isTemporary = false)
    {
        CheckDatabase(session, name);
        if (isTemporary && name.Schema is { } named && named != "pg_temp" && session.Catalog.FindSchema(named) is null) throw CatalogErrors.NoSchema(named, name.Position == 0 ? null : name.Position);
        if (isTemporary && name.Schema is { } written && session.Temporary.Resolve(written) != session.Temporary.Name)
            throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = "cannot create temporary relation in non-temporary schema", Position = name.Position == 0 ? null : name.Position });
        if (isTemporary || name.Schema == "pg_temp") return new ObjectName(session.Temporary.Make(), name.Object);
        var schema = name.Schema ?? session.CreationSchema ?? throw CatalogErrors.NoSchemaSelected().At(name.Position == 0 ? null : name.Position);
        if (session.Catalog.FindSchema(schema) is null) throw CatalogErrors.NoSchema(schema, name.Position == 0 ? null : name.Position);
        if (schema is "pg_catalog" or "information_schema") throw CatalogErrors.SystemObject($"{schema}.{name.Object}");
        Privileges.RequireCreation(schema, name.Position, session);
        return new ObjectName(schema, name.Object);
    }

    /// <summary>A name made of parts that no relation of the schema has, cut to 63 bytes the way PostgreSQL cuts: <c>table_column_idx</c>, <c>table_column_idx1</c>, ...</summary>
    public static string ChooseName(this SessionContext session, string schema, string table, string columns, string suffix)
    {
        for (var attempt = 0; ; attempt++)
        {
            var tail = attempt == 0 ? suffix : $"{suffix}{attempt}";
            var name = Compose(table, columns, tail);
            if (session.Catalog.FindRelation(schema, name) is null) return name;
        }
    }

    /// <summary>A name of parts that fits into 63 bytes, as PostgreSQL makes it (makeObjectName): the longer of two parts gives up bytes until all fits.</summary>
    public static string Compose(string first, string second, string suffix)
    {
        const int MaxBytes = 63;
        var overhead = suffix.Length + 1 + (second.Length > 0 ? 1 : 0);
        while (first.Length + second.Length + overhead > MaxBytes)
        {
            if (first.Length > second.Length) first = first[..^1];
            else second = second[..^1];
        }

        return second.Length > 0 ? $"{first}_{second}_{suffix}" : $"{first}_{suffix}";
    }

    private static void CheckDatabase(SessionContext session, QualifiedName name)
    {
        if (name.Catalog is { } database && database != session.Database.Name)
        {
            throw InternalErrors.NotSupported($"cross-database reference to \"{name}\"", name.Position == 0 ? null : name.Position);
        }
    }
}
