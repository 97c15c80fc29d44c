using System.CommandLine;
using System.Diagnostics;
using Tidemark.Torture.Killing;

namespace Tidemark.Torture.Commands;

/// <summary><c>torture kill</c>: processes with writers, killed at random moments.</summary>
internal static class KillCommand
{
    public static Command Create()
    {
        var seed = new Option<int?>("--seed") { Description = "seed of the writers and of the moments [default: a new one]", HelpName = "N" };
        var kills = new Option<int>("--kills") { Description = "how many kills", HelpName = "N", DefaultValueFactory = _ => 200 };
        var directory = new Option<string?>("--directory") { Description = "where to keep the data; kept when something is wrong [default: a temporary directory]", HelpName = "DIR" };
        var command = new Command("kill", "processes with several writers (inserts, upserts, updates, deletes, DDL, checkpoints, merges), killed at random moments and compared with the ledger of what they acknowledged") { seed, kills, directory };
        command.SetAction(parsed =>
        {
            var first = parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000_000);
            var path = parsed.GetValue(directory) ?? Directory.CreateTempSubdirectory("tidemark-torture-").FullName;
            Console.WriteLine($"seed {first}, directory {path}");
            var watch = Stopwatch.StartNew();
            using var run = new KillRun(path, first);
            try
            {
                while (run.Kills < parsed.GetValue(kills))
                {
                    run.Next();
                    if (run.Kills % 50 == 0) Console.WriteLine($"{run.Kills} kills, {run.Acknowledged} transactions acknowledged, {watch.Elapsed.TotalSeconds:N0} s");
                }

                run.Finish();
                Console.WriteLine($"{run.Kills} kills, {run.Acknowledged} transactions acknowledged, nothing lost and nothing else found, {watch.Elapsed.TotalSeconds:N1} s");
                if (parsed.GetValue(directory) is null) Directory.Delete(path, recursive: true);
                return 0;
            }
            catch (KillException error)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        });
        return command;
    }
}
