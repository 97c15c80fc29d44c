using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>What GRANT and REVOKE are about: the objects, and the letters of the privileges.</summary>
internal static class GrantTargets
{
    /// <summary>The objects that a statement names.</summary>
    public static List<CatalogObject> Of(GrantStatement statement, SessionContext session)
    {
        if (statement.AllInSchema) return [.. statement.Objects.SelectMany(name => InSchema(statement.Kind, name.Object, session))];
        return statement.Kind switch
        {
            ObjectKind.Table => [.. statement.Objects.Select(name => Relation(session.GetRelation(name)))],
            ObjectKind.Sequence => [.. statement.Objects.Select(name => session.GetRelation(name) as Sequence ?? throw CatalogErrors.WrongKind(name.Object, "a sequence"))],
            ObjectKind.Schema => [.. statement.Objects.Select(name => session.Catalog.FindSchema(session.Temporary.Resolve(name.Object)) ?? throw CatalogErrors.NoSchema(name.Object))],
            ObjectKind.Database => [.. statement.Objects.Select(name => session.Instance.Catalog.FindDatabase(name.Object) ?? throw CatalogErrors.NoDatabase(name.Object))],
            ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Routine => [.. statement.Functions.Select(f => RoutineSignatures.Find(statement.Kind, f, session, "grant on"))],
            _ => throw InternalErrors.NotSupported($"GRANT ON {statement.Kind.ToString().ToUpperInvariant()}", statement.Position),
        };
    }

    /// <summary>The letters of the privileges that a statement names, those of its kind; all of them for ALL.</summary>
    public static string Letters(GrantStatement statement)
    {
        if (!statement.AllColumns.IsEmpty || statement.Privileges.Any(p => !p.Columns.IsEmpty)) throw InternalErrors.NotSupported("privileges on columns", statement.Position);
        var allowed = AllowedFor(statement.Kind);
        if (statement.Privileges.IsEmpty) return allowed;
        var letters = "";
        foreach (var privilege in statement.Privileges)
        {
            var letter = PrivilegeLetters.Find(privilege.Name) ?? throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"unrecognized privilege type \"{privilege.Name}\"" });
            if (!allowed.Contains(letter)) throw Invalid(privilege.Name, statement.Kind == ObjectKind.Table ? "relation" : AlteredRelation.Words(statement.Kind));
            if (!letters.Contains(letter)) letters += letter;
        }

        return letters;
    }

    /// <summary>The letters that an object's own kind knows. 0LP01 for one that it does not, unless ALL was meant.</summary>
    public static string Fitting(CatalogObject value, string letters, bool isAll)
    {
        var own = PrivilegeLetters.Of(value);
        foreach (var letter in letters)
        {
            if (!own.Contains(letter) && !isAll) throw Invalid(PrivilegeLetters.NameOf(letter), Privileges.Word(value));
        }

        return string.Concat(letters.Where(own.Contains));
    }

    /// <summary>The letters of a kind of objects.</summary>
    public static string AllowedFor(ObjectKind kind) => kind switch
    {
        ObjectKind.Table => PrivilegeLetters.Table + "U",
        ObjectKind.Sequence => PrivilegeLetters.Sequence,
        ObjectKind.Schema => PrivilegeLetters.Schema,
        ObjectKind.Database => PrivilegeLetters.Database,
        _ => PrivilegeLetters.Routine,
    };

    private static SqlException Invalid(string privilege, string kind) =>
        new(new SqlError { State = SqlState.InvalidGrantOperation, Message = $"invalid privilege type {privilege.ToUpperInvariant()} for {kind}" });

    private static SchemaObject Relation(SchemaObject found) => found is Catalog.Index ? throw CatalogErrors.WrongKind(found.Name, "a table", null) : found;

    private static IEnumerable<CatalogObject> InSchema(ObjectKind kind, string schema, SessionContext session)
    {
        if (session.Catalog.FindSchema(schema) is null) throw CatalogErrors.NoSchema(schema);
        return kind switch
        {
            ObjectKind.Table => session.Catalog.Relations.Where(r => r.Schema == schema && r is Table or View),
            ObjectKind.Sequence => session.Catalog.Relations.Where(r => r.Schema == schema && r is Sequence),
            _ => session.Catalog.Routines.Where(r => r.Schema == schema && (kind == ObjectKind.Routine || r.IsProcedure == (kind == ObjectKind.Procedure))),
        };
    }
}
