using System.Text.RegularExpressions;
using Tidemark.Scripts.Running;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Isolation;

/// <summary>
/// Runs permutations. After each step the server is asked who waits for whom (pg_blocking_pids) until every step that is under way is done or waits for a session that can go on;
/// of sessions that wait for each other one is waited for, because the server will end its wait.
/// </summary>
internal sealed partial class InterleavingRunner(ServerAddress server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>What came of each permutation.</summary>
    /// <param name="file">The file.</param>
    /// <param name="onlyLine">The only permutation to run; null for all.</param>
    public async Task<IReadOnlyDictionary<Permutation, IReadOnlyList<string>>> RunAsync(Interleaving file, int? onlyLine, CancellationToken cancel)
    {
        await using var database = await ScriptDatabase.CreateAsync(server, file.Path, cancel);
        var outcomes = new Dictionary<Permutation, IReadOnlyList<string>>();
        foreach (var permutation in file.Permutations.Where(p => onlyLine is null || p.Line == onlyLine))
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(Patience);
            try
            {
                outcomes[permutation] = await RunAsync(file, permutation, database.Address, timeout.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                outcomes[permutation] = [$"(no end within {Patience.TotalSeconds} s)"];
            }
        }

        return outcomes;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Interleaving file, Permutation permutation, ServerAddress address, CancellationToken cancel)
    {
        await using var control = await WireConnection.ConnectAsync(address, cancel: cancel);
        await RequireAsync(control, file.Setup, cancel);
        var sessions = new List<RunningSession>();
        var log = new List<string>();
        try
        {
            foreach (var session in file.Sessions) sessions.Add(await RunningSession.OpenAsync(session, address, cancel));
            foreach (var written in permutation.Steps)
            {
                var step = written.TrimEnd('!');
                var session = sessions.Find(s => s.Session.Steps.ContainsKey(step))!;
                if (session.IsBusy)
                {
                    log.Add($"{step}: (the session still waits)");
                    break;
                }

                session.EndsByItself = written.EndsWith('!');
                session.Begin(step, cancel);
                await SettleAsync(sessions, control, log, cancel);
            }
        }
        finally
        {
            foreach (var session in sessions)
            {
                if (session.IsBusy) await control.QueryAsync($"SELECT pg_terminate_backend({session.ProcessId})", CancellationToken.None);
                await session.DisposeAsync();
            }
        }

        await RequireAsync(control, file.Teardown, cancel);
        return log;
    }

    private static async Task RequireAsync(WireConnection connection, string sql, CancellationToken cancel)
    {
        if (sql.Length == 0) return;
        var response = await connection.QueryAsync(sql, cancel);
        if (response.Error is { } error) throw new WireException(error);
    }

    private static async Task SettleAsync(List<RunningSession> sessions, WireConnection control, List<string> log, CancellationToken cancel)
    {
        while (true)
        {
            var busy = sessions.Where(s => s.IsBusy).ToList();
            var waitsFor = busy.Count == 0 ? [] : await BlockersAsync(control, busy, cancel);
            if (busy.Any(s => s.IsDone))
            {
                if (busy.TrueForAll(s => s.IsDone || CanWait(s, waitsFor))) break;
            }
            else if (busy.TrueForAll(s => CanWait(s, waitsFor)))
            {
                break;
            }

            await Task.Delay(Pause, cancel);
        }

        // A step that is done may have let others go on: they are looked at again.
        var done = sessions.Where(s => s is { IsBusy: true, IsDone: true }).ToList();
        var latest = done.Find(s => !s.IsReportedWaiting);
        foreach (var session in done.OrderBy(s => s == latest ? 0 : 1)) await session.EndAsync(log);
        if (done.Count > 0)
        {
            await SettleAsync(sessions, control, log, cancel);
            return;
        }

        foreach (var session in sessions.Where(s => s is { IsBusy: true, IsReportedWaiting: false }))
        {
            session.IsReportedWaiting = true;
            log.Add($"{session.Step}: (waits)");
        }
    }

    // Whether a session waits, and for somebody who does not wait for it in turn.
    private static bool CanWait(RunningSession session, Dictionary<int, int[]> waitsFor)
    {
        if (session.EndsByItself || !waitsFor.TryGetValue(session.ProcessId, out var first) || first.Length == 0) return false;
        var seen = new HashSet<int>();
        var open = new Stack<int>(first);
        while (open.TryPop(out var next))
        {
            if (next == session.ProcessId) return false;
            if (!seen.Add(next)) continue;
            foreach (var further in waitsFor.GetValueOrDefault(next, [])) open.Push(further);
        }

        return true;
    }

    private static async Task<Dictionary<int, int[]>> BlockersAsync(WireConnection control, List<RunningSession> sessions, CancellationToken cancel)
    {
        var columns = string.Join(", ", sessions.Select(s => $"pg_blocking_pids({s.ProcessId})"));
        var response = await control.QueryAsync($"SELECT {columns}", cancel);
        if (response.Error is { } error) throw new WireException(error);
        var row = response.Results[0].Rows[0];
        return sessions.Select((s, i) => (s.ProcessId, Pids: row[i]!.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .ToDictionary(s => s.ProcessId, s => Array.ConvertAll(s.Pids, int.Parse));
    }

    [GeneratedRegex(@"\b(Process|process|transaction|relation|database|PID|pid) \d+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@" of database N|\[\d+(,\d+)*\]")]
    private static partial Regex Places();

    /// <summary>Text without what differs from run to run.</summary>
    internal static string Stable(string text) => Places().Replace(Numbers().Replace(text, "$1 N"), m => m.Value.StartsWith('[') ? "[N]" : "").Replace("\n", "\\n");
}
