using System.CommandLine;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Commands;

/// <summary>Options that say which servers are measured, and where the JSON report goes.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string> target = new("--target")
    {
        Description = "connection string of the server to measure, as Npgsql reads it: \"Host=localhost;Port=5433\"",
        Required = true,
    };

    private readonly Option<string?> peer = new("--peer") { Description = "connection string of a server to compare with, in turns" };
    private readonly Option<ServerKind?> targetKind = new("--target-kind") { Description = "what the target is, if it is not to be found out" };
    private readonly Option<ServerKind?> peerKind = new("--peer-kind") { Description = "what the peer is, if it is not to be found out" };
    private readonly Option<DirectoryInfo?> targetData = new("--target-data") { Description = "the target's data directory, to report its size" };
    private readonly Option<DirectoryInfo?> peerData = new("--peer-data") { Description = "the peer's data directory, to report its size" };
    private readonly Option<int?> targetProcess = new("--target-process") { Description = "the target's process id, to report the processor time of queries" };
    private readonly Option<int?> peerProcess = new("--peer-process") { Description = "the peer's process id, to report the processor time of queries" };
    private readonly Option<FileInfo?> json = new("--json") { Description = "file for the report as JSON" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[target, peer, targetKind, peerKind, targetData, peerData, targetProcess, peerProcess, json])
            command.Options.Add(option);
    }

    public FileInfo? Json(ParseResult parsed) => parsed.GetValue(json);

    public async Task<MeasuredServers> ConnectAsync(ParseResult parsed, CancellationToken cancel)
    {
        var first = await Server.ConnectAsync(parsed.GetRequiredValue(target), parsed.GetValue(targetKind), parsed.GetValue(targetData), cancel);
        first.ProcessId = parsed.GetValue(targetProcess);
        if (parsed.GetValue(peer) is not { } second)
            return new MeasuredServers(first, null);
        var other = await Server.ConnectAsync(second, parsed.GetValue(peerKind), parsed.GetValue(peerData), cancel);
        other.ProcessId = parsed.GetValue(peerProcess);
        return new MeasuredServers(first, other);
    }
}
