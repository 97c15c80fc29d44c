using Tidemark.Scripts.Format;
using Tidemark.Scripts.Isolation;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Tidemark.Testing.Wire;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>Every interleaving of tests/isolation, on Tidemark and on PostgreSQL 15: what the files expect is what PostgreSQL does.</summary>
public class IsolationTests
{
    private static readonly string Directory = Path.Combine(Repository.Root, "tests", "isolation");

    [Fact]
    public async Task Tidemark_interleaves_as_recorded()
    {
        await using var server = await TidemarkProcess.StartAsync();
        await JudgeAsync(server.Address, Engine.Tidemark);
    }

    [RequiresFact(Prerequisite.PostgreSql)]
    public async Task PostgreSql_interleaves_as_recorded()
    {
        await using var oracle = await PostgresOracle.StartAsync();
        await JudgeAsync(oracle.Address, Engine.Postgres);
    }

    private static async Task JudgeAsync(ServerAddress address, Engine engine)
    {
        var differences = new List<string>();
        var count = 0;
        foreach (var (path, _) in IsolationCommand.Find([Directory]))
        {
            var file = InterleavingParser.Load(path);
            var outcomes = await new InterleavingRunner(address).RunAsync(file, onlyLine: null, CancellationToken.None);
            count += outcomes.Count;
            differences.AddRange(IsolationCommand.Differences(file, outcomes, engine));
        }

        Assert.True(count >= 60, $"only {count} permutations were found");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
