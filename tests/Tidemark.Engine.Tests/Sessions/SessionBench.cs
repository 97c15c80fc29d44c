using System.Text;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Engine.Tests.Sessions;

/// <summary>A database in a directory of its own, and sessions on it that run statements on this thread or beside it.</summary>
public sealed class SessionBench : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"tidemark-sessions-{Guid.NewGuid():n}");
    private readonly Instance _instance;
    private readonly List<Session> _sessions = [];

    public SessionBench(StoreOptions? store = null)
    {
        Directory.CreateDirectory(_directory);
        _instance = Instance.Open(_directory, new InstanceOptions { ChecksInvariants = true, Store = store ?? new StoreOptions() });
    }

    /// <summary>A new session.</summary>
    public Session Open()
    {
        var session = _instance.Connect("postgres", "postgres", new Dictionary<string, string> { ["TimeZone"] = "UTC" });
        _sessions.Add(session);
        return session;
    }

    /// <summary>Runs a script: the rows of its last statement, values parted by |, or the command tag where it gives none; for an error its SQLSTATE, message and detail.</summary>
    public static string Run(Session session, string sql)
    {
        try
        {
            var result = "";
            foreach (var statement in session.PrepareScript(sql))
            {
                using var portal = session.Bind(statement, []);
                var lines = new List<string>();
                while (portal.Next(int.MaxValue) is { } batch) Format(batch, lines);
                result = portal.Columns.Count > 0 ? string.Join('\n', lines) : portal.CommandTag;
            }

            session.CompleteImplicitTransaction();
            return result;
        }
        catch (SqlException error)
        {
            session.Abort();
            return $"{error.Error.State} {error.Error.Message}{(error.Error.Detail is { } detail ? $" | {detail}" : "")}";
        }
    }

    /// <summary>Runs a script that must succeed.</summary>
    public static void Do(Session session, string sql)
    {
        var result = Run(session, sql);
        Assert.False(IsError(result), $"{sql}\n{result}");
    }

    /// <summary>Runs a script that may lose against another session, by a deadlock or a conflict, and then has changed nothing.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static bool DoOrLose(Session session, string sql)
    {
        var result = Run(session, sql);
        if (!IsError(result)) return true;
        Run(session, "ROLLBACK");
        Assert.True(result.StartsWith("40", StringComparison.Ordinal), $"{sql}\n{result}");
        return false;
    }

    private static bool IsError(string result) =>
        result.Length > 6 && result[5] == ' ' && result[..5].All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c)) && result[..5].Any(char.IsAsciiDigit);

    /// <summary>Begins a script beside this thread, and comes back when it waits for a lock or is done.</summary>
    public static Task<string> Start(Session session, string sql)
    {
        var task = Task.Factory.StartNew(() => Run(session, sql), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        SpinWait.SpinUntil(() => task.IsCompleted || IsWaiting(session));
        return task;
    }

    /// <summary>Whether a session waits for a lock.</summary>
    public static bool IsWaiting(Session session) => session.Context.Current?.LockOwner.Group.Wait is not null;

    public void Dispose()
    {
        var failed = _sessions.Select(s => s.Context.Database.Store.BackgroundError).FirstOrDefault(e => e is not null);
        foreach (var session in _sessions) session.Dispose();
        _instance.Dispose();
        Directory.Delete(_directory, recursive: true);
        Assert.True(failed is null, failed?.ToString());
    }

    private static void Format(Batch batch, List<string> lines)
    {
        var columns = new BytesVector[batch.ColumnCount];
        for (var c = 0; c < columns.Length; c++)
        {
            var column = batch.Column(c);
            var text = new BytesVectorBuilder(SqlTypes.Text);
            TypeCodec.For(column.Type).FormatText(VectorShapes.Flatten(column, VectorBuilder.Create(column.Type)), text, FormatSettings.Default);
            columns[c] = (BytesVector)text.Detach();
        }

        for (var row = 0; row < batch.Length; row++) lines.Add(string.Join('|', columns.Select(c => c.IsNull(row) ? "" : Encoding.UTF8.GetString(c[row]))));
    }
}
