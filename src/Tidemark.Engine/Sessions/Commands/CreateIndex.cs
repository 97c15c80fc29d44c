using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE INDEX. The table's rows that are in segments already keep their order until they are rewritten.</summary>
internal static class CreateIndex
{
    public static CommandResult Execute(CreateIndexStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE INDEX");
        if (statement.IsConcurrent) session.RequireOutsideBlock("CREATE INDEX CONCURRENTLY");
        var relation = session.GetRelation(statement.Table);
        if (relation is Chunk) throw InternalErrors.NotSupported("CREATE INDEX on a chunk", statement.Position);
        var rollup = (relation as View)?.Rollup;
        if (rollup is not null && statement.IsUnique) throw RollupErrors.NoUniqueIndexes();
        if ((rollup is null ? relation : session.Catalog.Find(rollup.TableOid)) is not Table found) throw CatalogErrors.WrongKind(statement.Table.Object, "a table");
        if (statement.IsConcurrent && found.Hypertable is not null) throw HypertableErrors.ConcurrentIndex();
        session.Lock(found.Oid, TableLockMode.AccessExclusive);
        var table = rollup is null ? session.GetTable(statement.Table) : session.Catalog.Find<Table>(found.Oid)!;
        Privileges.RequireOwner(table, session);
        IndexOptions.Check(statement, table, session);
        if (statement.Method is not (null or "btree" or "hash" or "brin")) throw CatalogErrors.Undefined("access method", statement.Method);
        var keys = statement.Elements.Select(e => Key(e, table, statement.Method ?? "btree", session)).ToImmutableArray();
        var name = statement.Name ?? session.ChooseName(table.Schema, table.Name, string.Join('_', statement.Elements.Select(NamePart)), "idx");
        if (session.Catalog.FindRelation(table.Schema, name) is not null)
        {
            if (!statement.IfNotExists) throw CatalogErrors.RelationExists(name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateTable, $"relation \"{name}\" already exists"));
            return "CREATE INDEX";
        }

        var index = new Catalog.Index
        {
            Oid = session.Database.NextOid(),
            Schema = table.Schema,
            Name = name,
            Owner = session.CurrentUser,
            TableOid = table.Oid,
            Keys = keys,
            Included = [.. statement.Include.Select(e => Find(e, table).Number)],
            IsUnique = statement.IsUnique,
            NullsNotDistinct = statement.NullsNotDistinct,
            WhereSql = statement.Where is null ? null : StoredExpressions.IndexCondition(statement.Where, table.QualifiedName, table.LiveColumns, session).Sql,
            Method = statement.Method ?? "btree",
        };
        Add(index, table, session);
        return "CREATE INDEX";
    }

    /// <summary>Adds an index to a table and lets new rows follow its order, if it is the one that decides it.</summary>
    public static void Add(Catalog.Index index, Table table, SessionContext session)
    {
        if (index.IsUnique) UniqueKeys.CheckDefinition(index, table);
        session.Transaction.Put(index);
        if (index.IsUnique) UniqueKeys.CheckExistingRows(index, table, session);
        Relayout(table, session);
    }

    /// <summary>Gives a table's storage the layout that its columns and indexes ask for now.</summary>
    public static void Relayout(Table table, SessionContext session)
    {
        var indexes = session.Catalog.IndexesOf(table.Oid);
        if (table.Hypertable is null)
        {
            session.Transaction.AlterStorage(table.StorageId, TableLayout.Of(table, indexes));
            return;
        }

        foreach (var chunk in session.Catalog.ChunksOf(table.Oid).All) session.Transaction.AlterStorage(chunk.StorageId, TableLayout.Of(table, indexes, chunk.Columnstore));
    }

    private static IndexKey Key(IndexElement element, Table table, string method, SessionContext session)
    {
        if (element.OperatorClass is { } wanted && !IndexOptions.IsOperatorClass(wanted.Object))
        {
            throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"operator class \"{wanted}\" does not exist for access method \"{method}\"" });
        }

        var descending = element.Direction == SortDirection.Descending;
        var nullsFirst = element.Nulls switch
        {
            NullsOrder.First => true,
            NullsOrder.Last => false,
            _ => descending,
        };
        if (element.Column is not null) return new IndexKey(Find(element, table).Number, null, descending, nullsFirst);
        return new IndexKey(0, StoredExpressions.Index(element.Value!, table.QualifiedName, table.LiveColumns, session).Sql, descending, nullsFirst);
    }

    private static Column Find(IndexElement element, Table table) =>
        table.FindColumn(element.Column ?? "") ?? throw CatalogErrors.NoColumn(element.Column ?? "").At(element.Position == 0 ? null : element.Position);

    private static string NamePart(IndexElement element) => element.Column ?? "expr";
}
