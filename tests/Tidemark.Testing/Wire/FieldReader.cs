using System.Buffers.Binary;
using System.Text;

namespace Tidemark.Testing.Wire;

/// <summary>Reads a message's fields one after the other; what lies beyond the message's end is an error.</summary>
internal sealed class FieldReader(byte[] body, int length)
{
    private int position;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public byte[] Bytes(int count) => Take(count).ToArray();

    public string Text(int bytes) => Encoding.UTF8.GetString(Take(bytes));

    /// <summary>A text that ends with a zero byte.</summary>
    public string String()
    {
        var end = body.AsSpan(position, length - position).IndexOf((byte)0);
        if (end < 0)
            throw new WireException("a text in a message has no end");
        var text = Encoding.UTF8.GetString(Take(end));
        position++;
        return text;
    }

    public void Skip(int bytes) => Take(bytes);

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > length - position)
            throw new WireException("a message is shorter than its fields");
        var taken = body.AsSpan(position, bytes);
        position += bytes;
        return taken;
    }
}
