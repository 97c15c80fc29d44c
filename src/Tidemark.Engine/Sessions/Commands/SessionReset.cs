using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// CLOSE and UNLISTEN, which pools of connections send when they take a connection back. DECLARE and LISTEN are refused, so that there is never a cursor to close
/// or a channel to leave.
/// </summary>
internal static class SessionReset
{
    public static CommandResult Close(CloseStatement statement) =>
        statement.Cursor is null ? "CLOSE CURSOR ALL" : throw PreparedStatementErrors.CursorDoesNotExist(statement.Cursor);

    public static CommandResult Unlisten() => "UNLISTEN";
}
