using System.CommandLine;
using System.Diagnostics;
using Tidemark.Storage;
using Tidemark.Torture.Simulation;

namespace Tidemark.Torture.Commands;

/// <summary><c>torture recover</c>: how long recovery of a log of some size takes, and how much memory, beside what the store needed while it wrote that log.</summary>
internal static class RecoverCommand
{
    private const int RowsOfCommit = 500;

    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "directory to make; it stays" };
        var megabytes = new Option<int>("--log-mb") { Description = "size of the log", HelpName = "MB", DefaultValueFactory = _ => 1024 };
        var open = new Option<bool>("--open") { Description = "open the directory that is there" };
        var command = new Command("recover", "measure recovery: write a log without checkpoints, end without closing, then run again with --open") { directory, megabytes, open };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(directory)!;
            if (parsed.GetValue(open)) Open(path);
            else Write(path, (long)parsed.GetValue(megabytes) << 20);
            using var process = Process.GetCurrentProcess();
            Console.WriteLine($"peak memory of the process: {process.PeakWorkingSet64 >> 20} MB");
            Console.Out.Flush();
            process.Kill();
        });
        return command;
    }

    private static StoreOptions Options() => new() { CheckpointLogBytes = long.MaxValue, Merging = false };

    private static void Write(string path, long bytes)
    {
        var store = Store.Open(path, Options());
        store.Commit(store.Begin().CreateChunk(1, ModelTable.Layout([1, 2])));
        for (var next = 0L; store.Statistics.LogBytes < bytes; next += RowsOfCommit)
        {
            var rows = Enumerable.Range(0, RowsOfCommit).Select(i => next + i).ToList();
            store.Commit(store.Begin().Append(store.Root, 1, ModelTable.Rows(rows, [1, 2])), Durability.Async);
        }

        store.Commit(store.Begin().PutMetadata(1, new byte[1]));
        Console.WriteLine($"{store.Root.View(1).RowCount} rows, {store.Statistics.LogBytes >> 20} MB of log, {store.Statistics.Segments} segments");
    }

    private static void Open(string path)
    {
        var watch = Stopwatch.StartNew();
        var store = Store.Open(path, Options());
        Console.WriteLine($"{store.Root.View(1).RowCount} rows, {store.Statistics.LogBytes >> 20} MB of log, {store.Statistics.Segments} segments: recovered in {watch.Elapsed.TotalSeconds:N2} s");
    }
}
