using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Functions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>How much hypertables and chunks take on disk, and how many rows they have. Indexes take nothing of their own: they are the order of the rows.</summary>
internal static class HypertableSizes
{
    private static readonly TableFunctionColumn[] Sizes =
        [new("table_bytes", SqlTypes.Int8), new("index_bytes", SqlTypes.Int8), new("toast_bytes", SqlTypes.Int8), new("total_bytes", SqlTypes.Int8)];

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        AddScalar(routines, "hypertable_size", "hypertable", static (oid, c) => c.Catalog.Find<Table>(oid) is { Hypertable: not null } table ? SizeOf(table, c) : null);
        AddScalar(routines, "hypertable_approximate_size", "hypertable", static (oid, c) => SizeOf(Required(oid, c), c));
        AddScalar(routines, "hypertable_index_size", "index_name", static (oid, c) => c.Catalog.Find<Catalog.Index>(ChunkParts.WholeOid(oid, c.Catalog)) is { } index && c.Catalog.Find<Table>(index.TableOid) is { Hypertable: not null } ? 0 : null);
        AddScalar(routines, "approximate_row_count", "relation", RowCount);
        AddSizes(routines, "hypertable_detailed_size", "hypertable", [.. Sizes, new("node_name", SqlTypes.Name)], static call => Find(call) is { } table
            ? [OneRow.Of(call.Columns, SizeOf(table, call.Context), 0L, 0L, SizeOf(table, call.Context), null)]
            : []);
        AddSizes(routines, "hypertable_approximate_detailed_size", "relation", [.. Sizes], static call =>
        {
            var size = SizeOf(Required((uint)VectorAccess.Get<long>(call.Arguments[0], 0), call.Context), call.Context);
            return [OneRow.Of(call.Columns, size, 0L, 0L, size)];
        });
        AddSizes(routines, "chunks_detailed_size", "hypertable", [new("chunk_schema", SqlTypes.Name), new("chunk_name", SqlTypes.Name), .. Sizes, new("node_name", SqlTypes.Name)], static call =>
        {
            var sizes = call.Context.Service<IStorageSizes>();
            return Find(call) is { } table
                ? call.Context.Catalog.ChunksOf(table.Oid).All.OrderBy(c => c.ChunkId)
                    .Select(c => (Chunk: c, Size: sizes.SizeOf(c.StorageId)))
                    .Select(c => OneRow.Of(call.Columns, c.Chunk.Schema, c.Chunk.Name, c.Size, 0L, 0L, c.Size, null))
                : [];
        });
    }

    private static void AddScalar(RoutineCatalogBuilder routines, string name, string parameter, Func<uint, FunctionContext, long?> function) => routines.Add(new ScalarFunction
    {
        Schema = "public",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, parameter)],
        Result = SqlTypes.Int8,
        Volatility = Volatility.Volatile,
        Kernel = new RowKernel<long, long?>((oid, context) => function((uint)oid, context)) { IsPerRow = true },
    });

    private static void AddSizes(RoutineCatalogBuilder routines, string name, string parameter, TableFunctionColumn[] columns, Func<TableFunctionCall, IEnumerable<Batch>> invoke) => routines.Add(new TableFunction
    {
        Schema = "public",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, parameter)],
        Result = SqlTypes.Record,
        Columns = [.. columns],
        Volatility = Volatility.Volatile,
        Invoke = invoke,
    });

    private static Table? Find(TableFunctionCall call) =>
        call.Context.Catalog.Find<Table>((uint)VectorAccess.Get<long>(call.Arguments[0], 0)) is { Hypertable: not null } table ? table : null;

    private static Table Required(uint oid, FunctionContext context) =>
        context.Catalog.Find<Table>(oid) is { Hypertable: not null } table ? table : throw HypertableErrors.NotHypertable(context.Catalog.Find(oid)?.Name ?? "");

    private static long SizeOf(Table table, FunctionContext context)
    {
        var sizes = context.Service<IStorageSizes>();
        return context.Catalog.ChunksOf(table.Oid).All.Sum(c => sizes.SizeOf(c.StorageId));
    }

    // Statistics are exact, so what TimescaleDB estimates is counted here.
    private static long? RowCount(uint oid, FunctionContext context)
    {
        var transaction = context.Service<Sessions.Transactions.Transaction>();
        return context.Catalog.Find(oid) switch
        {
            Table table => TableStorage.Of(table, context.Catalog).Sum(id => transaction.View(id).RowCount),
            Chunk chunk => transaction.View(chunk.StorageId).RowCount,
            _ => null,
        };
    }
}
