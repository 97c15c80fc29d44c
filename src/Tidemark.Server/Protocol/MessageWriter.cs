using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tidemark.Server.Protocol;

/// <summary>
/// Writes messages into the pipe's own memory, without a buffer between. Nothing leaves before <see cref="FlushAsync"/>. A message is begun, filled field by field and ended;
/// it is moved to a larger piece of memory when it outgrows its own, so that its length can be filled in at the end.
/// </summary>
internal sealed class MessageWriter(PipeWriter pipe)
{
    private const int HeaderLength = 5;
    private const int SmallChunk = 2048;

    private Memory<byte> _chunk;
    private int _at;
    private int _messageStart;
    private long _unflushed;

    /// <summary>Bytes that have been written and not yet handed to the connection.</summary>
    public long Unflushed => _unflushed + _at;

    /// <summary>All bytes handed to the connection, for the metrics.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Begins a message.</summary>
    public void Begin(BackendMessage code)
    {
        _messageStart = _at;
        var header = Room(HeaderLength);
        header[0] = (byte)code;
        _at += HeaderLength;
    }

    /// <summary>Ends the message begun last.</summary>
    public void End() => BinaryPrimitives.WriteInt32BigEndian(_chunk.Span[(_messageStart + 1)..], _at - _messageStart - 1);

    /// <summary>Takes back the message begun last.</summary>
    public void Discard() => _at = _messageStart;

    public void Byte(byte value)
    {
        Room(1)[0] = value;
        _at++;
    }

    public void Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), (short)value);
        _at += sizeof(short);
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), value);
        _at += sizeof(int);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        _at += value.Length;
    }

    /// <summary>A string and its zero byte. A zero within it would end it for the client, so that the rest is left out.</summary>
    public void String(ReadOnlySpan<char> value)
    {
        var zero = value.IndexOf('\0');
        if (zero >= 0) value = value[..zero];
        var room = Room(Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        var length = Encoding.UTF8.GetBytes(value, room);
        room[length] = 0;
        _at += length + 1;
    }

    /// <summary>A message without fields.</summary>
    public void Empty(BackendMessage code)
    {
        Begin(code);
        End();
    }

    /// <summary>A message with one string.</summary>
    public void Text(BackendMessage code, string text)
    {
        Begin(code);
        String(text);
        End();
    }

    /// <summary>Room for whole messages of <paramref name="count"/> bytes, which the caller fills completely. Not while a message is begun.</summary>
    public Span<byte> Whole(int count)
    {
        _messageStart = _at;
        var room = Room(count)[..count];
        _at += count;
        return room;
    }

    /// <summary>Sends what was written. False when the client is gone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FlushAsync()
    {
        Commit(_at);
        BytesSent += _unflushed;
        _unflushed = 0;
        try
        {
            var result = await pipe.FlushAsync().ConfigureAwait(false);
            return !result.IsCompleted;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Span<byte> Room(int count)
    {
        if (_chunk.Length - _at < count) Grow(count);
        return _chunk.Span[_at..];
    }

    private void Grow(int count)
    {
        // The bytes of the message under way are saved aside: the pipe may give away a piece of memory that it has got nothing of.
        var begun = _at - _messageStart;
        byte[]? saved = null;
        if (begun > 0)
        {
            saved = ArrayPool<byte>.Shared.Rent(begun);
            _chunk.Span[_messageStart.._at].CopyTo(saved);
        }

        Commit(_messageStart);
        _chunk = pipe.GetMemory(Math.Max(SmallChunk, (begun * 2) + count));
        if (saved is null) return;
        saved.AsSpan(0, begun).CopyTo(_chunk.Span);
        _at = begun;
        ArrayPool<byte>.Shared.Return(saved);
    }

    private void Commit(int count)
    {
        if (count > 0) pipe.Advance(count);
        _unflushed += count;
        _chunk = default;
        _at = 0;
        _messageStart = 0;
    }
}
