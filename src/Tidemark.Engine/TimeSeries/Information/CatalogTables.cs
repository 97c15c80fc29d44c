using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.TimeSeries.Hypertables;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>The tables of _timescaledb_catalog that clients read: hypertable, dimension, chunk, dimension_slice and chunk_constraint.</summary>
internal static class CatalogTables
{
    /// <summary>The tables.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(14_130, "_timescaledb_catalog.hypertable",
            """
            id int4, schema_name name, table_name name, associated_schema_name name, associated_table_prefix name, num_dimensions int2, chunk_sizing_func_schema name,
            chunk_sizing_func_name name, chunk_target_size int8, compression_state int2, compressed_hypertable_id int4, status int4
            """, FillHypertables);
        yield return SystemTable.Define(14_131, "_timescaledb_catalog.dimension",
            """
            id int4, hypertable_id int4, column_name name, column_type regtype, aligned bool, num_slices int2, partitioning_func_schema name, partitioning_func name, interval_length int8,
            compress_interval_length int8, integer_now_func_schema name, integer_now_func name
            """, FillDimensions);
        yield return SystemTable.Define(14_132, "_timescaledb_catalog.chunk",
            """
            id int4, hypertable_id int4, schema_name name, table_name name, compressed_chunk_id int4, dropped bool, status int4, osm_chunk bool, creation_time timestamptz
            """, FillChunks);
        yield return SystemTable.Define(14_133, "_timescaledb_catalog.dimension_slice", "id int4, chunk_id int4, dimension_id int4, range_start int8, range_end int8", FillSlices);
        yield return SystemTable.Define(14_134, "_timescaledb_catalog.chunk_constraint",
            "chunk_id int4, dimension_slice_id int4, constraint_name name, hypertable_constraint_name name", FillConstraints);
    }

    private static void FillHypertables(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var hypertable = table.Hypertable!;
            rows.Add(hypertable.Id).Add(table.Schema).Add(table.Name).Add(hypertable.ChunkSchema).Add(hypertable.ChunkPrefix).Add(hypertable.Dimensions.Length)
                .Add("_timescaledb_functions").Add("calculate_chunk_interval").Add(0);
            if (hypertable.HasColumnstore) rows.Add(1).Add(hypertable.Columnstore!.CompanionId);
            else rows.Add(0).Null();
            rows.Add(0).End();
        }
    }

    private static void FillDimensions(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            foreach (var dimension in table.Hypertable!.Dimensions)
            {
                var isHash = dimension.Partitions > 0;
                rows.Add(dimension.Id).Add(table.Hypertable.Id).Add(table.Columns[dimension.Column - 1].Name).Add(ChunkFacts.TypeOf(dimension, table).Oid).Add(!isHash);
                if (isHash) rows.Add(dimension.Partitions);
                else rows.Null();
                if (dimension.PartitioningFunction != 0) AddFunction(dimension.PartitioningFunction, context, rows);
                else if (isHash) rows.Add("_timescaledb_functions").Add("get_partition_hash");
                else rows.Null(2);
                if (isHash) rows.Null();
                else rows.Add(dimension.Interval);
                rows.Null();
                if (dimension.IntegerNowFunction?.Split('.', 2) is [var schema, var name]) rows.Add(schema).Add(name);
                else rows.Null(2);
                rows.End();
            }
        }
    }

    private static void AddFunction(uint oid, FunctionContext context, SystemRows rows)
    {
        if (context.Catalog.Find<UserRoutine>(oid) is { } own) rows.Add(own.Schema).Add(own.Name);
        else if (context.Routines.Find(oid) is { } builtin) rows.Add(builtin.Schema).Add(builtin.Name);
        else rows.Null(2);
    }

    // 1: in the column store; 4: frozen; 8: rows lie beside what was converted.
    private static int Status(Chunk chunk, IStorageSizes sizes) =>
        (chunk.IsFrozen ? 4 : 0) + (chunk.Columnstore is null ? 0 : sizes.FiguresOf(chunk.StorageId) is { IsSettled: false } ? 9 : 1);

    private static void FillChunks(FunctionContext context, SystemRows rows)
    {
        var sizes = context.Service<IStorageSizes>();
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            foreach (var chunk in ChunkFacts.Chunks(table, context))
            {
                rows.Add(chunk.ChunkId).Add(table.Hypertable!.Id).Add(chunk.Schema).Add(chunk.Name);
                if (chunk.Columnstore is { } converted) rows.Add(converted.CompanionId);
                else rows.Null();
                rows.Add(false).Add(Status(chunk, sizes)).Add(false).Add(chunk.CreationTime).End();
            }
        }
    }

    private static void FillSlices(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var dimensions = table.Hypertable!.Dimensions;
            foreach (var chunk in ChunkFacts.Chunks(table, context))
            {
                for (var i = 0; i < chunk.Slices.Length; i++)
                {
                    var type = ChunkFacts.DividedTypeOf(dimensions[i], table);
                    var isTime = dimensions[i].Partitions == 0 && ChunkIntervals.IsTime(type);
                    var (start, end) = chunk.Slices[i];
                    rows.Add(ChunkParts.SliceId(chunk, i)).Add(chunk.ChunkId).Add(dimensions[i].Id).Add(isTime ? ChunkFacts.CatalogBound(start, type) : start)
                        .Add(isTime ? ChunkFacts.CatalogBound(end, type) : end).End();
                }
            }
        }
    }

    private static void FillConstraints(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            foreach (var chunk in ChunkFacts.Chunks(table, context))
            {
                for (var i = 0; i < chunk.Slices.Length; i++)
                {
                    rows.Add(chunk.ChunkId).Add(ChunkParts.SliceId(chunk, i)).Add($"constraint_{ChunkParts.SliceId(chunk, i)}").Null().End();
                }
            }
        }
    }
}
