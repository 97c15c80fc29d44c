using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>A growing buffer of bytes. All numbers are little-endian; "varint" is LEB128: seven bits a byte, lowest first, the high bit on all but the last.</summary>
internal sealed class ByteWriter
{
    // What was needed once, for rows of unusual size, is not kept.
    private const int MostKept = 32 << 20;

    private byte[] _buffer;

    public ByteWriter(int capacity = 256) => _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public void Reset()
    {
        Length = 0;
        if (_buffer.Length > MostKept) _buffer = [];
    }

    public void Truncate(int length) => Length = length;

    /// <summary>Takes bytes out from the middle.</summary>
    public void Remove(int offset, int count)
    {
        _buffer.AsSpan((offset + count)..Length).CopyTo(_buffer.AsSpan(offset));
        Length -= count;
    }

    /// <summary>Room for <paramref name="count"/> bytes, counted as written; their content is undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count) Grow(count);
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    /// <summary>Bytes that were written before, to fill in what was not known then.</summary>
    public Span<byte> At(int offset, int count) => _buffer.AsSpan(offset, count);

    public void U8(byte value) => Reserve(1)[0] = value;

    public void Flag(bool value) => U8(value ? (byte)1 : (byte)0);

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            U8((byte)(value | 0x80));
            value >>= 7;
        }

        U8((byte)value);
    }

    public void Varint(int value) => Varint((ulong)(uint)value);

    /// <summary>A signed varint: the sign goes into the lowest bit.</summary>
    public void Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Length and bytes.</summary>
    public void Blob(ReadOnlySpan<byte> bytes)
    {
        Varint(bytes.Length);
        Bytes(bytes);
    }

    public void Text(string text) => Blob(System.Text.Encoding.UTF8.GetBytes(text));

    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Bytes(MemoryMarshal.AsBytes(values));

    /// <summary>Zero bytes up to a multiple of <paramref name="alignment"/>, a power of two.</summary>
    public void Align(int alignment)
    {
        var padding = -Length & (alignment - 1);
        Reserve(padding).Clear();
    }

    private void Grow(int count)
    {
        var needed = (long)Length + count;
        if (needed > Array.MaxLength) throw Errors.StorageErrors.TooLarge("a log record");
        Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, (long)BitOperations.RoundUpToPowerOf2((ulong)needed))));
    }
}
