using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>CALL split_chunk: the rows from a point on get a chunk of their own.</summary>
internal static class SplitChunk
{
    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines) => routines.Add(new Procedure
    {
        Schema = "public",
        Name = "split_chunk",
        Parameters = [new(SqlTypes.RegClass, "chunk"), new(SqlTypes.Any, "split_at", "NULL")],
        Result = SqlTypes.Void,
        Volatility = Volatility.Volatile,
        Invoke = static (arguments, context) => Split(ChunkTarget.Lock(arguments[0], "split_chunk()", context), arguments[1], context),
    });

    private static void Split(ChunkTarget target, Vector splitAt, FunctionContext context)
    {
        var (chunk, table, session) = target;
        if (chunk.Slices.Length > 1) throw ChunkErrors.CannotSplitMultidimensional();
        if (chunk.IsFrozen) throw ChunkErrors.NotPermittedOnFrozen("split_chunk", chunk.Name);
        var dimension = table.Hypertable!.TimeDimension;
        var type = ChunkFacts.DividedTypeOf(dimension, table);
        if (!splitAt.IsNull(0) && splitAt.Type.Kind is not (TypeKind.Text or TypeKind.Unknown) && ChunkIntervals.IsTime(splitAt.Type) != ChunkIntervals.IsTime(type))
            throw ChunkErrors.InvalidSplitType(splitAt.Type.DisplayName, table.Columns[dimension.Column - 1].Name);
        var (start, end) = chunk.Slices[0];
        var point = TimeArgument.Read(splitAt, type, context) ?? (long)(((Int128)start + end) / 2);
        if (point <= start || point >= end) throw ChunkErrors.CannotSplitAt(TimeArgument.Format(point, type, context));

        var right = ChunkCreation.Create(table, [new DimensionSlice(point, end)], session);
        if (chunk.Columnstore is not null) session.Transaction.AlterStorage(right.StorageId, TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid), chunk.Columnstore));
        var share = Move(chunk, right, point, dimension, table, session);
        session.Transaction.Put(chunk with { Slices = [new DimensionSlice(start, point)], Columnstore = chunk.Columnstore?.Share(1 - share, chunk.Columnstore.CompanionId) });
        if (chunk.Columnstore is not null) session.Transaction.Put(right with { Columnstore = chunk.Columnstore.Share(share, session.Database.NextChunkId()) });
    }

    // Gives the share of the rows that moved.
    private static double Move(Chunk left, Chunk right, long point, Dimension dimension, Table table, SessionContext session)
    {
        var stored = table.StoredColumns.ToList();
        var time = stored.FindIndex(c => c.Number == dimension.Column);
        var view = session.Transaction.View(left.StorageId);
        var moved = new List<long>();
        foreach (var batch in RowMove.Read(view, table, withIds: true, session))
        {
            var coordinates = new long[batch.Length];
            ChunkSlicing.Coordinates(dimension, PartitioningFunctions.Apply(dimension, batch.Column(time), session), coordinates);
            var rows = new List<int>();
            for (var row = 0; row < coordinates.Length; row++)
            {
                if (coordinates[row] < point) continue;
                rows.Add(row);
                moved.Add(VectorAccess.Get<long>(batch.Column(stored.Count), row));
            }

            if (rows.Count > 0) session.Transaction.Append(right.StorageId, RowMove.Pick(batch, stored.Count, rows));
        }

        if (moved.Count > 0) session.Transaction.Delete(view, [.. moved]);
        return (double)moved.Count / Math.Max(1, view.RowCount);
    }
}
