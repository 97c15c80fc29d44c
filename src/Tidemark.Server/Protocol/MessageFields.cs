using System.Buffers.Binary;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Server.Protocol;

/// <summary>Reads a message's fields one after the other; each read fails with 08P01 where the message has not got it.</summary>
internal ref struct MessageFields
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadOnlySpan<byte> _span;
    private int _at;

    public MessageFields(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _span = body.Span;
    }

    /// <summary>Bytes behind the fields read so far.</summary>
    public readonly int Left => _span.Length - _at;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>The next bytes, as memory of the message.</summary>
    public ReadOnlyMemory<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Left) throw ProtocolErrors.InsufficientData();
        var bytes = _body.Slice(_at, count);
        _at += count;
        return bytes;
    }

    /// <summary>A string that ends with a zero byte.</summary>
    public string String()
    {
        var length = _span[_at..].IndexOf((byte)0);
        if (length < 0) throw ProtocolErrors.InvalidString();
        var text = Decode(_span.Slice(_at, length));
        _at += length + 1;
        return text;
    }

    /// <summary>Makes sure that nothing is left.</summary>
    public readonly void End()
    {
        if (Left != 0) throw ProtocolErrors.InvalidFormat();
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException broken)
        {
            throw ProtocolErrors.InvalidUtf8(broken.BytesUnknown);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Left < count) throw ProtocolErrors.InsufficientData();
        var bytes = _span.Slice(_at, count);
        _at += count;
        return bytes;
    }
}
