using System.Buffers.Binary;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>The keys by which changed groups are told apart: integers as 8 bytes, little-endian, and bytes as they are.</summary>
internal static class TouchedKeys
{
    /// <summary>Whether keys of a type are the same bytes exactly where SQL takes them for equal.</summary>
    public static bool Supports(SqlType type) =>
        type.Kind is TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 or TypeKind.Text or TypeKind.Varchar or TypeKind.Name or TypeKind.Oid or TypeKind.Date or TypeKind.Bytea && type.Physical is PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Bytes;

    /// <summary>Whether a row has the key of another.</summary>
    public static bool AreEqual(Vector keys, int a, int b) => keys.Type.Physical switch
    {
        PhysicalType.Bytes => VectorAccess.GetBytes(keys, a).SequenceEqual(VectorAccess.GetBytes(keys, b)),
        _ => Number(keys, a) == Number(keys, b),
    };

    /// <summary>The key of a row, which is not null.</summary>
    public static byte[] Of(Vector keys, int row)
    {
        if (keys.Type.Physical == PhysicalType.Bytes) return VectorAccess.GetBytes(keys, row).ToArray();
        var key = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(key, Number(keys, row));
        return key;
    }

    /// <summary>Keys as values of their type.</summary>
    public static Vector Values(IReadOnlyList<TouchedGroup> groups, SqlType type)
    {
        var values = VectorBuilder.Create(type, groups.Count);
        foreach (var group in groups)
        {
            switch (values)
            {
                case FixedVectorBuilder<short> number: number.Append((short)BinaryPrimitives.ReadInt64LittleEndian(group.Key)); break;
                case FixedVectorBuilder<int> number: number.Append((int)BinaryPrimitives.ReadInt64LittleEndian(group.Key)); break;
                case FixedVectorBuilder<long> number: number.Append(BinaryPrimitives.ReadInt64LittleEndian(group.Key)); break;
                default: ((BytesVectorBuilder)values).Append(group.Key); break;
            }
        }

        return values.Build();
    }

    private static long Number(Vector keys, int row) => keys.Type.Physical switch
    {
        PhysicalType.Int16 => VectorAccess.Get<short>(keys, row),
        PhysicalType.Int32 => VectorAccess.Get<int>(keys, row),
        _ => VectorAccess.Get<long>(keys, row),
    };
}
