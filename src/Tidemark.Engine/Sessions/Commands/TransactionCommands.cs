using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>BEGIN, COMMIT, ROLLBACK, savepoints and SET TRANSACTION.</summary>
internal static class TransactionCommands
{
    public static CommandResult Begin(BeginStatement statement, SessionContext session)
    {
        session.BeginBlock(statement.Modes);
        return statement.IsStart ? "START TRANSACTION" : "BEGIN";
    }

    public static CommandResult Commit(CommitStatement statement, SessionContext session)
    {
        WarnOutsideBlock(session);
        var modes = ChainedModes(statement.AndChain, session, "COMMIT AND CHAIN");
        var committed = session.Commit();
        if (modes is not null) session.BeginBlock(modes);
        return committed ? "COMMIT" : "ROLLBACK";
    }

    public static CommandResult Rollback(RollbackStatement statement, SessionContext session)
    {
        WarnOutsideBlock(session);
        var modes = ChainedModes(statement.AndChain, session, "ROLLBACK AND CHAIN");
        session.Rollback();
        if (modes is not null) session.BeginBlock(modes);
        return "ROLLBACK";
    }

    public static CommandResult Save(SavepointStatement statement, SessionContext session)
    {
        session.Save(statement.Name);
        return "SAVEPOINT";
    }

    public static CommandResult Release(ReleaseSavepointStatement statement, SessionContext session)
    {
        session.Release(statement.Name);
        return "RELEASE";
    }

    public static CommandResult RollbackTo(RollbackToSavepointStatement statement, SessionContext session)
    {
        session.RollbackTo(statement.Name);
        return "ROLLBACK";
    }

    public static CommandResult SetModes(SetTransactionStatement statement, SessionContext session)
    {
        if (statement.IsSessionDefault)
        {
            if (statement.Modes.Isolation is { } isolation) session.Set("default_transaction_isolation", Words(isolation), isLocal: false);
            if (statement.Modes.IsReadOnly is { } isReadOnly) session.Set("default_transaction_read_only", isReadOnly ? "on" : "off", isLocal: false);
            if (statement.Modes.IsDeferrable is { } isDeferrable) session.Set("default_transaction_deferrable", isDeferrable ? "on" : "off", isLocal: false);
            return "SET";
        }

        if (!session.IsInBlock) session.Notice(TransactionErrors.OnlyInBlock("SET TRANSACTION"));
        session.SetModes(statement.Modes);
        return "SET";
    }

    private static void WarnOutsideBlock(SessionContext session)
    {
        if (!session.IsInBlock) session.Notice(TransactionErrors.NotInBlock());
    }

    private static TransactionModes? ChainedModes(bool andChain, SessionContext session, string command)
    {
        if (!andChain) return null;
        if (!session.IsInBlock) throw TransactionErrors.OutsideBlock(command);
        return new TransactionModes(session.Transaction.Isolation, session.Transaction.IsReadOnly, null);
    }

    private static string Words(IsolationLevel isolation) => isolation switch
    {
        IsolationLevel.Serializable => "serializable",
        IsolationLevel.RepeatableRead => "repeatable read",
        IsolationLevel.ReadUncommitted => "read uncommitted",
        _ => "read committed",
    };
}
