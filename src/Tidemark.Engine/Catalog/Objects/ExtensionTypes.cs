using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>The types that the extension brings, which are in its schemas rather than in pg_catalog.</summary>
internal static class ExtensionTypes
{
    private const string InternalSchema = "_timescaledb_internal";

    /// <summary>_timescaledb_internal.dimension_info: what by_range and by_hash give.</summary>
    public static SqlType DimensionInfo { get; } = new()
    {
        Oid = 99_001,
        Name = "dimension_info",
        DisplayName = $"{InternalSchema}.dimension_info",
        Kind = TypeKind.Text,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.User,
        Length = -1,
    };

    /// <summary>The type of a name, or null.</summary>
    public static SqlType? Find(string schema, string name) => schema == InternalSchema && name == DimensionInfo.Name ? DimensionInfo : null;

    /// <summary>The type with an oid, or null.</summary>
    public static SqlType? Find(uint oid) => oid == DimensionInfo.Oid ? DimensionInfo : null;
}
