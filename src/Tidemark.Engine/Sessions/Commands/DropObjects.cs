using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>DROP TABLE, VIEW, INDEX, SEQUENCE, SCHEMA and EXTENSION.</summary>
internal static class DropObjects
{
    public static CommandResult Execute(DropStatement statement, SessionContext session)
    {
        var tag = $"DROP {Words(statement.Kind).ToUpperInvariant()}";
        session.RequireWritable(tag);
        foreach (var name in statement.Names)
        {
            switch (statement.Kind)
            {
                case ObjectKind.Schema:
                    DropSchema(name, statement, session);
                    break;
                case ObjectKind.Extension:
                    throw InternalErrors.NotSupported("DROP EXTENSION", statement.Position);
                case ObjectKind.Table or ObjectKind.View or ObjectKind.Index or ObjectKind.Sequence:
                    DropRelation(name, statement, session);
                    break;
                case ObjectKind.Type or ObjectKind.Domain when statement.IfExists:
                    session.Notice(CatalogErrors.Skipping(SqlState.UndefinedObject, $"type \"{name}\" does not exist"));
                    break;
                case ObjectKind.MaterializedView when statement.IfExists && session.FindRelation(name) is null:
                    session.Notice(CatalogErrors.Skipping(SqlState.UndefinedTable, $"materialized view \"{name}\" does not exist"));
                    break;
                default:
                    throw InternalErrors.NotSupported(tag, statement.Position);
            }
        }

        return tag;
    }

    /// <summary>Drops a table or chunk with all that is part of it.</summary>
    public static void Drop(SchemaObject dropped, SessionContext session)
    {
        var transaction = session.Transaction;
        switch (dropped)
        {
            case Table table:
                foreach (var chunk in session.Catalog.ChunksOf(table.Oid).All) Drop(chunk, session);
                foreach (var index in session.Catalog.IndexesOf(table.Oid)) transaction.Remove(index.Oid);
                foreach (var sequence in session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == table.Oid).ToList()) transaction.Remove(sequence.Oid);
                if (table.Hypertable is null) transaction.DropStorage(table.StorageId);
                break;
            case Chunk chunk:
                transaction.DropStorage(chunk.StorageId);
                break;
        }

        transaction.Remove(dropped.Oid);
    }

    private static void DropRelation(QualifiedName name, DropStatement statement, SessionContext session)
    {
        var kind = Words(statement.Kind);
        if (session.FindRelation(name) is not { } found)
        {
            if (name.Schema is { } schema && session.Catalog.FindSchema(schema) is null)
            {
                if (!statement.IfExists) throw CatalogErrors.NoSchema(schema);
                session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"schema \"{schema}\" does not exist"));
                return;
            }

            var missing = statement.Kind == ObjectKind.Index ? SqlState.UndefinedObject : SqlState.UndefinedTable;
            if (!statement.IfExists) throw new SqlException(new SqlError { State = missing, Message = $"{kind} \"{name.Object}\" does not exist" });
            session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"{kind} \"{name.Object}\" does not exist"));
            return;
        }

        session.Lock(found is Catalog.Index i ? i.TableOid : found.Oid, TableLockMode.Exclusive);
        found = session.FindRelation(name) ?? throw new SqlException(new SqlError { State = SqlState.UndefinedTable, Message = $"{kind} \"{name}\" does not exist" });
        CheckKind(found, statement.Kind, name);
        var dependents = Dependencies.Of(found, session.Catalog).ToList();
        if (dependents.Count > 0 && !statement.Cascade) throw CatalogErrors.StillNeeded($"{kind} {found.Name}", dependents.Select(d => $"{Dependencies.Kind(d)} {d.Name}"));
        foreach (var dependent in dependents)
        {
            session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"drop cascades to {Dependencies.Kind(dependent)} {dependent.Name}" });
            session.Transaction.Remove(dependent.Oid);
        }

        if (found is Catalog.Index index) DropIndex(index, session);
        else Drop(found, session);
    }

    private static void DropIndex(Catalog.Index index, SessionContext session)
    {
        var table = session.Catalog.Find<Table>(index.TableOid)!;
        if (table.Constraints.FirstOrDefault(c => c.IndexOid == index.Oid) is { } constraint)
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.DependentObjectsStillExist,
                Message = $"cannot drop index {index.Name} because constraint {constraint.Name} on table {table.Name} requires it",
                Hint = $"You can drop constraint {constraint.Name} on table {table.Name} instead.",
            });
        }

        session.Transaction.Remove(index.Oid);
        CreateIndex.Relayout(table, session);
    }

    private static void DropSchema(QualifiedName name, DropStatement statement, SessionContext session)
    {
        if (session.Catalog.FindSchema(name.Object) is not { } schema)
        {
            if (!statement.IfExists) throw CatalogErrors.NoSchema(name.Object);
            session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"schema \"{name.Object}\" does not exist"));
            return;
        }

        if (schema.Oid < CatalogBootstrap.FirstUserOid && schema.Oid != CatalogBootstrap.PublicOid)
        {
            throw new SqlException(new SqlError { State = SqlState.DependentObjectsStillExist, Message = $"cannot drop schema {schema.Name} because it is required by the database system" });
        }

        session.Lock(new LockTarget(0, schema.Name), TableLockMode.Exclusive);
        var members = session.Catalog.Relations.Where(r => r.Schema == schema.Name && r is Table or View or Sequence { OwnerTable: 0 }).OrderBy(r => r.Oid).ToList();
        if (members.Count > 0 && !statement.Cascade) throw CatalogErrors.StillNeeded($"schema {schema.Name}", members.Select(m => $"{Dependencies.Kind(m)} {m.QualifiedName}"));
        foreach (var member in members)
        {
            session.Lock(member.Oid, TableLockMode.Exclusive);
            Drop(member, session);
        }

        if (members.Count == 1) session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"drop cascades to {Dependencies.Kind(members[0])} {members[0].QualifiedName}" });
        else if (members.Count > 1) session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"drop cascades to {members.Count} other objects", Detail = string.Join('\n', members.Select(m => $"drop cascades to {Dependencies.Kind(m)} {m.QualifiedName}")) });
        session.Transaction.Remove(schema.Oid);
    }

    private static void CheckKind(SchemaObject found, ObjectKind asked, QualifiedName name)
    {
        var fits = (found, asked) switch
        {
            (Table, ObjectKind.Table) or (Chunk, ObjectKind.Table) or (View, ObjectKind.View) or (Catalog.Index, ObjectKind.Index) or (Sequence, ObjectKind.Sequence) => true,
            _ => false,
        };
        if (fits) return;
        var article = Words(asked) is var word && "aeiou".Contains(word[0]) ? $"an {word}" : $"a {word}";
        throw CatalogErrors.WrongKind(name.Object, article, $"Use DROP {Dependencies.Kind(found).ToUpperInvariant()} to remove {(found is Catalog.Index ? "an" : "a")} {Dependencies.Kind(found)}.");
    }

    private static string Words(ObjectKind kind) => kind switch
    {
        ObjectKind.MaterializedView => "materialized view",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
