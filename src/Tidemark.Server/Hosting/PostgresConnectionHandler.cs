using Microsoft.AspNetCore.Connections;
using Tidemark.Server.Connections;

namespace Tidemark.Server.Hosting;

/// <summary>Where Kestrel hands over a connection to the wire protocol's port.</summary>
internal sealed class PostgresConnectionHandler(ServerState state) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        await using var client = new ClientConnection(connection, state);
        await client.RunAsync().ConfigureAwait(false);
    }
}
