using System.Buffers.Binary;
using System.Numerics;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Engine.Catalog.Partitioning;

/// <summary>
/// The hash that hash dimensions divide by: PostgreSQL's hash of the type without its sign, as _timescaledb_functions.get_partition_hash gives it. The function is Bob Jenkins'
/// lookup3 (2006, public domain) in PostgreSQL's reading, with the seed 0x9e3779b9.
/// </summary>
internal static class PartitionHash
{
    private const uint Seed = 0x9e37_79b9;

    /// <summary>The hash of a value that is not null: 0 to 2^31 - 1.</summary>
    public static long Of(Vector column, int row) => (int)(column.Type.Kind switch
    {
        TypeKind.Int2 => HashUInt32((uint)VectorAccess.Get<short>(column, row)),
        TypeKind.Int4 or TypeKind.Date => HashUInt32((uint)VectorAccess.Get<int>(column, row)),
        TypeKind.Int8 or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Time => HashInt64(VectorAccess.Get<long>(column, row)),
        TypeKind.Oid => HashUInt32((uint)VectorAccess.Get<long>(column, row)),
        TypeKind.Text or TypeKind.Varchar or TypeKind.Bytea => HashBytes(VectorAccess.GetBytes(column, row)),
        TypeKind.BpChar => HashBytes(VectorAccess.GetBytes(column, row).TrimEnd((byte)' ')),
        TypeKind.Uuid => HashUuid(VectorAccess.Get<Uuid>(column, row)),
        _ => throw InternalErrors.NotSupported($"hash partitioning by {column.Type}"),
    } & 0x7fff_ffff);

    /// <summary>hash_bytes_uint32.</summary>
    private static uint HashUInt32(uint value)
    {
        uint a, b, c;
        a = b = c = Seed + sizeof(uint) + 3_923_095;
        a += value;
        Final(ref a, ref b, ref c);
        return c;
    }

    /// <summary>hashint8: equal to the hash of the same number as int4, where it is one.</summary>
    private static uint HashInt64(long value)
    {
        var low = (uint)value;
        var high = (uint)(value >> 32);
        return HashUInt32(low ^ (value >= 0 ? high : ~high));
    }

    private static uint HashUuid(Uuid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.Write(bytes);
        return HashBytes(bytes);
    }

    /// <summary>hash_bytes.</summary>
    private static uint HashBytes(ReadOnlySpan<byte> bytes)
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
