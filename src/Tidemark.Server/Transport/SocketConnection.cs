using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Tidemark.Server.Transport;

/// <summary>An accepted socket as Kestrel knows connections.</summary>
internal sealed class SocketConnection : DefaultConnectionContext, IDuplexPipe
{
    private const int PatienceMilliseconds = 1;

    private static long s_last;

    private readonly Socket _socket;
    private readonly SocketReader _reader;
    private readonly SocketWriter _writer;
    private int _disposed;

    public SocketConnection(Socket socket, WaitingThreads waiting)
        : base($"client {Interlocked.Increment(ref s_last)}")
    {
        _socket = socket;
        // One call waits for bytes and takes them. The system rounds up to its ticks.
        socket.ReceiveTimeout = PatienceMilliseconds;
        _reader = new SocketReader(socket, waiting);
        _writer = new SocketWriter(socket);
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Transport = Application = this;
    }

    public PipeReader Input => _reader;

    public PipeWriter Output => _writer;

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _socket.Close(0);
        _reader.CancelPendingRead();
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return ValueTask.CompletedTask;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }

        _socket.Dispose();
        _reader.Complete();
        _writer.Complete();
        return base.DisposeAsync();
    }
}
