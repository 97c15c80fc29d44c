using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Tidemark.Server.Transport;

/// <summary>
/// Kestrel's transport for the wire protocol. A client sends a statement and waits for its answer, so that the time from the arrival of bytes to the thread that
/// acts on them counts twice: a thread that has answered waits for the next message itself for a moment, instead of handing the socket to the event loop and being
/// woken through it and the thread pool. See <see cref="SocketReader"/>.
/// </summary>
internal sealed class SocketTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Backlog = 512;

    public bool CanBind(EndPoint endpoint) => endpoint is WireEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = (WireEndPoint)endpoint;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(new IPEndPoint(address.Address, address.Port));
            socket.Listen(Backlog);
            return ValueTask.FromResult<IConnectionListener>(new Listener(socket));
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(taken.Message, taken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Listener(Socket socket) : IConnectionListener
    {
        private readonly WaitingThreads _waiting = new();

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var client = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                    client.NoDelay = true;
                    client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                    return new SocketConnection(client, _waiting);
                }
                catch (ObjectDisposedException)
                {
                    return null;
                }
                catch (SocketException stopped) when (stopped.SocketErrorCode == SocketError.OperationAborted)
                {
                    return null;
                }
                catch (SocketException)
                {
                    // A client that was gone before it was accepted is no reason to accept no others.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
