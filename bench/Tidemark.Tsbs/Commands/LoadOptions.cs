using System.CommandLine;
using Spectre.Console;
using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Loading;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Commands;

/// <summary>How data is loaded, and the loading itself.</summary>
internal sealed class LoadOptions
{
    private readonly Option<int> clients = new("--clients") { Description = "connections that load at once", DefaultValueFactory = _ => 1 };

    private readonly Option<int> batch = new("--batch")
    {
        Description = "rows of one COPY, which is one transaction; 0 for all in one",
        DefaultValueFactory = _ => 10_000,
    };

    private readonly Option<bool> compress = new("--compress") { Description = "turn all chunks into columns after loading" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[clients, batch, compress])
            command.Options.Add(option);
    }

    public async Task LoadAsync(ParseResult parsed, Workload workload, MeasuredServers servers, IAnsiConsole console, CancellationToken cancel)
    {
        var loader = new CopyLoader(workload, parsed.GetValue(clients), parsed.GetValue(batch));
        foreach (var (server, report) in servers.All)
        {
            List<TableLoad> loads = [];
            await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    var bars = TableData.Of(workload).ToDictionary(table => table.Name,
                        table => context.AddTask($"{server.Name}: {table.Name}", maxValue: workload.Rows));
                    loads = await loader.LoadAsync(server, (table, rows) => bars[table].Increment(rows), cancel);
                });

            foreach (var load in loads)
                report.Loads.Add(await Aftermath.OfAsync(server, load, parsed.GetValue(compress), cancel));
            report.DirectoryBytes = DiskUsage.OfDirectory(server);
        }
    }
}
