using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>LISTEN, NOTIFY and UNLISTEN.</summary>
internal static class NotifyCommands
{
    public static CommandResult Listen(ListenStatement statement, SessionContext session)
    {
        session.Notifications.Listen(statement.Channel);
        return "LISTEN";
    }

    public static CommandResult Notify(NotifyStatement statement, SessionContext session)
    {
        session.Notifications.Notify(statement.Channel, statement.Payload ?? "");
        return "NOTIFY";
    }

    public static CommandResult Unlisten(UnlistenStatement statement, SessionContext session)
    {
        session.Notifications.Unlisten(statement.Channel);
        return "UNLISTEN";
    }
}
