using System.CommandLine;
using Tidemark.Tsbs.Scaling;

namespace Tidemark.Tsbs.Commands;

/// <summary>What keeping a continuous aggregate costs.</summary>
internal static class RollupsCommand
{
    public static Command Create()
    {
        var command = new Command("rollups", "refreshing an hourly continuous aggregate, at first and after late rows, and reading it");
        var hosts = new Option<int>("--hosts") { Description = "hosts, with a reading each 10 seconds", DefaultValueFactory = _ => 100 };
        var hours = new Option<int>("--hours") { Description = "hours of readings", DefaultValueFactory = _ => 240 };
        var late = new Option<int>("--late") { Description = "rows that come late", DefaultValueFactory = _ => 1000 };
        var repeat = new Option<int>("--repeat") { Description = "timed runs of each query", DefaultValueFactory = _ => 20 };
        var serverOptions = new ServerOptions();
        serverOptions.AddTo(command);
        foreach (var option in (Option[])[hosts, hours, late, repeat]) command.Options.Add(option);

        command.SetAction(async (parsed, cancel) =>
        {
            await using var servers = await serverOptions.ConnectAsync(parsed, cancel);
            var (target, peer) = (servers.Target, servers.Peer);
            var report = new HypertableReport($"target: {target.Version}", peer is null ? null : $"peer: {peer.Version}", []);
            var rollups = new Rollups(parsed.GetValue(hosts), parsed.GetValue(hours), parsed.GetValue(late), parsed.GetValue(repeat), cancel);
            await foreach (var figure in rollups.MeasureAsync(target, peer)) report.Figures.Add(figure);
            report.Write(MeasureCommand.CreateConsole());
            if (serverOptions.Json(parsed) is { } file) await report.WriteAsync(file, cancel);
        });
        return command;
    }
}
