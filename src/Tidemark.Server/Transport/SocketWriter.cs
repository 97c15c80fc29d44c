using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Tidemark.Server.Transport;

/// <summary>Writes to a socket out of one buffer, which goes back to the pool with each flush; sends at once as long as the client takes it.</summary>
internal sealed class SocketWriter(Socket socket) : PipeWriter
{
    private const int BufferSize = 8 * 1024;

    private byte[] _buffer = [];
    private int _used;
    private bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _used;

    public override void Advance(int bytes) => _used += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_used);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_used);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var sent = 0;
        return TrySend(ref sent) ? ValueTask.FromResult(Sent()) : SendSlowlyAsync(sent, cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        // A flush ends when the client takes its bytes or goes away; nobody asks for anything else.
    }

    public override void Complete(Exception? exception = null) => Sent();

    /// <summary>Sends what the client takes at once; false when something is left.</summary>
    private bool TrySend(ref int sent)
    {
        if (!OperatingSystem.IsLinux()) return sent == _used;
        try
        {
            while (sent < _used)
            {
                var count = PromptSend.Send(socket, _buffer.AsSpan(sent, _used - sent));
                if (count == 0) return false;
                sent += count;
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            _isCompleted = true;
        }

        return true;
    }

    private async ValueTask<FlushResult> SendSlowlyAsync(int sent, CancellationToken cancellation)
    {
        try
        {
            do
            {
                if (OperatingSystem.IsLinux()) await SocketWatch.RoomAsync(socket, cancellation).ConfigureAwait(false);
                else sent += await socket.SendAsync(_buffer.AsMemory(sent, _used - sent), cancellation).ConfigureAwait(false);
            }
            while (!TrySend(ref sent));
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            _isCompleted = true;
        }

        return Sent();
    }

    private FlushResult Sent()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _used = 0;
        return new FlushResult(isCanceled: false, _isCompleted);
    }

    private void MakeRoom(int sizeHint)
    {
        if (_buffer.Length - _used >= Math.Max(sizeHint, 1)) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BufferSize, (_used * 2) + sizeHint));
        _buffer.AsSpan(0, _used).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
