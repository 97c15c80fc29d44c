using System.Numerics;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>Sizes of relations and databases.</summary>
internal static class SizeFunctions
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB", "PB"];

    public static void Register(Declarations declare)
    {
        foreach (var name in new[] { "pg_relation_size", "pg_table_size", "pg_total_relation_size" })
        {
            declare.Map<long, long?>(name, [SqlTypes.RegClass], SqlTypes.Int8, static (oid, c) => SizeOf((uint)oid, c), Volatility.Volatile);
        }

        declare.Map<long, long>("pg_indexes_size", [SqlTypes.RegClass], SqlTypes.Int8, static _ => 0L, Volatility.Volatile);
        declare.Map<string, long>("pg_database_size", [SqlTypes.Name], SqlTypes.Int8, static (_, c) => c.Catalog.Relations.Sum(r => r is Table { Hypertable: null } or Chunk ? SizeOf(r.Oid, c) ?? 0 : 0), Volatility.Volatile);
        declare.Map<long, string>("pg_size_pretty", [SqlTypes.Int8], SqlTypes.Text, static bytes => Pretty(bytes));
        declare.Map<Numeric, string>("pg_size_pretty", [SqlTypes.Numeric], SqlTypes.Text, PrettyNumeric);
    }

    /// <summary>Bytes of a table or chunk; those of an ordinary table's own storage for a hypertable are none. Null where there is no such relation.</summary>
    private static long? SizeOf(uint oid, FunctionContext context) => context.Catalog.Find(oid) switch
    {
        Table { Hypertable: null } table => context.Service<IStorageSizes>().SizeOf(table.StorageId),
        Chunk chunk => context.Service<IStorageSizes>().SizeOf(chunk.StorageId),
        null => context.VirtualTables.Find(oid) is null ? null : 0,
        _ => 0,
    };

    private static string PrettyNumeric(Numeric bytes)
    {
        if (!bytes.IsFinite) return $"{bytes} {Units[^1]}";
        var whole = Numeric.Truncate(bytes, 0).UnscaledValue;
        return BigInteger.Abs(whole) < 10 * 1024 ? $"{bytes} bytes" : Pretty(whole);
    }

    // PostgreSQL's rule: the next unit from 10 * 1024 on, halves rounded away from zero.
    private static string Pretty(BigInteger bytes)
    {
        const long Limit = 10 * 1024;
        if (BigInteger.Abs(bytes) < Limit) return $"{bytes} bytes";
        var value = bytes / 512;
        for (var unit = 1; ; unit++)
        {
            if (BigInteger.Abs(value) < (2 * Limit) - 1 || unit == Units.Length - 1) return $"{(value + (value > 0 ? 1 : value < 0 ? -1 : 0)) / 2} {Units[unit]}";
            value /= 1024;
        }
    }
}
