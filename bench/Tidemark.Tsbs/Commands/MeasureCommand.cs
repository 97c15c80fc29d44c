using System.CommandLine;
using Spectre.Console;
using Tidemark.Tsbs.Reporting;

namespace Tidemark.Tsbs.Commands;

/// <summary>load, query, roundtrip, and run, which does all three: what differs is which parts they have.</summary>
internal static class MeasureCommand
{
    public static Command Load() => Create("load", "create the tables anew and load them over COPY", new LoadOptions(), null, null);

    public static Command Query() => Create("query", "run the queries on tables that were loaded before", null, new QueryOptions(), null);

    public static Command Roundtrip() => Create("roundtrip", "count round trips and commits of one row", null, null, new RoundtripOptions());

    public static Command Run() => Create("run", "load, query and count round trips", new LoadOptions(), new QueryOptions(), new RoundtripOptions());

    private static Command Create(string name, string description, LoadOptions? load, QueryOptions? query, RoundtripOptions? roundtrip)
    {
        var command = new Command(name, description);
        var workloadOptions = new WorkloadOptions();
        var serverOptions = new ServerOptions();
        workloadOptions.AddTo(command);
        serverOptions.AddTo(command);
        load?.AddTo(command);
        query?.AddTo(command);
        roundtrip?.AddTo(command);

        command.SetAction(async (parsed, cancel) =>
        {
            var console = CreateConsole();
            var workload = workloadOptions.Read(parsed);
            await using var servers = await serverOptions.ConnectAsync(parsed, cancel);
            var report = new Report(workload) { Target = servers.TargetReport, Peer = servers.PeerReport };
            if (load is not null)
                await load.LoadAsync(parsed, workload, servers, console, cancel);
            if (query is not null)
                report = report with { Queries = await query.RunAsync(parsed, workload, servers, console, cancel) };
            if (roundtrip is not null)
                await roundtrip.MeasureAsync(parsed, servers, cancel);

            ConsoleReport.Write(console, report);
            if (serverOptions.Json(parsed) is { } file)
                await JsonReport.WriteAsync(report, file, cancel);
            return report.HasDefects ? 1 : 0;
        });
        return command;
    }

    /// <summary>Wide and without colours when the output is a file.</summary>
    public static IAnsiConsole CreateConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (Console.IsOutputRedirected)
            console.Profile.Width = 160;
        return console;
    }
}
