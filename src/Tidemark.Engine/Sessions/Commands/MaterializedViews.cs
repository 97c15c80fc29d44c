using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE and REFRESH MATERIALIZED VIEW. A materialized view is a table whose rows come from a query.</summary>
internal static class MaterializedViews
{
    public static CommandResult Create(CreateMaterializedViewStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE MATERIALIZED VIEW");
        if (statement.Options.FirstOrDefault(o => o.Namespace is not (null or "toast")) is { } foreign)
        {
            var handler = Builtins.Extensions.MaterializedViews.FirstOrDefault(h => h.Namespaces.Contains(foreign.Namespace!))
                ?? throw AlterErrors.InvalidParameter($"unrecognized parameter namespace \"{foreign.Namespace}\"");
            return handler.Create(statement, session);
        }

        var name = session.CreationTarget(statement.Name);
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(name.Schema, name.Name) is not null)
        {
            if (!statement.IfNotExists) throw CatalogErrors.RelationExists(name.Name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateTable, $"relation \"{name.Name}\" already exists"));
            return "CREATE MATERIALIZED VIEW";
        }

        var binder = session.NewBinder();
        var output = binder.BindQuery(statement.Query).Output;
        Privileges.Check(binder, session);
        if (statement.Columns.Count > output.Length) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "too many column names were specified" });
        var definition = new TableDefinition(session, name);
        for (var i = 0; i < output.Length; i++) definition.AddColumn(i < statement.Columns.Count ? statement.Columns[i].Text : output[i].Name, output[i].Type);
        var table = definition.Build(statement.Options) with
        {
            Materialized = new Materialization
            {
                Query = ViewTexts.Resolved(SyntaxPrinter.Print(statement.Query), session),
                DependsOn = [.. binder.Relations.Used, .. binder.Functions.UsedRoutines],
                IsPopulated = statement.WithData,
            },
        };
        CreateTable.Store(table, [], session);
        return statement.WithData ? $"SELECT {Fill(table, session)}" : "CREATE MATERIALIZED VIEW";
    }

    public static CommandResult Refresh(RefreshMaterializedViewStatement statement, SessionContext session)
    {
        session.RequireWritable("REFRESH MATERIALIZED VIEW");
        if (statement is { IsConcurrent: true, WithData: false })
            throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "CONCURRENTLY and WITH NO DATA options cannot be used together" });
        var found = session.GetRelation(statement.Name);
        if (Builtins.Extensions.MaterializedViews.FirstOrDefault(h => h.Owns(found, session)) is { } handler) return handler.Refresh(found, statement, session);
        session.Lock(found.Oid, statement.IsConcurrent ? TableLockMode.Exclusive : TableLockMode.AccessExclusive);
        var relation = session.GetRelation(statement.Name);
        if (relation is not Table) throw CatalogErrors.WrongKind(relation.Name, "a table or materialized view");
        if (relation is not Table { Materialized: { } materialized } table) throw MaterializedViewErrors.NotOne(statement.Name.Object);
        Privileges.RequireOwner(table, session);
        if (statement.IsConcurrent)
        {
            if (!materialized.IsPopulated) throw MaterializedViewErrors.ConcurrentlyUnpopulated();
            var hasKey = session.Catalog.IndexesOf(table.Oid).Any(i => i.IsUnique && i.WhereSql is null && i.Keys.All(k => k.Column > 0));
            if (!hasKey) throw MaterializedViewErrors.ConcurrentlyWithoutKey($"{table.Schema}.{table.Name}");
        }

        session.Transaction.TruncateStorage(table.StorageId);
        if (materialized.IsPopulated != statement.WithData)
        {
            table = table with { Materialized = materialized with { IsPopulated = statement.WithData } };
            session.Transaction.Put(table);
        }

        if (!statement.WithData) return "REFRESH MATERIALIZED VIEW";
        Fill(table, session);
        foreach (var index in session.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique)) UniqueKeys.CheckExistingRows(index, table, session);
        return "REFRESH MATERIALIZED VIEW";
    }

    // The text has its names resolved, so it means the same whatever the search path.
    private static long Fill(Table table, SessionContext session)
    {
        var rows = 0L;
        foreach (var batch in InternalQuery.Run(table.Materialized!.Query, session))
        {
            session.ThrowIfCancelled();
            session.Transaction.Append(table.StorageId, batch);
            rows += batch.Length;
        }

        return rows;
    }
}
