using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER ... RENAME. What refers to the renamed thing by its name in the catalog is written anew, so that it goes on meaning the same.</summary>
internal static class Rename
{
    public static CommandResult Execute(RenameStatement statement, SessionContext session)
    {
        var tag = $"ALTER {AlteredRelation.Words(statement.RelationKind).ToUpperInvariant()}";
        session.RequireWritable(tag);
        switch (statement.RelationKind)
        {
            case ObjectKind.Schema:
                RenameSchema(statement, session);
                return tag;
            case ObjectKind.Role:
                return RenameRole.Execute(statement, session);
            case ObjectKind.Type or ObjectKind.Domain:
                RenameType.Execute(statement, session);
                return tag;
            case ObjectKind.Table or ObjectKind.View or ObjectKind.Index or ObjectKind.Sequence or ObjectKind.MaterializedView:
                break;
            case ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Routine:
                return AlterRoutine.Rename(statement, session);
            default:
                throw InternalErrors.NotSupported($"{tag} RENAME", statement.Position);
        }

        if (AlteredRelation.Find(statement.Name, statement.RelationKind, statement.IfExists, session, isRename: statement.Part is null) is not { } relation) return tag;
        if (statement.IsOnly && statement.Part is not null && relation is Table { Hypertable: not null })
        {
            if (statement.Kind == ObjectKind.Constraint) throw HypertableErrors.NoOnly();
            if (session.Catalog.ChunksOf(relation.Oid).All.Any()) throw AlterErrors.InheritedColumn(statement.Part);
        }

        if (statement is { Part: not null, Kind: not ObjectKind.Constraint } && relation is Table table && session.Catalog.RollupOf(table.Oid) is not null) throw RollupErrors.KeptColumnRenamed(statement.Part, table.Name);
        if (statement.Part is null) RenameRelation(relation, statement.NewName, session);
        else if (statement.Kind == ObjectKind.Constraint) RenameConstraint(relation, statement.Part, statement.NewName, session);
        else RenameColumn(relation, statement.Part, statement.NewName, session);
        return tag;
    }

    private static void RenameRelation(SchemaObject relation, string name, SessionContext session)
    {
        session.Lock(new LockTarget(0, new ObjectName(relation.Schema, name).ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(relation.Schema, name) is not null) throw CatalogErrors.RelationExists(name);
        var views = ViewTexts.Capture(session, v => v.DependsOn.Contains(relation.Oid));
        session.Transaction.Put(relation with { Name = name });

        // The constraint behind an index bears the index's name.
        if (relation is Catalog.Index index && session.Catalog.Find<Table>(index.TableOid) is { } table && table.Constraints.FirstOrDefault(c => c.IndexOid == index.Oid) is { } key)
        {
            if (table.FindConstraint(name) is not null) throw AlterErrors.ConstraintExists(name, table.Name);
            session.Transaction.Put(table with { Constraints = table.Constraints.Replace(key, key with { Name = name }) });
        }

        views.Rewrite();
    }

    private static void RenameConstraint(SchemaObject relation, string constraint, string name, SessionContext session)
    {
        if (relation is not Table table) throw CatalogErrors.WrongKind(relation.Name, "a table");
        var found = table.FindConstraint(constraint) ?? throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"constraint \"{constraint}\" for table \"{table.Name}\" does not exist" });
        if (found.IndexOid != 0)
        {
            RenameRelation(session.Catalog.Find<Catalog.Index>(found.IndexOid)!, name, session);
            return;
        }

        if (table.FindConstraint(name) is not null) throw AlterErrors.ConstraintExists(name, table.Name);
        session.Transaction.Put(table with { Constraints = table.Constraints.Replace(found, found with { Name = name }) });
    }

    private static void RenameColumn(SchemaObject relation, string column, string name, SessionContext session)
    {
        switch (relation)
        {
            case Table table:
                RenameColumn(table, column, name, session);
                break;
            case View view:
                RenameColumn(view, column, name, session);
                break;
            case Chunk:
                throw InternalErrors.NotSupported("renaming a column of a chunk");
            default:
                throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot rename columns of relation \"{relation.Name}\"", Detail = "This operation is not supported for this kind of relation." });
        }
    }

    private static void RenameColumn(Table table, string column, string name, SessionContext session)
    {
        var found = table.FindColumn(column) ?? throw CatalogErrors.NoColumn(column);
        CheckNewName(name, table.Name, table.LiveColumns.Select(c => c.Name));
        var views = ViewTexts.Capture(session, v => v.DependsOn.Contains(table.Oid));
        var columns = table.Columns.SetItem(found.Number - 1, found with { Name = name });
        var (before, after) = (table.LiveColumns.ToList(), columns.Where(c => !c.IsDropped).ToList());
        string Renamed(string sql) => StoredExpressions.Renamed(sql, table.QualifiedName, before, after, session);
        table = table with
        {
            Columns = [.. columns.Select(c => c.GeneratedSql is null ? c : c with { GeneratedSql = Renamed(c.GeneratedSql) })],
            Constraints = [.. table.Constraints.Select(c => c.CheckSql is null || !c.Columns.Contains(found.Number) ? c : c with { CheckSql = Renamed(c.CheckSql) })],
        };
        foreach (var index in session.Catalog.IndexesOf(table.Oid).Where(i => i.WhereSql is not null || i.Keys.Any(k => k.ExpressionSql is not null)))
        {
            session.Transaction.Put(index with
            {
                WhereSql = index.WhereSql is null ? null : Renamed(index.WhereSql),
                Keys = [.. index.Keys.Select(k => k.ExpressionSql is null ? k : k with { ExpressionSql = Renamed(k.ExpressionSql) })],
            });
        }

        session.Transaction.Put(table);
        views.Rewrite();
    }

    private static void RenameColumn(View view, string column, string name, SessionContext session)
    {
        var at = view.Columns.ToList().FindIndex(c => c.Name == column);
        if (at < 0) throw CatalogErrors.NoColumn(column);
        CheckNewName(name, view.Name, view.Columns.Select(c => c.Name));
        var views = ViewTexts.Capture(session, v => v.DependsOn.Contains(view.Oid));
        session.Transaction.Put(view with { Columns = view.Columns.SetItem(at, view.Columns[at] with { Name = name }) });
        views.Rewrite();
        if (view.Rollup is not { } rollup) return;

        // What keeps the rows of a continuous aggregate calls them as it does.
        RenameColumn(session.Catalog.Find<Table>(rollup.TableOid)!, session.Catalog.Find<Table>(rollup.TableOid)!.LiveColumns.ElementAt(at).Name, name, session);
        foreach (var oid in new[] { rollup.PartialViewOid, rollup.DirectViewOid })
        {
            var inner = session.Catalog.Find<View>(oid)!;
            var query = StoredSql.ParseQuery(inner.Query) is SelectQuery select && select.Items.Count == inner.Columns.Length
                ? SyntaxPrinter.Print(select with { Items = [.. select.Items.Select((item, i) => i == at ? item with { Alias = name } : item)] })
                : inner.Query;
            session.Transaction.Put(inner with { Query = query, Columns = inner.Columns.SetItem(at, inner.Columns[at] with { Name = name }) });
        }
    }

    private static void CheckNewName(string name, string relation, IEnumerable<string> columns)
    {
        TableDraft.CheckColumnName(name);
        if (columns.Contains(name)) throw AlterErrors.ColumnExists(name, relation);
    }

    private static void RenameSchema(RenameStatement statement, SessionContext session)
    {
        var (old, name) = (statement.Name.Object, statement.NewName);
        session.Lock(new LockTarget(0, old), TableLockMode.AccessExclusive);
        var schema = session.Catalog.FindSchema(old) ?? throw CatalogErrors.NoSchema(old);
        session.Lock(new LockTarget(0, name), TableLockMode.AccessExclusive);
        if (session.Catalog.FindSchema(name) is not null) throw CatalogErrors.SchemaExists(name);
        if (name.StartsWith("pg_", StringComparison.Ordinal)) throw CatalogErrors.ReservedSchema(name);
        if (old.StartsWith("_timescaledb_", StringComparison.Ordinal)) throw AlterErrors.ExtensionSchema();
        if (schema.Oid < CatalogBootstrap.FirstUserOid && schema.Oid != CatalogBootstrap.PublicOid) throw CatalogErrors.SystemObject(old);
        var members = session.Catalog.Relations.Where(r => r.Schema == old).ToList();
        foreach (var member in members.Where(m => m is Table or View or Sequence)) session.Lock(member.Oid, TableLockMode.AccessExclusive);
        var oids = members.Select(m => m.Oid).ToHashSet();
        var views = ViewTexts.Capture(session, v => v.DependsOn.Any(oids.Contains));
        session.Transaction.Put(schema with { Name = name });
        foreach (var oid in oids) session.Transaction.Put((SchemaObject)session.Catalog.Find(oid)! with { Schema = name });
        foreach (var type in session.Catalog.UserTypes.Where(t => t.Schema == old).ToList()) session.Transaction.Put(type with { Schema = name });
        foreach (var table in session.Catalog.Relations.OfType<Table>().Where(t => t.Hypertable?.ChunkSchema == old).ToList())
        {
            session.Transaction.Put(table with { Hypertable = table.Hypertable! with { ChunkSchema = name } });
        }

        views.Rewrite();
    }
}
