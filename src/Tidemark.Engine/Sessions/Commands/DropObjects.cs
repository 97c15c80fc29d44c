using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Rollups;
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
        if (statement.Kind is ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Index or ObjectKind.Sequence)
        {
            DropRelations(statement, session);
            return tag;
        }

        if (statement.Kind is ObjectKind.Type or ObjectKind.Domain)
        {
            DropType.Execute(statement, session);
            return tag;
        }

        foreach (var name in statement.Names)
        {
            switch (statement.Kind)
            {
                case ObjectKind.Schema:
                    DropSchema(name, statement, session);
                    break;
                case ObjectKind.Extension:
                    throw InternalErrors.NotSupported("DROP EXTENSION", statement.Position);
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
                else DropJobs(table, session);
                break;
            case View { Rollup: { } rollup }:
                transaction.Remove(dropped.Oid);
                transaction.Touch(dropped.Oid, Staleness.None);
                foreach (var oid in new[] { rollup.PartialViewOid, rollup.DirectViewOid }) transaction.Remove(oid);
                if (rollup.Merging is { } merging) transaction.DropStorage(merging.StorageId);
                if (session.Catalog.Find<Table>(rollup.TableOid) is { } kept)
                {
                    Dependencies.Tell([.. session.Catalog.ChunksOf(kept.Oid).All.OrderBy(c => c.ChunkId).Select(c => Dependencies.Describe(c, session))], session);
                    Drop(kept, session);
                }

                return;
            case View view when OwnerOf(view, session) is { } owner:
                Drop(owner, session);
                return;
            case Chunk chunk:
                RollupTracking.Dropped(chunk, session);
                transaction.DropStorage(chunk.StorageId);
                break;
        }

        transaction.Remove(dropped.Oid);
    }

    // The continuous aggregate that a view is a part of.
    private static View? OwnerOf(SchemaObject view, SessionContext session) =>
        session.Catalog.Relations.OfType<View>().FirstOrDefault(v => v.Rollup is { } r && (r.PartialViewOid == view.Oid || r.DirectViewOid == view.Oid));

    private static void DropJobs(Table table, SessionContext session)
    {
        foreach (var job in session.Catalog.Objects.OfType<Job>().Where(j => j.TableOid == table.Oid).ToList())
        {
            session.Transaction.Remove(job.Oid);
            session.Transaction.RemoveRecord(CatalogLoader.FirstJobState + job.Oid);
        }
    }

    // All are found before the first goes: objects that depend on each other may be dropped together.
    private static void DropRelations(DropStatement statement, SessionContext session)
    {
        var found = statement.Names.Select(name => Find(name, statement, session)).OfType<SchemaObject>().DistinctBy(o => o.Oid).ToList();
        var dropped = found.Select(o => o.Oid).ToHashSet();
        var dependents = found.SelectMany(o => Dependencies.Of(o, session, dropped)).ToList();
        Dependencies.Drop(found.Count == 1 ? Dependencies.Describe(found[0], session) : null, dependents, statement.Cascade, session);
        foreach (var value in found)
        {
            // A chunk of a hypertable that was named before it, say, is gone already.
            if (session.Catalog.Find(value.Oid) is not SchemaObject current) continue;
            if (current is Catalog.Index index) DropIndex(index, statement.Cascade, session);
            else Drop(current, session);
        }
    }

    private static SchemaObject? Find(QualifiedName name, DropStatement statement, SessionContext session)
    {
        var kind = Words(statement.Kind);
        if (session.FindRelation(name) is not { } found)
        {
            if (name.Schema is { } schema && session.Catalog.FindSchema(schema) is null)
            {
                if (!statement.IfExists) throw CatalogErrors.NoSchema(schema);
                session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"schema \"{schema}\" does not exist"));
                return null;
            }

            var missing = statement.Kind == ObjectKind.Index ? SqlState.UndefinedObject : SqlState.UndefinedTable;
            if (!statement.IfExists) throw new SqlException(new SqlError { State = missing, Message = $"{kind} \"{name.Object}\" does not exist" });
            session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"{kind} \"{name.Object}\" does not exist"));
            return null;
        }

        session.Lock(found is Catalog.Index i ? i.TableOid : found.Oid, TableLockMode.AccessExclusive);
        found = session.FindRelation(name) ?? throw new SqlException(new SqlError { State = SqlState.UndefinedTable, Message = $"{kind} \"{name}\" does not exist" });
        if (found is View { Rollup: not null } && statement.Kind == ObjectKind.View) throw RollupErrors.NotByDropView();
        if (found is Table { Hypertable: not null } && statement.Cascade && session.Catalog.RollupOf(found.Oid) is not null) throw RollupErrors.KeptRowsDropped();
        if (found is View && statement.Kind == ObjectKind.View && OwnerOf(found, session) is not null) throw RollupErrors.InternalViewDropped();
        CheckKind(found, statement.Kind, name, session);
        if (session.Catalog.FindSchema(found.Schema) is not { } home || !Privileges.IsOwner(home, session)) Privileges.RequireOwner(found, session);
        if (found is Sequence { OwnerTable: > 0 } owned && session.Catalog.Find<Table>(owned.OwnerTable) is { } owner && owner.Columns[owned.OwnerColumn - 1] is { Identity: not IdentityKind.None } column)
        {
            var what = Dependencies.Describe(owner, column, session);
            throw new SqlException(new SqlError
            {
                State = SqlState.DependentObjectsStillExist,
                Message = $"cannot drop {Dependencies.Describe(owned, session)} because {what} requires it",
                Hint = $"You can drop {what} instead.",
            });
        }

        return found;
    }

    private static void DropIndex(Catalog.Index index, bool cascade, SessionContext session)
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

        var what = Dependencies.Describe(index, session);
        var keys = session.Catalog.ReferencesTo(table.Oid).Where(r => r.Constraint.ReferencedIndex == index.Oid).Select(r => Dependencies.ForeignKey(r.Table, r.Constraint, what, session)).ToList();
        Dependencies.Drop(what, keys, cascade, session);
        session.Transaction.Remove(index.Oid);
        CreateIndex.Relayout(session.Catalog.Find<Table>(table.Oid)!, session);
    }

    private static void DropSchema(QualifiedName name, DropStatement statement, SessionContext session)
    {
        if (session.Catalog.FindSchema(session.Temporary.Resolve(name.Object)) is not { } schema)
        {
            if (!statement.IfExists) throw CatalogErrors.NoSchema(name.Object);
            session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"schema \"{name.Object}\" does not exist"));
            return;
        }

        DropSchema(schema, statement.Cascade, session);
    }

    /// <summary>Drops a schema, with CASCADE all that is in it.</summary>
    public static void DropSchema(Schema schema, bool cascade, SessionContext session)
    {
        Privileges.RequireOwner(schema, session);
        if (schema.Oid < CatalogBootstrap.FirstUserOid && schema.Oid != CatalogBootstrap.PublicOid)
        {
            throw new SqlException(new SqlError { State = SqlState.DependentObjectsStillExist, Message = $"cannot drop schema {schema.Name} because it is required by the database system" });
        }

        session.Lock(new LockTarget(0, schema.Name), TableLockMode.AccessExclusive);
        var members = session.Catalog.Relations.Where(r => r.Schema == schema.Name && r is Table or View or Sequence { OwnerTable: 0 }).OrderBy(r => r.Oid).ToList();
        var dropped = members.Select(m => m.Oid).ToHashSet();
        var dependents = new List<Dependent>();
        foreach (var member in members)
        {
            dependents.Add(new Dependent(Dependencies.Describe(member, session), $"schema {schema.Name}", () =>
            {
                session.Lock(member.Oid, TableLockMode.AccessExclusive);
                if (session.Catalog.Find(member.Oid) is SchemaObject current) Drop(current, session);
            }));
            dependents.AddRange(Dependencies.Of(member, session, dropped));
        }

        foreach (var routine in session.Catalog.Routines.Where(r => r.Schema == schema.Name).OrderBy(r => r.Oid).ToList())
        {
            dependents.AddRange(RoutineDependents.Body(routine, $"schema {schema.Name}", session, dropped));
        }

        var types = session.Catalog.UserTypes.Where(t => t.Schema == schema.Name).OrderBy(t => t.Oid).ToList();
        dropped.UnionWith(types.Select(t => t.Oid));
        foreach (var type in types)
        {
            dependents.Add(new Dependent(DropType.Describe(type, session), $"schema {schema.Name}", () => session.Transaction.Remove(type.Oid)));
            dependents.AddRange(DropType.Dependents(type, session, dropped));
        }

        Dependencies.Drop($"schema {schema.Name}", dependents, cascade, session);
        session.Transaction.Remove(schema.Oid);
    }

    private static void CheckKind(SchemaObject found, ObjectKind asked, QualifiedName name, SessionContext session)
    {
        if (asked == ObjectKind.MaterializedView && Builtins.Extensions.MaterializedViews.Any(h => h.Owns(found, session))) return;
        var fits = (found, asked) switch
        {
            (Table { Materialized: null }, ObjectKind.Table) or (Table { Materialized: not null }, ObjectKind.MaterializedView) or (Chunk, ObjectKind.Table) or (View, ObjectKind.View) or (Catalog.Index, ObjectKind.Index) or (Sequence, ObjectKind.Sequence) => true,
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
