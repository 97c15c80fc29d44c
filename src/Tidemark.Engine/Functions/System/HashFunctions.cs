using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Types;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>The functions behind PostgreSQL's hash indexes, which users call to make numbers of keys: of advisory locks, of samples.</summary>
internal static class HashFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("hashint2", [Int2], Int4, static (short value) => (int)PostgresHash.OfUInt32((uint)value));
        declare.Map("hashint4", [Int4], Int4, static (int value) => (int)PostgresHash.OfUInt32((uint)value));
        declare.Map("hashint8", [Int8], Int4, static (long value) => (int)PostgresHash.OfInt64(value));
        declare.Map("hashoid", [Oid], Int4, static (long value) => (int)PostgresHash.OfUInt32((uint)value));
        declare.Map("hashfloat4", [Float4], Int4, static (float value) => (int)PostgresHash.OfDouble(value));
        declare.Map("hashfloat8", [Float8], Int4, static (double value) => (int)PostgresHash.OfDouble(value));
        declare.Map("hashtext", [Text], Int4, static (ReadOnlySpan<byte> value) => (int)PostgresHash.OfBytes(value));
        declare.Map("hashbpchar", [BpChar], Int4, static (ReadOnlySpan<byte> value) => (int)PostgresHash.OfBytes(value.TrimEnd((byte)' ')));
        declare.Map("hashname", [Name], Int4, static (ReadOnlySpan<byte> value) => (int)PostgresHash.OfBytes(value));
        declare.Map("timestamp_hash", [Timestamp], Int4, static (long value) => (int)PostgresHash.OfInt64(value));
        declare.Map("time_hash", [Time], Int4, static (long value) => (int)PostgresHash.OfInt64(value));
        declare.Map("uuid_hash", [SqlTypes.Uuid], Int4, static (Uuid value) => (int)PostgresHash.OfUuid(value));
    }
}
