using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Tidemark.Server.Transport;

/// <summary>
/// Reads a socket into one buffer, which grows to the largest message and goes back to the pool when everything is consumed. What has arrived is read at once; for
/// what has not, the thread waits a moment itself (as long as a program takes that asks the next question at once), looking first where it is alone (<see cref="PromptReceive"/>), and else in the one
/// system call that also takes the bytes, and then lets go of the socket until bytes come.
/// One reader at a time; <see cref="CancelPendingRead"/> may come from any thread.
/// </summary>
internal sealed class SocketReader(Socket socket, WaitingThreads waiting) : PipeReader
{
    private const int BufferSize = 64 * 1024;
    private const int IndexBits = int.MaxValue; // The highest bit of a position's number is ReadOnlySequence's own.

    private readonly Lock _gate = new();
    private byte[] _buffer = [];
    private int _start;
    private int _examined;
    private int _end;
    private PromptReceive? _prompt;
    private bool _isBusy;
    private bool _isCompleted;
    private bool _isCancelled;
    private CancellationTokenSource? _pending;

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        if (!TakeResult(out var isCancelled)) return false;
        result = Result(isCancelled);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (TakeResult(out var isCancelled)) return ValueTask.FromResult(Result(isCancelled));
        MakeRoom();
        SetBusy(true);
        return TryReceiveSoon() ? ValueTask.FromResult(Result(false)) : ReadSlowlyAsync(cancellationToken);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _start = consumed.GetInteger() & IndexBits;
        _examined = examined.GetInteger() & IndexBits;
        if (_start == _end) _start = _examined = _end = 0;
    }

    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            _isCancelled = true;
            _pending?.Cancel();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        SetBusy(false);
        ReturnBuffer();
    }

    private ReadResult Result(bool isCancelled) => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCancelled, _isCompleted);

    private bool TakeResult(out bool isCancelled)
    {
        lock (_gate)
        {
            isCancelled = _isCancelled;
            _isCancelled = false;
        }

        return isCancelled || _end > _examined || _isCompleted;
    }

    // Room behind what is not consumed yet: the bytes of a message lie in one piece.
    private void MakeRoom()
    {
        if (_end < _buffer.Length) return;
        var held = _end - _start;
        var larger = held < _buffer.Length / 2 ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Max(BufferSize, held * 2));
        _buffer.AsSpan(_start, held).CopyTo(larger);
        if (larger != _buffer)
        {
            ReturnBuffer();
            _buffer = larger;
        }

        _examined -= _start;
        _start = 0;
        _end = held;
    }

    /// <summary>Reads what arrives within the socket's time limit; true also at the end of the connection, false when nothing did.</summary>
    /// <param name="looks">Whether to look for a moment before the thread sleeps.</param>
    private bool TryReceive(bool looks = false)
    {
        try
        {
            if (looks && OperatingSystem.IsLinux() && (_prompt ??= new PromptReceive(socket)).TryReceive(_buffer.AsSpan(_end)) is { } received)
            {
                _end += received;
                _isCompleted = received == 0;
                return true;
            }

            var count = socket.Receive(_buffer.AsSpan(_end), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock or SocketError.TimedOut) return false;
            if (error == SocketError.Success && count > 0) _end += count;
            else _isCompleted = true;
        }
        catch (ObjectDisposedException)
        {
            _isCompleted = true;
        }

        return true;
    }

    // Waits a moment if one more thread may, else looks only.
    private bool TryReceiveSoon()
    {
        if (!waiting.TryEnter()) return HasArrived() && TryReceive();
        try
        {
            return TryReceive(looks: waiting.IsAlone);
        }
        finally
        {
            waiting.Leave();
        }
    }

    private bool HasArrived()
    {
        try
        {
            return socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            _isCompleted = true;
            return true;
        }
    }

    private async ValueTask<ReadResult> ReadSlowlyAsync(CancellationToken cancellation)
    {
        SetBusy(false);
        using var pending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_gate)
        {
            _pending = pending;
            if (_isCancelled) pending.Cancel();
        }

        try
        {
            do
            {
                // Who only waits holds no buffer.
                if (_end == 0) ReturnBuffer();
                if (OperatingSystem.IsLinux()) await SocketWatch.ArrivalAsync(socket, pending.Token).ConfigureAwait(false);
                else await socket.ReceiveAsync(Memory<byte>.Empty, pending.Token).ConfigureAwait(false);
                MakeRoom();
            }
            while (!TryReceive());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // CancelPendingRead; the result says so.
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            _isCompleted = true;
        }
        finally
        {
            lock (_gate) _pending = null;
        }

        SetBusy(true);
        TakeResult(out var isCancelled);
        return Result(isCancelled);
    }

    // Whether the connection has a thread, to wait or to work.
    private void SetBusy(bool isBusy)
    {
        if (isBusy == _isBusy) return;
        _isBusy = isBusy;
        if (isBusy) waiting.Wake();
        else waiting.Rest();
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
