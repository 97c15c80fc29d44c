using System.Globalization;
using Xunit;

namespace Tidemark.Torture.Tests;

/// <summary>
/// Thousands of histories on a simulated file system, another set each time. TIDEMARK_SEED (which a failure prints) chooses the first, TIDEMARK_HISTORIES how many.
/// </summary>
public class SimulationTests
{
    private const int Steps = 60;

    [Fact]
    public void What_was_acknowledged_survives_every_crash_and_nothing_else_appears()
    {
        var histories = FromEnvironment("TIDEMARK_HISTORIES") ?? 1500;
        var counts = Simulation.Simulation.Run(FromEnvironment("TIDEMARK_SEED") ?? Random.Shared.Next(1_000_000_000), histories, Steps);
        // The histories do what they are for.
        Assert.True(counts.Crashes > histories, $"{counts.Crashes} crashes");
        Assert.True(counts.Failures > histories / 2, $"{counts.Failures} failed calls");
        Assert.True(counts.Commits > histories * 10, $"{counts.Commits} commits");
    }

    [Fact]
    public void A_seed_leads_to_the_same_history_again()
    {
        var first = Simulation.History.Run(7, Steps);
        var second = Simulation.History.Run(7, Steps);
        Assert.Equal((first.Commits, first.Crashes, first.Failures, first.Checkpoints), (second.Commits, second.Crashes, second.Failures, second.Checkpoints));
    }

    private static int? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
