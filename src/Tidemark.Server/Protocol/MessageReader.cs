using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Tidemark.Errors;

namespace Tidemark.Server.Protocol;

/// <summary>
/// Cuts what a client sends into messages. Everything but <see cref="FillAsync"/> works on bytes that are there already, so that a conversation whose
/// bytes have come runs without suspending. Bytes handed out hold until the next <see cref="FillAsync"/>.
/// </summary>
/// <param name="pipe">Where the bytes come from.</param>
/// <param name="maxLength">The longest body accepted, in bytes.</param>
internal sealed class MessageReader(PipeReader pipe, int maxLength)
{
    private const int HeaderLength = 5;

    // PostgreSQL's limit for messages that carry no more than a name; a longer one means that the client is out of step.
    private const int SmallMessageLimit = 10_000;

    private ReadOnlySequence<byte> _unread;
    private bool _outstanding;
    private bool _isInterrupted;
    private int _bodyLeft;
    private byte[] _scratch = [];

    /// <summary>Bytes of the current message's body that nobody has taken yet.</summary>
    public int BodyLeft => _bodyLeft;

    /// <summary>Whether bytes are there that belong to no message read so far.</summary>
    public bool HasUnread => !_unread.IsEmpty;

    /// <summary>Whether <see cref="Interrupt"/> made a <see cref="FillAsync"/> return since this was asked last.</summary>
    public bool TakeInterrupt()
    {
        var taken = _isInterrupted;
        _isInterrupted = false;
        return taken;
    }

    /// <summary>All bytes that came from the client, for the metrics.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Makes a pending or the next <see cref="FillAsync"/> return early. Any thread.</summary>
    public void Interrupt() => pipe.CancelPendingRead();

    /// <summary>Reads the next message's type and makes its body the current one, after dropping what is left of the body before it. False when more bytes are needed.</summary>
    public bool TryReadHeader(out FrontendMessage code)
    {
        code = default;
        if (_bodyLeft > 0 && !TrySkip()) return false;
        if (_unread.Length < HeaderLength) return false;
        Span<byte> header = stackalloc byte[HeaderLength];
        if (_unread.FirstSpan is { Length: >= HeaderLength } first) first[..HeaderLength].CopyTo(header);
        else _unread.Slice(0, HeaderLength).CopyTo(header);
        code = (FrontendMessage)header[0];
        var length = BinaryPrimitives.ReadInt32BigEndian(header[1..]) - sizeof(int);
        if (length < 0 || length > Limit(code)) throw ProtocolErrors.InvalidMessageLength();
        _unread = _unread.Slice(HeaderLength);
        _bodyLeft = length;
        return true;
    }

    /// <summary>Reads the length of a startup packet, which has no type, and makes the rest of it the current body.</summary>
    public bool TryReadStartupLength()
    {
        if (_unread.Length < sizeof(int)) return false;
        Span<byte> copy = stackalloc byte[sizeof(int)];
        _unread.Slice(0, sizeof(int)).CopyTo(copy);
        var length = BinaryPrimitives.ReadInt32BigEndian(copy) - sizeof(int);
        if (length is < sizeof(int) or > SmallMessageLimit) throw ProtocolErrors.InvalidMessageLength();
        _unread = _unread.Slice(sizeof(int));
        _bodyLeft = length;
        return true;
    }

    /// <summary>Takes the whole current body, without copying when it lies in one piece. False when more bytes are needed.</summary>
    public bool TryReadBody(out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (_unread.Length < _bodyLeft) return false;
        var taken = _unread.Slice(0, _bodyLeft);
        if (taken.IsSingleSegment)
        {
            body = taken.First;
        }
        else
        {
            if (_scratch.Length < _bodyLeft) _scratch = new byte[Math.Max(_bodyLeft, 4096)];
            taken.CopyTo(_scratch);
            body = _scratch.AsMemory(0, _bodyLeft);
        }

        _unread = _unread.Slice(_bodyLeft);
        _bodyLeft = 0;
        return true;
    }

    /// <summary>Takes what there is of the current body in one piece; empty when more bytes are needed.</summary>
    public ReadOnlySpan<byte> TakePart()
    {
        var part = _unread.FirstSpan;
        if (part.IsEmpty && !_unread.IsEmpty) part = FirstNonEmpty();
        if (part.Length > _bodyLeft) part = part[.._bodyLeft];
        _unread = _unread.Slice(part.Length);
        _bodyLeft -= part.Length;
        return part;
    }

    /// <summary>Waits for more bytes. False when none will come.</summary>
    /// <exception cref="ConnectionLostException">The connection broke.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation = default)
    {
        var had = _unread.Length;
        if (_scratch.Length > 1 << 20) _scratch = [];
        Release();
        ReadResult result;
        try
        {
            result = await pipe.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            throw new ConnectionLostException(broken);
        }

        _unread = result.Buffer;
        _outstanding = true;
        BytesReceived += _unread.Length - had;
        if (result.IsCanceled) _isInterrupted = true;
        return result.IsCanceled || !result.IsCompleted || _unread.Length > had;
    }

    /// <summary>Gives the pipe back, with what was not read, to who reads it next.</summary>
    public void Release()
    {
        if (!_outstanding) return;
        pipe.AdvanceTo(_unread.Start, _unread.End);
        _outstanding = false;
        _unread = default;
    }

    private bool TrySkip()
    {
        var skipped = (int)Math.Min(_bodyLeft, _unread.Length);
        _unread = _unread.Slice(skipped);
        _bodyLeft -= skipped;
        return _bodyLeft == 0;
    }

    private ReadOnlySpan<byte> FirstNonEmpty()
    {
        foreach (var segment in _unread)
        {
            if (!segment.IsEmpty) return segment.Span;
        }

        return default;
    }

    private int Limit(FrontendMessage code) => code switch
    {
        FrontendMessage.Query or FrontendMessage.Parse or FrontendMessage.Bind or FrontendMessage.CopyData or FrontendMessage.FunctionCall => maxLength,
        FrontendMessage.Close or FrontendMessage.CopyDone or FrontendMessage.CopyFail or FrontendMessage.Describe or FrontendMessage.Execute
            or FrontendMessage.Flush or FrontendMessage.Password or FrontendMessage.Sync or FrontendMessage.Terminate => SmallMessageLimit,
        _ => throw ProtocolErrors.InvalidMessageType((byte)code),
    };
}
