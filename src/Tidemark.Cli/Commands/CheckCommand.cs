using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;

namespace Tidemark.Cli.Commands;

/// <summary><c>tidemark check</c>: looks through a data directory without changing it. Exit code 0: all is well; 1: damage was found; 2: the directory cannot be checked.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "data directory" };
        var quiet = new Option<bool>("--quiet") { Description = "print damage alone" };
        var command = new Command("check", "verify a data directory that is not in use, without changing it: all checksums of log, checkpoint and segments, and whether they, the catalog and unique keys agree; exit code 0 when all is well, 1 when damage is found, 2 when the directory cannot be checked") { directory, quiet };
        command.SetAction(parsed => Check(parsed.GetValue(directory)!, parsed.GetValue(quiet)));
        return command;
    }

    private static int Check(string directory, bool quiet)
    {
        if (!InstanceCheck.IsInstance(directory)) throw new UsageException($"{directory} is not a data directory of Tidemark");
        var watch = Stopwatch.StartNew();
        InstanceCheck check;
        try
        {
            check = InstanceCheck.Run(directory, name =>
            {
                if (!quiet) Console.WriteLine($"checking database {name}");
            });
        }
        catch (SqlException error) when (error.State == SqlState.ObjectInUse || error.State == SqlState.FeatureNotSupported || error.State == SqlState.IoError)
        {
            throw new UsageException(error.Message);
        }

        foreach (var damage in check.Damage) Console.WriteLine($"damage: {damage}");
        if (!quiet)
        {
            foreach (var orphan in check.Orphans) Console.WriteLine($"orphan: \"{orphan}\" is named by nothing (harmless)");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.Databases} databases, {check.Tables} tables, {check.Rows:N0} rows, {check.Segments:N0} segments, {check.UniqueKeys} unique keys, {check.Bytes / 1048576.0:N1} MB in {watch.Elapsed.TotalSeconds:N1} s"));
            Console.WriteLine(check.Damage.Count == 0 ? "no damage found" : $"{check.Damage.Count} damages found");
        }

        return check.Damage.Count == 0 ? 0 : 1;
    }
}
