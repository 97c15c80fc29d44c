using Tidemark.Engine.Catalog;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions;

/// <summary>Counts rows that have the key of another, by reading all of them: sixteen bytes or so of memory for each row of the chunk.</summary>
internal static class UniqueKeyCheck
{
    /// <summary>Whether a key can be checked without evaluating expressions: plain columns of types that storage compares as SQL does, and no condition.</summary>
    public static bool Supports(Table table, Catalog.Index index) =>
        index.IsUnique && index.WhereSql is null && index.Keys.All(k => k.Column != 0 && KeyHashes.Supports(table.Columns[k.Column - 1].Type));

    /// <summary>Rows of a chunk whose key some row before them has.</summary>
    public static long FindDuplicates(ChunkView view, Catalog.Index index)
    {
        var seen = new HashSet<ulong>();
        var suspects = new HashSet<ulong>();
        Scan(view, index, (hash, _) =>
        {
            if (!seen.Add(hash)) suspects.Add(hash);
        });
        if (suspects.Count == 0) return 0;
        // Keys with one hash need not be equal: those few are compared as they are.
        var duplicates = 0L;
        var keys = new HashSet<string>();
        Scan(view, index, (hash, key) =>
        {
            if (suspects.Contains(hash) && !keys.Add(key())) duplicates++;
        });
        return duplicates;
    }

    private static void Scan(ChunkView view, Catalog.Index index, Action<ulong, Func<string>> row)
    {
        var request = new ScanRequest { ColumnIds = [.. index.Keys.Select(k => k.Column)] };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        var hashes = new ulong[request.BatchRows];
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                var columns = Enumerable.Range(0, batch.ColumnCount).Select(batch.Column).ToArray();
                KeyHashes.Compute(columns, hashes.AsSpan(0, batch.Length));
                for (var i = 0; i < batch.Length; i++)
                {
                    var at = i;
                    if (!index.NullsNotDistinct && columns.Any(c => c.IsNull(at))) continue;
                    row(hashes[i], () => string.Join('|', columns.Select(c => Text(c, at))));
                }
            }
        }
    }

    // The single row as storage holds it in the form that it hashes: equal texts mean equal keys.
    private static string Text(Vector column, int row)
    {
        if (column.IsNull(row)) return "null";
        return column.Type.Physical switch
        {
            Types.PhysicalType.Bool => $"{VectorAccess.Get<bool>(column, row)}",
            Types.PhysicalType.Int16 => $"{VectorAccess.Get<short>(column, row)}",
            Types.PhysicalType.Int32 => $"{VectorAccess.Get<int>(column, row)}",
            Types.PhysicalType.Int64 => $"{VectorAccess.Get<long>(column, row)}",
            Types.PhysicalType.Float32 => $"{VectorAccess.Get<float>(column, row) + 0f:R}",
            Types.PhysicalType.Float64 => $"{VectorAccess.Get<double>(column, row) + 0.0:R}",
            Types.PhysicalType.Uuid => $"{VectorAccess.Get<Types.Uuid>(column, row)}",
            _ => Convert.ToHexString(VectorAccess.GetBytes(column, row)),
        };
    }
}
