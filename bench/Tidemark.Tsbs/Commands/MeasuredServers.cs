using Tidemark.Tsbs.Reporting;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Commands;

/// <summary>The servers of one run, each with the report that it fills.</summary>
internal sealed record MeasuredServers(Server Target, Server? Peer) : IAsyncDisposable
{
    public ServerReport TargetReport { get; } = new(Target.Name, Target.Version);

    public ServerReport? PeerReport { get; } = Peer is null ? null : new(Peer.Name, Peer.Version);

    public IEnumerable<(Server Server, ServerReport Report)> All =>
        Peer is null ? [(Target, TargetReport)] : [(Target, TargetReport), (Peer, PeerReport!)];

    public async ValueTask DisposeAsync()
    {
        await Target.DisposeAsync();
        if (Peer is not null)
            await Peer.DisposeAsync();
    }
}
