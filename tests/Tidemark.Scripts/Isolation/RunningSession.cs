using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Isolation;

/// <summary>A session of a permutation that is run.</summary>
internal sealed class RunningSession : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Settings = new() { ["TimeZone"] = "UTC", ["application_name"] = "isolation" };

    private readonly WireConnection connection;
    private Task<WireResponse>? running;

    private RunningSession(IsolationSession session, WireConnection connection, int processId)
    {
        Session = session;
        this.connection = connection;
        ProcessId = processId;
    }

    public IsolationSession Session { get; }

    public int ProcessId { get; }

    /// <summary>The step that is under way, or the last one.</summary>
    public string Step { get; private set; } = "";

    /// <summary>Whether a step is under way, its end not reported yet.</summary>
    public bool IsBusy => running is not null;

    public bool IsDone => running!.IsCompleted;

    public bool IsReportedWaiting { get; set; }

    /// <summary>Whether the step ends by itself though it waits, by a timeout.</summary>
    public bool EndsByItself { get; set; }

    public static async Task<RunningSession> OpenAsync(IsolationSession session, ServerAddress address, CancellationToken cancel)
    {
        var connection = await WireConnection.ConnectAsync(address, Settings, cancel);
        if (session.Setup.Length > 0 && (await connection.QueryAsync(session.Setup, cancel)).Error is { } error) throw new WireException(error);
        var id = await connection.QueryAsync("SELECT pg_backend_pid()", cancel);
        return new RunningSession(session, connection, int.Parse(id.Results[0].Rows[0][0]!));
    }

    public void Begin(string step, CancellationToken cancel)
    {
        Step = step;
        IsReportedWaiting = false;
        running = connection.QueryAsync(Session.Steps[step], cancel);
    }

    /// <summary>Reports what came of the step.</summary>
    public async Task EndAsync(List<string> log)
    {
        var step = Step;
        WireResponse response;
        try
        {
            response = await running!;
        }
        catch (Exception broken) when (broken is IOException or WireException)
        {
            running = null;
            log.Add($"{step}: (the connection is gone)");
            return;
        }

        running = null;
        foreach (var notice in response.Notices.Where(n => n.Severity is "NOTICE" or "WARNING")) log.Add($"{step}: {notice.Severity} {InterleavingRunner.Stable(notice.Message)}");
        foreach (var result in response.Results)
        {
            log.Add($"{step}: {result.Tag}");
            log.AddRange(result.Rows.Select(row => "    " + string.Join('|', row.Select(value => value ?? "NULL"))));
        }

        if (response.Error is not { } error) return;
        log.Add($"{step}: {error.Severity} {error.SqlState} {InterleavingRunner.Stable(error.Message)}");
        if (error.Detail is { } detail) log.Add($"    DETAIL: {InterleavingRunner.Stable(detail)}");
        if (error.Hint is { } hint) log.Add($"    HINT: {hint}");
    }

    public ValueTask DisposeAsync()
    {
        if (!IsBusy) return connection.DisposeAsync();
        connection.Abort();
        return ValueTask.CompletedTask;
    }
}
