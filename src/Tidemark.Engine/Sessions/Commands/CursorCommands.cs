using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Cursors;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>DECLARE and CLOSE.</summary>
internal static class CursorCommands
{
    public static CommandResult Declare(DeclareCursorStatement statement, SessionContext session)
    {
        if (!statement.WithHold && !session.IsInBlock) throw TransactionErrors.OutsideBlock("DECLARE CURSOR");
        session.Cursors.CheckFree(statement.Name);
        CheckLocking(statement);
        if (statement.Query.With?.Tables.Any(t => t.Body is not SelectStatement) == true) throw CursorErrors.Modifies();
        var query = AnalyzedQuery.Analyze(new SelectStatement(statement.Query) { Position = statement.Position }, null, session);
        session.Cursors.Add(new Cursor(statement, session.TopSource, query, session));
        return "DECLARE CURSOR";
    }

    public static CommandResult Close(CloseStatement statement, SessionContext session)
    {
        if (statement.Cursor is null)
        {
            session.Cursors.CloseAll();
            return "CLOSE CURSOR ALL";
        }

        session.Cursors.Close(statement.Cursor);
        return "CLOSE CURSOR";
    }

    private static void CheckLocking(DeclareCursorStatement statement)
    {
        if (statement.Query.Locking.IsEmpty) return;
        var name = statement.Query.Locking[0].Strength switch
        {
            LockStrength.KeyShare => "FOR KEY SHARE",
            LockStrength.Share => "FOR SHARE",
            LockStrength.NoKeyUpdate => "FOR NO KEY UPDATE",
            _ => "FOR UPDATE",
        };
        if (statement.WithHold) throw CursorErrors.Locks("Holdable", name);
        if (statement.Scroll == true) throw CursorErrors.Locks("Scrollable", name);
        if (statement.Insensitive == true) throw CursorErrors.Locks("Insensitive", name);
    }
}
