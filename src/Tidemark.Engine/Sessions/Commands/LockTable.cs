using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>LOCK TABLE.</summary>
internal static class LockTable
{
    public static CommandResult Execute(LockStatement statement, SessionContext session)
    {
        if (!session.IsInBlock) throw TransactionErrors.OutsideBlock("LOCK TABLE");
        if (statement.Mode > LockMode.RowShare) session.RequireWritable("LOCK TABLE");
        foreach (var target in statement.Tables) Lock(target.Name, (TableLockMode)statement.Mode, statement.NoWait, session);
        return "LOCK TABLE";
    }

    private static void Lock(QualifiedName name, TableLockMode mode, bool noWait, SessionContext session)
    {
        var oid = session.GetRelation(name) switch
        {
            Table table => table.Oid,
            Chunk chunk => chunk.Oid,
            View view => view.Oid,
            _ => throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"\"{name.Object}\" is not a table or view" }),
        };
        if (session.Catalog.Find(oid) is { } locked && (mode == TableLockMode.AccessShare ? "rwdD" : mode == TableLockMode.RowExclusive ? "awdD" : "wdD").All(l => !Acls.Has(locked, session.CurrentUser, l, session.Instance.Catalog))) throw Privileges.Denied(locked);
        if (!noWait) session.Lock(oid, mode);
        else if (!session.Transaction.TryLock(oid, mode)) throw LockErrors.RelationNotAvailable(name.Object);

        // The table that was waited for may be gone, or be another one under the same name.
        if (session.GetRelation(name).Oid != oid) Lock(name, mode, noWait, session);
    }
}
