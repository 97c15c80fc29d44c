using System.CommandLine;
using Tidemark.Tsbs.Scaling;

namespace Tidemark.Tsbs.Commands;

/// <summary>What inserts feel of background work.</summary>
internal static class UpkeepCommand
{
    public static Command Create()
    {
        var command = new Command("upkeep", "how long inserts take while chunks are converted and continuous aggregates refreshed, against idle");
        var hosts = new Option<int>("--hosts") { Description = "hosts, with a reading each 10 seconds", DefaultValueFactory = _ => 100 };
        var hours = new Option<int>("--hours") { Description = "hours of readings that are there before", DefaultValueFactory = _ => 120 };
        var batch = new Option<int>("--batch") { Description = "rows of an insert", DefaultValueFactory = _ => 100 };
        var pace = new Option<int>("--pace") { Description = "milliseconds from one insert to the next", DefaultValueFactory = _ => 10 };
        var seconds = new Option<int>("--seconds") { Description = "seconds of inserting in each case and turn", DefaultValueFactory = _ => 5 };
        var turns = new Option<int>("--turns") { Description = "how often each case is measured", DefaultValueFactory = _ => 5 };
        var serverOptions = new ServerOptions();
        serverOptions.AddTo(command);
        foreach (var option in (Option[])[hosts, hours, batch, pace, seconds, turns]) command.Options.Add(option);

        command.SetAction(async (parsed, cancel) =>
        {
            await using var servers = await serverOptions.ConnectAsync(parsed, cancel);
            var (target, peer) = (servers.Target, servers.Peer);
            var report = new HypertableReport($"target: {target.Version}", peer is null ? null : $"peer: {peer.Version}", []);
            var upkeep = new Upkeep(parsed.GetValue(hosts), parsed.GetValue(hours), parsed.GetValue(batch), TimeSpan.FromMilliseconds(parsed.GetValue(pace)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(turns), cancel);
            await foreach (var figure in upkeep.MeasureAsync(target, peer)) report.Figures.Add(figure);
            report.Write(MeasureCommand.CreateConsole());
            if (serverOptions.Json(parsed) is { } file) await report.WriteAsync(file, cancel);
        });
        return command;
    }
}
