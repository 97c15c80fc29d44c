using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>DROP TYPE and DROP DOMAIN.</summary>
internal static class DropType
{
    public static void Execute(DropStatement statement, SessionContext session)
    {
        var found = statement.Names.Select(name => Find(name, statement, session)).OfType<UserType>().DistinctBy(t => t.Oid).ToList();
        var dropped = found.Select(t => t.Oid).ToHashSet();
        var dependents = found.SelectMany(t => Dependents(t, session, dropped)).ToList();
        Dependencies.Drop(found.Count == 1 ? Describe(found[0], session) : null, dependents, statement.Cascade, session);
        foreach (var type in found) session.Transaction.Remove(type.Oid);
    }

    /// <summary>What is made of a type: columns, and other types.</summary>
    /// <param name="type">The type that is to go.</param>
    /// <param name="session">The session.</param>
    /// <param name="dropped">Oids of all types and relations that go anyway; types that are found are added.</param>
    public static IEnumerable<Dependent> Dependents(UserType type, SessionContext session, HashSet<uint> dropped)
    {
        foreach (var other in session.Catalog.UserTypes.Where(t => !dropped.Contains(t.Oid) && Uses(t, type)).OrderBy(t => t.Oid).ToList())
        {
            if (other is CompositeType composite)
            {
                foreach (var field in composite.Fields.Where(f => IsOf(f.Type, type)))
                    yield return new Dependent($"column {field.Name} of composite type {composite.Name}", Describe(type, session), () => throw InternalErrors.NotSupported("dropping a field of a composite type"));
                continue;
            }

            dropped.Add(other.Oid);
            yield return new Dependent(Describe(other, session), Describe(type, session), () => session.Transaction.Remove(other.Oid));
            foreach (var further in Dependents(other, session, dropped)) yield return further;
        }

        foreach (var (table, column) in DomainCommands.ColumnsOf(type.Oid, session).Where(c => !dropped.Contains(c.Table.Oid)).ToList())
        {
            yield return new Dependent(Dependencies.Describe(table, column, session), Describe(type, session) + (column.Type.IsArray ? "[]" : ""), () =>
            {
                session.Lock(table.Oid, TableLockMode.AccessExclusive);
                AlterTable.Execute(
                    new AlterTableStatement(ObjectKind.Table, new QualifiedName([table.Schema, table.Name]), [new DropColumnAction(column.Name, IfExists: true, Cascade: true)]), session);
            });
        }
    }

    /// <summary>A type in messages.</summary>
    public static string Describe(UserType type, SessionContext session) =>
        $"type {new SessionObjectNames(session).Find(TypeKind.RegType, type.Oid) ?? Syntax.SyntaxPrinter.QuoteIdentifier(type.Name)}";

    /// <summary>Whether a type is made of another.</summary>
    public static bool Uses(UserType type, UserType part) => type switch
    {
        DomainType domain => IsOf(domain.BaseType, part),
        CompositeType composite => composite.Fields.Any(f => IsOf(f.Type, part)),
        _ => false,
    };

    private static bool IsOf(SqlType type, UserType part) => type.Oid == part.Oid || type.Oid == part.ArrayOid;

    private static UserType? Find(QualifiedName name, DropStatement statement, SessionContext session)
    {
        if (TypeCommands.Find(name, session) is { } type)
            return statement.Kind == ObjectKind.Domain && type is not DomainType ? throw DomainErrors.NotADomain(name.ToString()) : type;
        if (session.FindRelation(name) is { } relation && RowTypes.Of(relation) is not null)
        {
            var what = Dependencies.Describe(relation, session);
            throw new SqlException(new SqlError { State = SqlState.DependentObjectsStillExist, Message = $"cannot drop type {relation.Name} because {what} requires it", Hint = $"You can drop {what} instead." });
        }

        if (!statement.IfExists) throw name.Schema is { } schema && session.Catalog.FindSchema(schema) is null ? CatalogErrors.NoSchema(schema) : DomainErrors.NoType(name.ToString());
        session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"type \"{name}\" does not exist"));
        return null;
    }
}
