using System.Collections.Concurrent;
using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Tidemark.Testing.Wire;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>Every script on servers whose settings make rare things usual; rows may come in another order where a statement has none.</summary>
public class HostileSettingsTests
{
    [RequiresTheory(Prerequisite.Tidemark)]
    [InlineData("batches of two rows", "tidemark.batch_rows = 2")]
    [InlineData("every scan shared", "tidemark.parallel_rows = 0")]
    [InlineData("the order of rows always used", "tidemark.ordered_rows = 0")]
    [InlineData("every hash equal", "tidemark.equal_hashes = on")]
    [InlineData("spilling forced", "tidemark.force_spilling = on")]
    [InlineData("optimizer rules off", "tidemark.disabled_rules = '" + HostileSettings.AllRules + "'")]
    [InlineData("time series operators off, a flush after each commit", "tidemark.enable_timeseries_operators = off\ntidemark.flush_each_commit = on")]
    [InlineData("several of them", "tidemark.equal_hashes = on\ntidemark.force_spilling = on\ntidemark.batch_rows = 2\ntidemark.ordered_rows = 0\ntidemark.disabled_rules = 'first_per_group,top_n,join_filters'")]
    public async Task Scripts_give_the_same(string name, string setting)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ScriptServer.StartAsync(setting, directory.Path);
        var reports = await RunAllAsync(new ScriptRunner(server.Address, Engine.Tidemark, anyOrder: true), HostileSettings.Scripts(setting));
        Assert.True(reports.IsEmpty, $"with {name}:\n{string.Concat(reports)}");
    }

    /// <summary>What each script leaves behind is there after the server was killed and started again.</summary>
    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Scripts_leave_what_they_made()
    {
        await using var server = await ScriptServer.StartAsync();
        await RunAllAsync(new ScriptRunner(server.Address, Engine.Tidemark, keepsDatabases: true), HostileSettings.Scripts(""));
        var before = await DumpAsync(server.Address);
        await server.KillAsync();
        await server.RestartAsync();
        var after = await DumpAsync(server.Address);
        Assert.True(before.Count > 100, $"only {before.Count} tables were found");
        Assert.Equal(before, after);
    }

    private static async Task<ConcurrentBag<string>> RunAllAsync(ScriptRunner runner, IEnumerable<string> paths)
    {
        var reports = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(paths, options, async (path, cancel) =>
        {
            var script = Script.Load(ScriptCorpus.Path(path));
            if (script.HasRestart)
                return;
            var result = await runner.RunAsync(script, onlyLine: null, cancel);
            if (result.Failures.Any())
                reports.Add(result.Report(atMost: 5));
        });
        return reports;
    }

    // The rows of every table of every script's database, sorted.
    private static async Task<SortedDictionary<string, string>> DumpAsync(ServerAddress server)
    {
        var tables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var database in await ColumnAsync(server, "SELECT datname FROM pg_database WHERE datname LIKE 'slt\\_%'"))
        {
            await using var connection = await WireConnection.ConnectAsync(server with { Database = database });
            var names = await connection.QueryAsync("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE '\\_timescaledb%'");
            foreach (var row in names.Results[0].Rows)
            {
                var rows = await connection.QueryAsync($"SELECT * FROM {row[0]}");
                if (rows.Error is { } error) throw new WireException(error);
                tables[$"{database}: {row[0]}"] = string.Join('\n', rows.Results[0].Rows.Select(r => string.Join('|', r)).Order(StringComparer.Ordinal));
            }
        }

        return tables;
    }

    private static async Task<List<string>> ColumnAsync(ServerAddress server, string sql)
    {
        await using var connection = await WireConnection.ConnectAsync(server);
        return [.. (await connection.QueryAsync(sql)).Results[0].Rows.Select(row => row[0]!)];
    }
}
