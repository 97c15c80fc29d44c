using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE TABLE.</summary>
internal static class CreateTable
{
    public static CommandResult Execute(CreateTableStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE TABLE");
        RefuseUnsupported(statement);
        var name = session.CreationTarget(statement.Name, statement.Persistence == Persistence.Temporary);
        CheckOnCommit(statement.OnCommit, name);
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(name.Schema, name.Name) is not null)
        {
            if (!statement.IfNotExists) throw CatalogErrors.RelationExists(name.Name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateTable, $"relation \"{name.Name}\" already exists"));
            return "CREATE TABLE";
        }

        var definition = new TableDefinition(session, name);
        foreach (var element in statement.Elements) definition.Add(element);
        var table = definition.Build(statement.Options, statement.OnCommit) with { IsUnlogged = statement.Persistence == Persistence.Unlogged };
        Store(table, definition.Indexes, session);
        foreach (var sequence in definition.Sequences) session.Transaction.Put(sequence);
        foreach (var text in definition.LikeIndexes(table)) NestedStatement.Run(text, session);
        TableOptions.Apply(table, statement.Options, session);
        return "CREATE TABLE";
    }

    /// <summary>42P16 for ON COMMIT of a table that stays.</summary>
    public static void CheckOnCommit(OnCommitAction action, ObjectName name)
    {
        if (action != OnCommitAction.Default && !TemporarySchema.Is(name.Schema))
            throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = "ON COMMIT can only be used on temporary tables" });
    }

    /// <summary>Puts a new table, its indexes and its storage into the transaction.</summary>
    public static void Store(Table table, ImmutableArray<Catalog.Index> indexes, SessionContext session)
    {
        session.Transaction.Put(table);
        foreach (var index in indexes) session.Transaction.Put(index);
        session.Transaction.CreateStorage(table.StorageId, TableLayout.Of(table, indexes));
    }

    private static void RefuseUnsupported(CreateTableStatement statement)
    {
        if (!statement.Inherits.IsEmpty) throw InternalErrors.NotSupported("INHERITS", statement.Position);
        if (statement.OfType is not null) throw InternalErrors.NotSupported("CREATE TABLE OF", statement.Position);
        if (statement.PartitionOf is not null) throw InternalErrors.NotSupported("CREATE TABLE PARTITION OF", statement.Position);
        if (statement.PartitionBy is not null) throw InternalErrors.NotSupported("PARTITION BY", statement.Position, "Make the table a hypertable with create_hypertable().");
    }
}
