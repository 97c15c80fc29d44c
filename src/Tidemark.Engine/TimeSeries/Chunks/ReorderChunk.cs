using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>reorder_chunk: rows of the chunk are written in the order of an index from now on, those that are there as soon as their segments are rewritten. move_chunk does no more: there is one place for chunks.</summary>
internal static class ReorderChunk
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "reorder_chunk",
            Parameters = [new(SqlTypes.RegClass, "chunk"), new(SqlTypes.RegClass, "index", "NULL"), new(SqlTypes.Bool, "verbose", "false")],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.Void(Reorder),
        });
        routines.Add(new ScalarFunction
        {
            Schema = "public",
            Name = "move_chunk",
            Parameters =
            [
                new(SqlTypes.RegClass, "chunk"), new(SqlTypes.Name, "destination_tablespace"), new(SqlTypes.Name, "index_destination_tablespace", "NULL"),
                new(SqlTypes.RegClass, "reorder_index", "NULL"), new(SqlTypes.Bool, "verbose", "false"),
            ],
            Result = SqlTypes.Void,
            IsStrict = false,
            Volatility = Volatility.Volatile,
            Kernel = AdministrativeKernel.Void(Move),
        });
    }

    private static void Reorder(Vector[] arguments, FunctionContext context)
    {
        if (arguments[0].IsNull(0)) throw ChunkErrors.NothingToCluster();
        if (context.Service<SessionContext>().IsInBlock) throw ChunkErrors.InBlock("reorder");
        Order(ChunkTarget.Lock(arguments[0], "reorder_chunk()", context, found => ChunkErrors.NotChunk(found?.Name ?? "")), arguments[1], context);
    }

    // Where a chunk is moved to, it is already: there is one place.
    private static void Move(Vector[] arguments, FunctionContext context)
    {
        foreach (var tablespace in arguments.AsSpan(1, 2))
        {
            if (Arguments.Text(tablespace) is { } name && Tablespaces.Known(name) == "pg_global") throw HypertableErrors.SharedTablespace();
        }

        if (arguments[0].IsNull(0) || arguments[1].IsNull(0) || arguments[2].IsNull(0)) throw ChunkErrors.NothingToMove();
        if (context.Service<SessionContext>().IsInBlock) throw ChunkErrors.InBlock("move");
        var target = ChunkTarget.Lock(arguments[0], "move_chunk()", context, found => ChunkErrors.NotChunk(found?.Name ?? ""));
        if (!arguments[3].IsNull(0)) Order(target, arguments[3], context);
    }

    private static void Order(ChunkTarget target, Vector index, FunctionContext context)
    {
        var (chunk, table, session) = target;
        var layout = TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid));
        if (!index.IsNull(0))
        {
            // The hypertable's index, or the chunk's part of it.
            var oid = Arguments.Oid(index);
            var found = ChunkParts.Find(oid, session.Catalog) is var (owner, _) && owner.Oid != chunk.Oid ? null : FindIndex(table, i => i.Oid == ChunkParts.WholeOid(oid, session.Catalog), session);
            layout = LayoutOf(table, found ?? throw ChunkErrors.InvalidClusteringIndex(Arguments.NameOf(index, context), chunk.Name), session);
        }

        // What is in the column store has the order of its settings.
        if (chunk.Columnstore is null) session.Transaction.AlterStorage(chunk.StorageId, layout);
    }

    /// <summary>The index of a table that meets a condition and that rows can be ordered by: not a partial one, and by a column first; null where there is none.</summary>
    public static Catalog.Index? FindIndex(Table table, Func<Catalog.Index, bool> condition, SessionContext session) =>
        session.Catalog.IndexesOf(table.Oid).FirstOrDefault(i => condition(i) && i.WhereSql is null && i.Keys[0].Column != 0);

    /// <summary>The layout of chunks whose rows are in the order of an index.</summary>
    public static ChunkLayout LayoutOf(Table table, Catalog.Index index, SessionContext session) =>
        new(TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid)).Columns, [.. index.Keys.TakeWhile(k => k.Column != 0).Select(k => new SortColumn(k.Column, k.Descending, k.NullsFirst))]);
}
