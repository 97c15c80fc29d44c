using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>What indexes, their columns and their access method can do, as clients that read a schema ask. Null for a property that there is not.</summary>
internal static class IndexProperties
{
    private const long BtreeOid = 403;

    /// <summary>Declares the three functions.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("pg_indexam_has_property", [SqlTypes.Oid, SqlTypes.Text], SqlTypes.Bool, static (long method, string property) => method == BtreeOid ? OfMethod(property) : null, Volatility.Stable);
        declare.Map(
            "pg_index_has_property",
            [SqlTypes.RegClass, SqlTypes.Text],
            SqlTypes.Bool,
            static (long index, string property, FunctionContext c) => c.Catalog.Find<Catalog.Index>((uint)index) is null ? null : OfIndex(property),
            Volatility.Stable);
        declare.Map(
            "pg_index_column_has_property",
            [SqlTypes.RegClass, SqlTypes.Int4, SqlTypes.Text],
            SqlTypes.Bool,
            static (long index, int column, string property, FunctionContext c) => c.Catalog.Find<Catalog.Index>((uint)index) is { } found ? OfColumn(found, column, property) : null,
            Volatility.Stable);
    }

    private static bool? OfMethod(string property) => property.ToLowerInvariant() switch
    {
        "can_order" or "can_unique" or "can_multi_col" or "can_include" => true,

        // There are no exclusion constraints.
        "can_exclude" => false,
        _ => null,
    };

    private static bool? OfIndex(string property) => property.ToLowerInvariant() switch
    {
        "clusterable" or "index_scan" or "bitmap_scan" or "backward_scan" => true,
        _ => null,
    };

    private static bool? OfColumn(Catalog.Index index, int column, string property)
    {
        if (column < 1 || column > index.Keys.Length + index.Included.Length) return null;
        var key = column <= index.Keys.Length ? index.Keys[column - 1] : null;
        return property.ToLowerInvariant() switch
        {
            "asc" => key is null ? null : !key.Descending,
            "desc" => key?.Descending,
            "nulls_first" => key?.NullsFirst,
            "nulls_last" => key is null ? null : !key.NullsFirst,
            "orderable" => key is not null,
            "distance_orderable" => false,
            "returnable" => true,
            "search_array" or "search_nulls" => key is null ? null : true,
            _ => null,
        };
    }
}
