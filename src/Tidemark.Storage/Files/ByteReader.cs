using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Tidemark.Storage;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote. Checksums are verified before anything is read, so content that does not fit is an <see cref="InvalidDataException"/>
/// that whoever knows file and position turns into an error.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly int Position => _position;

    public readonly bool AtEnd => _position == _bytes.Length;

    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _position)) throw new InvalidDataException("content ends too early");
        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }

    public byte U8() => Bytes(1)[0];

    public bool Flag() => U8() != 0;

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = U8();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("a number has too many bytes");
    }

    public int Count()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException("a count is too large");
    }

    public long Zigzag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Blob() => Bytes(Count());

    public string Text() => Encoding.UTF8.GetString(Blob());

    public void Raw<T>(Span<T> target)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(target);
        Bytes(bytes.Length).CopyTo(bytes);
    }
}
