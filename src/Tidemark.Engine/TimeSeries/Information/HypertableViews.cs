using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.TimeSeries.Hypertables;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>timescaledb_information.hypertables, dimensions, chunks and hypertable_stats. Sizes in the last two are Tidemark's addition: users expect to find them there.</summary>
internal static class HypertableViews
{
    /// <summary>The views.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(14_100, "timescaledb_information.hypertables",
            """
            hypertable_schema name, hypertable_name name, owner name, num_dimensions int2, num_chunks int8, compression_enabled bool, tablespaces name[], primary_dimension name,
            primary_dimension_type regtype
            """, FillHypertables, isView: true);
        yield return SystemTable.Define(14_101, "timescaledb_information.dimensions",
            """
            hypertable_schema name, hypertable_name name, dimension_number int8, column_name name, column_type regtype, dimension_type text, time_interval interval, integer_interval int8,
            integer_now_func name, num_partitions int2
            """, FillDimensions, isView: true);
        yield return SystemTable.Define(14_102, "timescaledb_information.chunks",
            """
            hypertable_schema name, hypertable_name name, chunk_schema name, chunk_name name, primary_dimension name, primary_dimension_type regtype, range_start timestamptz,
            range_end timestamptz, range_start_integer int8, range_end_integer int8, is_compressed bool, chunk_tablespace name, chunk_creation_time timestamptz, total_bytes int8
            """, FillChunks, isView: true);
        yield return SystemTable.Define(14_103, "timescaledb_information.hypertable_stats",
            "hypertable_schema name, hypertable_name name, total_chunks int8, compressed_chunks int8, total_bytes int8, compressed_bytes int8", FillStats, isView: true);
    }

    private static void FillHypertables(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var time = table.Hypertable!.TimeDimension;
            rows.Add(table.Schema).Add(table.Name).Add(table.Owner).Add(table.Hypertable.Dimensions.Length).Add(context.Catalog.ChunksOf(table.Oid).Count).Add(table.Hypertable.HasColumnstore)
                .Add(table.Hypertable.Tablespaces is { IsEmpty: false } tablespaces ? $"{{{string.Join(',', tablespaces)}}}" : null)
                .Add(table.Columns[time.Column - 1].Name).Add(ChunkFacts.TypeOf(time, table).Oid).End();
        }
    }

    private static void FillDimensions(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var number = 0;
            foreach (var dimension in table.Hypertable!.Dimensions)
            {
                var type = ChunkFacts.TypeOf(dimension, table);
                rows.Add(table.Schema).Add(table.Name).Add(++number).Add(table.Columns[dimension.Column - 1].Name).Add(type.Oid).Add(dimension.Partitions > 0 ? "Space" : "Time");
                if (dimension.Partitions > 0) rows.Null(3).Add(dimension.Partitions);
                else if (ChunkIntervals.IsTime(type)) rows.Add(ChunkFacts.ToInterval(dimension.Interval)).Null(3);
                else rows.Null().Add(dimension.Interval).Add(NameOf(dimension.IntegerNowFunction)).Null();
                rows.End();
            }
        }
    }

    private static void FillChunks(FunctionContext context, SystemRows rows)
    {
        var sizes = context.Service<IStorageSizes>();
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var time = table.Hypertable!.TimeDimension;
            var type = ChunkFacts.TypeOf(time, table);
            var column = table.Columns[time.Column - 1].Name;
            foreach (var chunk in ChunkFacts.Chunks(table, context))
            {
                var (start, end) = chunk.Slices[0];
                rows.Add(table.Schema).Add(table.Name).Add(chunk.Schema).Add(chunk.Name).Add(column).Add(type.Oid);
                if (ChunkIntervals.IsTime(type)) rows.Add(start).Add(end).Null(2);
                else rows.Null(2).Add(ChunkFacts.CatalogBound(start, time.FunctionType ?? type)).Add(ChunkFacts.CatalogBound(end, time.FunctionType ?? type));
                rows.Add(chunk.Columnstore is not null).Null().Add(chunk.CreationTime).Add(sizes.SizeOf(chunk.StorageId)).End();
            }
        }
    }

    private static void FillStats(FunctionContext context, SystemRows rows)
    {
        var sizes = context.Service<IStorageSizes>();
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var chunks = context.Catalog.ChunksOf(table.Oid);
            var converted = chunks.All.Where(c => c.Columnstore is not null).ToList();
            rows.Add(table.Schema).Add(table.Name).Add(chunks.Count).Add(converted.Count).Add(chunks.All.Sum(c => sizes.SizeOf(c.StorageId))).Add(converted.Sum(c => sizes.SizeOf(c.StorageId))).End();
        }
    }

    // The function is kept as schema.name; the view has its name alone.
    private static string? NameOf(string? function) => function?[(function.LastIndexOf('.') + 1)..];
}
