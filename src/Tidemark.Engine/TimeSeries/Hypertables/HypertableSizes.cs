using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>How much hypertables take on disk. Indexes take nothing of their own: they are the order of the rows.</summary>
internal static class HypertableSizes
{
    private static readonly TableFunctionColumn[] Sizes =
        [new("table_bytes", SqlTypes.Int8), new("index_bytes", SqlTypes.Int8), new("toast_bytes", SqlTypes.Int8), new("total_bytes", SqlTypes.Int8)];

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        var declare = new Declarations(routines, "public");
        foreach (var name in new[] { "hypertable_size", "hypertable_approximate_size" })
        {
            declare.Map<long, long?>(name, [SqlTypes.RegClass], SqlTypes.Int8, static (oid, c) => c.Catalog.Find<Table>((uint)oid) is { Hypertable: not null } table ? SizeOf(table, c) : null, Volatility.Volatile);
        }

        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "hypertable_detailed_size",
            Parameters = [new(SqlTypes.RegClass, "hypertable")],
            Result = SqlTypes.Record,
            Columns = [.. Sizes, new("node_name", SqlTypes.Name)],
            Volatility = Volatility.Volatile,
            Invoke = static call => call.Context.Catalog.Find<Table>((uint)Vectors.VectorAccess.Get<long>(call.Arguments[0], 0)) is { Hypertable: not null } table
                ? [OneRow.Of(call.Columns, SizeOf(table, call.Context), 0L, 0L, SizeOf(table, call.Context), null)]
                : [],
        });
    }

    private static long SizeOf(Table table, FunctionContext context)
    {
        var sizes = context.Service<IStorageSizes>();
        return context.Catalog.ChunksOf(table.Oid).All.Sum(c => sizes.SizeOf(c.StorageId));
    }
}
