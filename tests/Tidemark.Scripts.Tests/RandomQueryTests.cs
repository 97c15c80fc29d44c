using Tidemark.Scripts.RandomQueries;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>Random queries on PostgreSQL 15 and on Tidemark.</summary>
public class RandomQueryTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(150);

    [RequiresFact(Prerequisite.PostgreSql, Prerequisite.Tidemark)]
    public async Task Random_queries_answer_as_on_PostgreSql()
    {
        await using var oracle = await PostgresOracle.StartAsync();
        await using var server = await TidemarkProcess.StartAsync();

        // TIDEMARK_SEED repeats a run; the seed is in the report.
#pragma warning disable CA5394 // A seed is no secret.
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TIDEMARK_SEED"), out var given) ? given : Random.Shared.Next(1, 1_000_000_000);
#pragma warning restore CA5394
        var report = new StringWriter();
        var bad = await RandomCommand.RunAsync(oracle.Address, server.Address, seed, query: null, Time, atMost: 5, report, showOpen: false, CancellationToken.None);
        Assert.True(bad == 0, report.ToString());
    }
}
