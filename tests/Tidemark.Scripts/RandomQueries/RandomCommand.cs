using System.CommandLine;
using System.Diagnostics;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.RandomQueries;

/// <summary>random: random queries on PostgreSQL and on a server, their answers compared.</summary>
internal static class RandomCommand
{
    public static Command Create()
    {
        var server = new Option<string>("--server") { Description = "connection string of the server to test, a database of its own", Required = true };
        var oracle = new Option<string>("--oracle") { Description = "connection string of PostgreSQL 15", Required = true };
        var seed = new Option<int?>("--seed") { Description = "where to begin; random if it is not given" };
        var query = new Option<int?>("--query") { Description = "only this query of the seed" };
        var seconds = new Option<int>("--seconds") { Description = "how long to go on", DefaultValueFactory = _ => 60 };
        var atMost = new Option<int>("--differences") { Description = "how many differences to show before it ends", DefaultValueFactory = _ => 10 };
        var open = new Option<bool>("--open") { Description = "show the queries that fail on one side only because of their values" };
        var command = new Command("random", "run random queries on PostgreSQL and on a server, and compare") { server, oracle, seed, query, seconds, atMost, open };
        command.SetAction(async (parsed, cancel) =>
        {
            // No secret depends on it.
#pragma warning disable CA5394 // A seed is no secret.
            var start = parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000_000);
#pragma warning restore CA5394
            Console.Out.WriteLine($"seed {start}");
            var bad = await RunAsync(ServerAddress.Parse(parsed.GetRequiredValue(oracle)), ServerAddress.Parse(parsed.GetRequiredValue(server)), start, parsed.GetValue(query),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(atMost), Console.Out, parsed.GetValue(open), cancel);
            return bad == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Runs rounds until the time is up; returns how many queries differ.</summary>
    public static async Task<int> RunAsync(
        ServerAddress oracle, ServerAddress server, int seed, int? query, TimeSpan time, int atMost, TextWriter output, bool showOpen, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        int compared = 0, open = 0, bad = 0, rounds = 0;
        while (watch.Elapsed < time && bad < atMost)
        {
            await using var expected = await WireConnection.ConnectAsync(oracle, cancel: cancel);
            await using var actual = await WireConnection.ConnectAsync(server, cancel: cancel);
            var round = new RandomRound(seed + rounds, expected, actual, showOpen ? output.WriteLine : null);
            foreach (var difference in await round.RunAsync(query, () => watch.Elapsed > time, cancel))
            {
                output.WriteLine(difference);
                bad++;
            }

            compared += round.Compared;
            open += round.Open;
            rounds++;
            if (query is not null) break;
        }

        output.WriteLine($"{compared} queries in {rounds} rounds from seed {seed}, {open} without a promise, {bad} differ");
        return bad;
    }
}
