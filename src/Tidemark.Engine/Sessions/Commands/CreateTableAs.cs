using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE TABLE AS.</summary>
internal static class CreateTableAs
{
    public static CommandResult Execute(CreateTableAsStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE TABLE AS");
        var name = session.CreationTarget(statement.Name, statement.Persistence == Persistence.Temporary);
        CreateTable.CheckOnCommit(statement.OnCommit, name);
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(name.Schema, name.Name) is not null)
        {
            if (!statement.IfNotExists) throw CatalogErrors.RelationExists(name.Name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateTable, $"relation \"{name.Name}\" already exists"));
            return "CREATE TABLE AS";
        }

        if (statement.Options.FirstOrDefault(o => o.Namespace is not (null or "toast")) is { } foreign) throw AlterErrors.InvalidParameter($"unrecognized parameter namespace \"{foreign.Namespace}\"");
        var query = StatementAnalyzer.Analyze(statement.Source, null, session);
        if (query.Columns is null) throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = "prepared statement is not a SELECT" });
        if (statement.Columns.Count > query.Columns.Count) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "too many column names were specified" });
        var definition = new TableDefinition(session, name);
        for (var i = 0; i < query.Columns.Count; i++)
        {
            definition.AddColumn(i < statement.Columns.Count ? statement.Columns[i].Text : query.Columns[i].Name, query.Columns[i].Type);
        }

        var table = definition.Build(statement.Options, statement.OnCommit) with { IsUnlogged = statement.Persistence == Persistence.Unlogged };
        CreateTable.Store(table, [], session);
        if (!statement.WithData) return "CREATE TABLE AS";
        using var runner = query.CreateRunner(session, []);
        var rows = 0L;
        while (runner.Next(int.MaxValue) is { } batch)
        {
            session.Transaction.Append(table.StorageId, batch);
            rows += batch.Length;
        }

        return $"SELECT {rows}";
    }
}
