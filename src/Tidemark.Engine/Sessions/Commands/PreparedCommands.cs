using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>PREPARE, DEALLOCATE and DISCARD.</summary>
internal static class PreparedCommands
{
    public static CommandResult Prepare(PrepareStatement statement, SessionContext session)
    {
        var types = new SqlType?[statement.ParameterTypes.Count];
        for (var i = 0; i < types.Length; i++) types[i] = ColumnTypes.Resolve(statement.ParameterTypes[i], session).Type;
        var prepared = new PreparedStatement(session, new ParsedStatement(statement.Statement, "", 0), types, session.TopSource) { Name = statement.Name, IsFromSql = true };
        prepared.Analyze();
        session.Session.Statements.Add(statement.Name, prepared);
        return "PREPARE";
    }

    public static CommandResult Deallocate(DeallocateStatement statement, SessionContext session)
    {
        if (statement.Name is null)
        {
            session.Session.Statements.Clear();
            return "DEALLOCATE ALL";
        }

        if (!session.Session.Statements.Remove(statement.Name)) throw PreparedStatementErrors.DoesNotExist(statement.Name);
        return "DEALLOCATE";
    }

    public static CommandResult Discard(DiscardStatement statement, SessionContext session)
    {
        if (statement.Target == DiscardTarget.All)
        {
            session.RequireOutsideBlock("DISCARD ALL");
            session.Cursors.CloseAll();
            session.Session.Statements.Clear();
            session.Notifications.Unlisten(null);
            session.AdvisoryLocks.UnlockAll();
            session.ChangeSettings(session.Settings.ResetAll());
        }

        if (statement.Target is DiscardTarget.All or DiscardTarget.Sequences) session.Sequences.Forget();
        if (statement.Target is DiscardTarget.All or DiscardTarget.Temporary) session.Temporary.Discard();

        return $"DISCARD {(statement.Target == DiscardTarget.Temporary ? "TEMP" : statement.Target.ToString().ToUpperInvariant())}";
    }
}
