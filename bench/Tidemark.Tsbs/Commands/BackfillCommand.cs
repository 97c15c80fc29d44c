using System.CommandLine;
using Tidemark.Tsbs.Scaling;

namespace Tidemark.Tsbs.Commands;

/// <summary>What late rows cost where chunks are converted.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var command = new Command("backfill", "late rows into converted chunks, beside rows that come in time");
        var hosts = new Option<int>("--hosts") { Description = "hosts, with a reading each 10 seconds", DefaultValueFactory = _ => 100 };
        var hours = new Option<int>("--hours") { Description = "hours of readings", DefaultValueFactory = _ => 48 };
        var rows = new Option<int>("--rows") { Description = "rows of either kind", DefaultValueFactory = _ => 200_000 };
        var turns = new Option<int>("--turns") { Description = "how often each kind is sent", DefaultValueFactory = _ => 5 };
        var serverOptions = new ServerOptions();
        serverOptions.AddTo(command);
        foreach (var option in (Option[])[hosts, hours, rows, turns]) command.Options.Add(option);

        command.SetAction(async (parsed, cancel) =>
        {
            await using var servers = await serverOptions.ConnectAsync(parsed, cancel);
            var (target, peer) = (servers.Target, servers.Peer);
            var report = new HypertableReport($"target: {target.Version}", peer is null ? null : $"peer: {peer.Version}", []);
            var backfill = new Backfill(parsed.GetValue(hosts), parsed.GetValue(hours), parsed.GetValue(rows), parsed.GetValue(turns), cancel);
            await foreach (var figure in backfill.MeasureAsync(target, peer)) report.Figures.Add(figure);
            report.Write(MeasureCommand.CreateConsole());
            if (serverOptions.Json(parsed) is { } file) await report.WriteAsync(file, cancel);
        });
        return command;
    }
}
