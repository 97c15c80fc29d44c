using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog.Partitioning;

/// <summary>The hash that hash dimensions divide by: PostgreSQL's hash of the type without its sign, as _timescaledb_functions.get_partition_hash gives it.</summary>
internal static class PartitionHash
{
    /// <summary>The hash of a value that is not null: 0 to 2^31 - 1.</summary>
    public static long Of(Vector column, int row) => (int)(column.Type.Kind switch
    {
        TypeKind.Int2 => PostgresHash.OfUInt32((uint)VectorAccess.Get<short>(column, row)),
        TypeKind.Int4 or TypeKind.Date => PostgresHash.OfUInt32((uint)VectorAccess.Get<int>(column, row)),
        TypeKind.Int8 or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Time => PostgresHash.OfInt64(VectorAccess.Get<long>(column, row)),
        TypeKind.Oid => PostgresHash.OfUInt32((uint)VectorAccess.Get<long>(column, row)),
        TypeKind.Text or TypeKind.Varchar or TypeKind.Bytea => PostgresHash.OfBytes(VectorAccess.GetBytes(column, row)),
        TypeKind.BpChar => PostgresHash.OfBytes(VectorAccess.GetBytes(column, row).TrimEnd((byte)' ')),
        TypeKind.Uuid => PostgresHash.OfUuid(VectorAccess.Get<Uuid>(column, row)),
        _ => throw InternalErrors.NotSupported($"hash partitioning by {column.Type}"),
    } & 0x7fff_ffff);
}
