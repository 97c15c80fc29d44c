using Tidemark.Errors;

namespace Tidemark.Server.Monitoring;

/// <summary>What the server writes to its log.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "tidemark {Version} serves {Directory}")]
    public static partial void Starting(ILogger log, string version, string directory);

    [LoggerMessage(2, LogLevel.Information, "stopping: running statements have {Seconds} s to finish")]
    public static partial void Stopping(ILogger log, double seconds);

    [LoggerMessage(3, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(4, LogLevel.Error, "database {Database} cannot be opened: {State}: {Message}")]
    public static partial void DatabaseUnusable(ILogger log, string database, SqlState state, string message);

    [LoggerMessage(5, LogLevel.Error, "opening the databases failed in a way that is a defect")]
    public static partial void OpeningFailed(ILogger log, Exception defect);

    [LoggerMessage(6, LogLevel.Warning, "in the background: {State}: {Message}")]
    public static partial void BackgroundFailed(ILogger log, SqlState state, string message);

    [LoggerMessage(10, LogLevel.Debug, "{Connection}: session {ProcessId} of user {User} on database {Database}")]
    public static partial void SessionStarted(ILogger log, string connection, int processId, string user, string database);

    [LoggerMessage(11, LogLevel.Warning, "{Connection}: ended with {State}: {Message}")]
    public static partial void Refused(ILogger log, string connection, SqlState state, string message);

    [LoggerMessage(12, LogLevel.Debug, "{Connection}: broken: {Message}")]
    public static partial void ConnectionBroken(ILogger log, string connection, string message);

    [LoggerMessage(13, LogLevel.Error, "{Connection}: failed")]
    public static partial void ConnectionFailed(ILogger log, Exception defect, string connection);

    [LoggerMessage(14, LogLevel.Error, "session {ProcessId}: a statement failed in a way that is a defect")]
    public static partial void StatementFailed(ILogger log, Exception defect, int processId);
}
