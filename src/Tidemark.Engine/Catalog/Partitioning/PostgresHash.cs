using System.Buffers.Binary;
using System.Numerics;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog.Partitioning;

/// <summary>PostgreSQL's hashes of values: Bob Jenkins' lookup3 (2006, public domain) in PostgreSQL's reading on little-endian machines, with the seed 0x9e3779b9.</summary>
internal static class PostgresHash
{
    private const uint Seed = 0x9e37_79b9;

    /// <summary>hash_bytes_uint32.</summary>
    public static uint OfUInt32(uint value)
    {
        uint a, b, c;
        a = b = c = Seed + sizeof(uint) + 3_923_095;
        a += value;
        Final(ref a, ref b, ref c);
        return c;
    }

    /// <summary>hashint8: equal to the hash of the same number as int4, where it is one.</summary>
    public static uint OfInt64(long value)
    {
        var low = (uint)value;
        var high = (uint)(value >> 32);
        return OfUInt32(low ^ (value >= 0 ? high : ~high));
    }

    /// <summary>uuid_hash.</summary>
    public static uint OfUuid(Uuid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.Write(bytes);
        return OfBytes(bytes);
    }

    /// <summary>hashfloat8: zeros are one number, and so are those that are none.</summary>
    public static uint OfDouble(double value)
    {
        if (value == 0) return 0;
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, double.IsNaN(value) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(value));
        return OfBytes(bytes);
    }

    /// <summary>hash_bytes.</summary>
    public static uint OfBytes(ReadOnlySpan<byte> bytes)
    {
        uint a, b, c;
        a = b = c = Seed + (uint)bytes.Length + 3_923_095;
        while (bytes.Length >= 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            Mix(ref a, ref b, ref c);
            bytes = bytes[12..];
        }

        // The lowest byte of c belongs to the length.
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i < 4) a += (uint)bytes[i] << (8 * i);
            else if (i < 8) b += (uint)bytes[i] << (8 * (i - 4));
            else c += (uint)bytes[i] << (8 * (i - 7));
        }

        Final(ref a, ref b, ref c);
        return c;
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a -= c; a ^= BitOperations.RotateLeft(c, 4); c += b;
        b -= a; b ^= BitOperations.RotateLeft(a, 6); a += c;
        c -= b; c ^= BitOperations.RotateLeft(b, 8); b += a;
        a -= c; a ^= BitOperations.RotateLeft(c, 16); c += b;
        b -= a; b ^= BitOperations.RotateLeft(a, 19); a += c;
        c -= b; c ^= BitOperations.RotateLeft(b, 4); b += a;
    }

    private static void Final(ref uint a, ref uint b, ref uint c)
    {
        c ^= b; c -= BitOperations.RotateLeft(b, 14);
        a ^= c; a -= BitOperations.RotateLeft(c, 11);
        b ^= a; b -= BitOperations.RotateLeft(a, 25);
        c ^= b; c -= BitOperations.RotateLeft(b, 16);
        a ^= c; a -= BitOperations.RotateLeft(c, 4);
        b ^= a; b -= BitOperations.RotateLeft(a, 14);
        c ^= b; c -= BitOperations.RotateLeft(b, 24);
    }
}
