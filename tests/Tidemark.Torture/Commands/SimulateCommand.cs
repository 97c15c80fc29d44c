using System.CommandLine;
using System.Diagnostics;
using Tidemark.Torture.Simulation;

namespace Tidemark.Torture.Commands;

/// <summary><c>torture simulate</c>: random histories on a simulated file system.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var seed = new Option<int?>("--seed") { Description = "seed of the first history; the others count on [default: a new one]", HelpName = "N" };
        var histories = new Option<int>("--histories") { Description = "how many histories", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var steps = new Option<int>("--steps") { Description = "steps of each history", HelpName = "N", DefaultValueFactory = _ => 60 };
        var command = new Command("simulate", "random histories on a file system that loses, tears and reorders what was not flushed, and fails calls") { seed, histories, steps };
        command.SetAction(parsed =>
        {
            var first = parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000_000);
            var watch = Stopwatch.StartNew();
            Console.WriteLine($"seed {first}");
            try
            {
                var counts = Simulation.Simulation.Run(first, parsed.GetValue(histories), parsed.GetValue(steps), done =>
                {
                    if (done % 1000 == 0) Console.WriteLine($"{done} histories, {watch.Elapsed.TotalSeconds:N0} s");
                });
                Console.WriteLine($"{parsed.GetValue(histories)} histories: {counts.Commits} commits, {counts.Checkpoints} checkpoints, {counts.Merges} merges, {counts.Crashes} crashes, {counts.Failures} failed calls survived, {watch.Elapsed.TotalSeconds:N1} s");
                return 0;
            }
            catch (HistoryException error)
            {
                Console.Error.WriteLine(error);
                return 1;
            }
        });
        return command;
    }
}
