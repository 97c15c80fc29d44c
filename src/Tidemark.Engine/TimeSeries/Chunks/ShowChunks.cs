using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>show_chunks: a hypertable's chunks within bounds.</summary>
internal static class ShowChunks
{
    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines) => routines.Add(new TableFunction
    {
        Schema = "public",
        Name = "show_chunks",
        Parameters =
        [
            new(SqlTypes.RegClass, "relation"), new(SqlTypes.Any, "older_than", "NULL"), new(SqlTypes.Any, "newer_than", "NULL"), new(SqlTypes.Any, "created_before", "NULL"),
            new(SqlTypes.Any, "created_after", "NULL"),
        ],
        Result = SqlTypes.RegClass,
        Columns = [new("show_chunks", SqlTypes.RegClass)],
        IsStrict = false,
        Volatility = Volatility.Stable,
        Invoke = Invoke,
    });

    private static IEnumerable<Batch> Invoke(TableFunctionCall call)
    {
        var arguments = call.Arguments;
        if (arguments[0].IsNull(0)) throw ChunkErrors.InvalidHypertable();
        var table = Arguments.Hypertable(arguments[0], call.Context);
        var selection = ChunkSelection.Read(table, arguments[1], arguments[2], arguments[3], arguments[4], call.Context);
        if (ChunkSelection.IsMixed(arguments[1], arguments[2], arguments[3], arguments[4])) throw ChunkErrors.MixedBounds();
        return Rows.Of(call, builder =>
        {
            foreach (var chunk in selection.Of(call.Context.Catalog.ChunksOf(table.Oid))) ((FixedVectorBuilder<long>)builder).Append(chunk.Oid);
        });
    }
}
