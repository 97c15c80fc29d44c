using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tidemark.Types;

/// <summary>Hashes of 64 bits for values; the same in every process and on every machine, so that they may be stored.</summary>
public static class ValueHash
{
    private const ulong Multiplier0 = 0xa0761d6478bd642f;
    private const ulong Multiplier1 = 0xe7037ed1a0b428db;

    /// <summary>The hash of a number: the finalizer of MurmurHash3 (Appleby), a bijection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }

    /// <summary>The hash of bytes: eight at a time, folded by a 128-bit product as wyhash (Wang Yi) does.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length ^ Multiplier0;
        while (bytes.Length >= 16)
        {
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ Multiplier1);
            bytes = bytes[16..];
        }

        ulong low = 0, high = 0;
        if (bytes.Length >= 8)
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]);
        }
        else if (bytes.Length >= 4)
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]);
        }
        else if (bytes.Length > 0)
        {
            low = ((ulong)bytes[0] << 16) | ((ulong)bytes[bytes.Length / 2] << 8) | bytes[^1];
        }

        return Of(Fold(low ^ Multiplier1, high ^ hash));
    }

    /// <summary>The hash of several values in order: <paramref name="hash"/> is that of those before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong hash, ulong next) => Of((hash * Multiplier0) + next);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
