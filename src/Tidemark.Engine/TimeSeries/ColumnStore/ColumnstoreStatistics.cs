using Tidemark.Engine.Catalog;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// hypertable_columnstore_stats, chunk_columnstore_stats and their older names: what chunks took before they were converted and right after. All of it counts as the table's: there are no trees, and long values lie
/// with the others. The name of the hypertable in its own statistics is Tidemark's addition: users expect to find it there.
/// </summary>
internal static class ColumnstoreStatistics
{
    private static readonly TableFunctionColumn[] Sizes =
    [
        .. new[] { "before", "after" }.SelectMany(when => new[] { "table", "index", "toast", "total" }.Select(what => new TableFunctionColumn($"{when}_compression_{what}_bytes", SqlTypes.Int8))),
        new("node_name", SqlTypes.Name),
    ];

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        foreach (var kind in new[] { "columnstore", "compression" })
        {
            Function(routines, $"hypertable_{kind}_stats",
                [new("total_chunks", SqlTypes.Int8), new("number_compressed_chunks", SqlTypes.Int8), .. Sizes, new("hypertable_name", SqlTypes.Name)], OfHypertable);
            Function(routines, $"chunk_{kind}_stats",
                [new("chunk_schema", SqlTypes.Name), new("chunk_name", SqlTypes.Name), new("compression_status", SqlTypes.Text), .. Sizes], OfChunks);
        }
    }

    /// <summary>Bytes of a converted chunk before and after; what nobody knew then is what it takes now.</summary>
    public static (long Before, long After) SizesOf(Chunk chunk, IStorageSizes sizes) =>
        (chunk.Columnstore!.BytesBefore, chunk.Columnstore.BytesAfter ?? sizes.SizeOf(chunk.StorageId));

    private static IEnumerable<Batch> OfHypertable(TableFunctionCall call)
    {
        if (Find(call) is not { } table) return [];
        var chunks = call.Context.Catalog.ChunksOf(table.Oid).All;
        var sizes = call.Context.Service<IStorageSizes>();
        var converted = chunks.Where(c => c.Columnstore is not null).Select(c => SizesOf(c, sizes)).ToList();
        object? before = converted.Count == 0 ? null : converted.Sum(c => c.Before);
        object? after = converted.Count == 0 ? null : converted.Sum(c => c.After);
        object? none = converted.Count == 0 ? null : 0L;
        return [OneRow.Of(call.Columns, (long)chunks.Count, (long)converted.Count, before, none, none, before, after, none, none, after, null, table.Name)];
    }

    private static IEnumerable<Batch> OfChunks(TableFunctionCall call)
    {
        if (Find(call) is not { } table) yield break;
        var sizes = call.Context.Service<IStorageSizes>();
        foreach (var chunk in ChunkFacts.Chunks(table, call.Context))
        {
            if (chunk.Columnstore is null)
            {
                yield return OneRow.Of(call.Columns, chunk.Schema, chunk.Name, "Uncompressed", null, null, null, null, null, null, null, null, null);
                continue;
            }

            var (before, after) = SizesOf(chunk, sizes);
            yield return OneRow.Of(call.Columns, chunk.Schema, chunk.Name, "Compressed", before, 0L, 0L, before, after, 0L, 0L, after, null);
        }
    }

    private static Table? Find(TableFunctionCall call) =>
        call.Context.Catalog.Find<Table>((uint)VectorAccess.Get<long>(call.Arguments[0], 0)) is { Hypertable.HasColumnstore: true } table ? table : null;

    private static void Function(RoutineCatalogBuilder routines, string name, TableFunctionColumn[] columns, Func<TableFunctionCall, IEnumerable<Batch>> invoke) => routines.Add(new TableFunction
    {
        Schema = "public",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, "hypertable")],
        Result = SqlTypes.Record,
        Columns = [.. columns],
        Volatility = Volatility.Stable,
        Invoke = invoke,
    });
}
