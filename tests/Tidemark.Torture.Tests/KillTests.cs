using System.Globalization;
using Tidemark.Testing.Processes;
using Tidemark.Torture.Killing;
using Xunit;

namespace Tidemark.Torture.Tests;

/// <summary>
/// Processes with several writers are killed (SIGKILL) at random moments, two hundred times; after each everything acknowledged is there and nothing else. TIDEMARK_SEED chooses writers and moments,
/// TIDEMARK_KILLS how many kills.
/// </summary>
public class KillTests
{
    // Lanes run two at a time; none lasts so long that it looks like a hang.
    private const int Lanes = 4, SideBySide = 2;

    public static TheoryData<int> AllLanes => [.. Enumerable.Range(0, Lanes)];

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Killed_at_any_moment_nothing_is_lost_and_nothing_else_is_there(int lane)
    {
        var kills = FromEnvironment("TIDEMARK_KILLS") ?? 200;
        var seed = FromEnvironment("TIDEMARK_SEED") ?? Random.Shared.Next(1_000_000_000);
        Parallel.For(0, SideBySide, side =>
        {
            using var directory = new TemporaryDirectory();
            using var run = new KillRun(directory.Path, seed + (lane * SideBySide) + side);
            while (run.Kills < kills / (Lanes * SideBySide)) run.Next();
            run.Finish();
            // Where few are asked for, all may come before the first transaction.
            Assert.True(run.Kills < 20 || run.Acknowledged > run.Kills, $"{run.Acknowledged} transactions were acknowledged in {run.Kills} runs");
        });
    }

    private static int? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
