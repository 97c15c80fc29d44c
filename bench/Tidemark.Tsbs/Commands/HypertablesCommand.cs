using System.CommandLine;
using Tidemark.Tsbs.Scaling;

namespace Tidemark.Tsbs.Commands;

/// <summary>What grows with chunks and with sensors: planning, scattered inserts, last values.</summary>
internal static class HypertablesCommand
{
    public static Command Create()
    {
        var command = new Command("hypertables", "planning and inserting with many chunks, COPY in no order, the last value of each sensor");
        var chunks = new Option<int[]>("--chunks") { Description = "numbers of chunks to plan with", DefaultValueFactory = _ => [10, 1000, 100_000], AllowMultipleArgumentsPerToken = true };
        var spread = new Option<int>("--spread") { Description = "chunks that one COPY falls into; 0 leaves it out", DefaultValueFactory = _ => 5000 };
        var rows = new Option<int>("--rows") { Description = "rows of each COPY", DefaultValueFactory = _ => 1_000_000 };
        var sensors = new Option<int>("--sensors") { Description = "sensors whose last values are asked for; 0 leaves it out", DefaultValueFactory = _ => 100_000 };
        var readings = new Option<int>("--readings") { Description = "readings of each sensor", DefaultValueFactory = _ => 50 };
        var repeat = new Option<int>("--repeat") { Description = "timed runs of each statement on each server", DefaultValueFactory = _ => 20 };
        var serverOptions = new ServerOptions();
        serverOptions.AddTo(command);
        foreach (var option in (Option[])[chunks, spread, rows, sensors, readings, repeat]) command.Options.Add(option);

        command.SetAction(async (parsed, cancel) =>
        {
            await using var servers = await serverOptions.ConnectAsync(parsed, cancel);
            var (target, peer) = (servers.Target, servers.Peer);
            var report = new HypertableReport($"target: {target.Version}", peer is null ? null : $"peer: {peer.Version}", []);
            var repetitions = parsed.GetValue(repeat);
            foreach (var count in parsed.GetRequiredValue(chunks))
            {
                await foreach (var figure in new ManyChunks(repetitions, parsed.GetValue(rows), cancel).MeasureAsync(target, peer, count)) report.Figures.Add(figure);
            }

            if (parsed.GetValue(spread) is > 0 and var over)
            {
                await foreach (var figure in new SpreadCopy(over, parsed.GetValue(rows), cancel).MeasureAsync(target, peer)) report.Figures.Add(figure);
            }

            if (parsed.GetValue(sensors) is > 0 and var many)
            {
                await foreach (var figure in new LastValues(many, parsed.GetValue(readings), Math.Max(3, repetitions / 4), cancel).MeasureAsync(target, peer)) report.Figures.Add(figure);
            }

            report.Write(MeasureCommand.CreateConsole());
            if (serverOptions.Json(parsed) is { } file) await report.WriteAsync(file, cancel);
        });
        return command;
    }
}
