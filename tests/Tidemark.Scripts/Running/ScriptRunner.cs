using Tidemark.Scripts.Format;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Running;

/// <summary>Runs scripts on a server, each in a database of its own.</summary>
/// <param name="restart">Restarts the server; without it a restart only closes the script's sessions.</param>
/// <param name="inPlace">Uses the database of the address instead.</param>
/// <param name="keepsDatabases">Leaves the scripts' databases as they are at the end.</param>
/// <param name="anyOrder">Whether rows may come in any order where the statement has no ORDER BY.</param>
internal sealed class ScriptRunner(ServerAddress server, Engine engine, Func<Task>? restart = null, bool inPlace = false, bool anyOrder = false, bool keepsDatabases = false)
{
    /// <summary>Finds out what answers at the address.</summary>
    public static async Task<Engine> DetectAsync(ServerAddress server, CancellationToken cancel)
    {
        await using var connection = await WireConnection.ConnectAsync(server, cancel: cancel);
        var version = (await connection.QueryAsync("SELECT version()", cancel)).Results[0].Rows[0][0]!;
        if (version.Contains("Tidemark", StringComparison.OrdinalIgnoreCase))
            return Engine.Tidemark;
        var extension = await connection.QueryAsync("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'", cancel);
        return extension.Results[0].Rows.Count > 0 ? Engine.Timescale : Engine.Postgres;
    }

    /// <param name="onlyLine">Judges only the record that has this line; what stands before it still runs.</param>
    public async Task<ScriptResult> RunAsync(Script script, int? onlyLine, CancellationToken cancel)
    {
        await using var database = inPlace ? ScriptDatabase.InPlace(server) : await ScriptDatabase.CreateAsync(server, script.Path, cancel, keepsDatabases);
        await using var sessions = new ScriptSessions(database.Address);
        var result = new ScriptResult(script, anyOrder);
        foreach (var record in script.Records)
        {
            cancel.ThrowIfCancellationRequested();
            if (!record.AppliesTo(engine))
                continue;
            if (record.Start >= onlyLine)
                break;
            if (record.IsRestart)
            {
                await sessions.CloseAllAsync();
                if (restart is not null)
                    await restart();
                continue;
            }

            await RunAsync(record, sessions, result, judge: onlyLine is null || onlyLine <= record.End);
        }

        return result;
    }

    private static async Task RunAsync(ScriptRecord record, ScriptSessions sessions, ScriptResult result, bool judge)
    {
        try
        {
            var response = await sessions.QueryAsync(record.Connection, record.Sql);
            var actual = Answer.Of(response, record.Expected is Returns { RowSort: true });
            if (judge)
                result.Add(record, actual);
        }
        catch (WireException error)
        {
            result.Add(record, new Breaks(error.Message));
        }
    }
}
