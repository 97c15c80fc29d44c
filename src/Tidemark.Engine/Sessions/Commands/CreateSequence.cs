using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE SEQUENCE.</summary>
internal static class CreateSequence
{
    public static CommandResult Execute(CreateSequenceStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE SEQUENCE");
        var name = session.CreationTarget(statement.Name, statement.Persistence == Persistence.Temporary);
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(name.Schema, name.Name) is not null)
        {
            if (!statement.IfNotExists) throw CatalogErrors.RelationExists(name.Name);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateTable, $"relation \"{name.Name}\" already exists"));
            return "CREATE SEQUENCE";
        }

        var sequence = SequenceOptions.Default(session.Database.NextOid(), name, SqlTypes.Int8) with { Owner = session.CurrentUser };
        sequence = SequenceOptions.Apply(sequence, statement.Options, session);
        if (statement.Options.FirstOrDefault(o => o.Kind == SequenceOptionKind.OwnedBy) is { } owner) sequence = AlterSequence.Own(sequence, owner, session);
        session.Transaction.Put(DefaultPrivileges.Apply(sequence, name.Schema, session.Catalog));
        return "CREATE SEQUENCE";
    }
}
