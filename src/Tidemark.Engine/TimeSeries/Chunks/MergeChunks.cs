using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>CALL merge_chunks: several chunks that lie beside each other become one, under the name of the first of them.</summary>
internal static class MergeChunks
{
    private static readonly SqlType Chunks = SqlTypes.ArrayOf(SqlTypes.RegClass)!;

    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        routines.Add(new Procedure
        {
            Schema = "public",
            Name = "merge_chunks",
            Parameters = [new(SqlTypes.RegClass, "chunk1"), new(SqlTypes.RegClass, "chunk2"), new(SqlTypes.Bool, "concurrently", "false")],
            Result = SqlTypes.Void,
            Volatility = Volatility.Volatile,
            Invoke = static (arguments, context) => Merge([Arguments.Oid(arguments[0]), Arguments.Oid(arguments[1])], context),
        });
        foreach (var name in new[] { "merge_chunks", "merge_chunks_concurrently" })
        {
            routines.Add(new Procedure
            {
                Schema = "public",
                Name = name,
                Parameters = [new(Chunks, "chunks")],
                Result = SqlTypes.Void,
                Volatility = Volatility.Volatile,
                Invoke = static (arguments, context) => Merge(Oids(arguments[0]), context),
            });
        }
    }

    private static List<uint> Oids(Vector array)
    {
        if (array.IsNull(0)) throw ChunkErrors.NothingToMerge();
        var values = ArrayElements.Read(array, 0, SqlTypes.RegClass);
        return [.. Enumerable.Range(0, values.Length).Select(i => values.IsNull(i) ? 0 : (uint)VectorAccess.Get<long>(values, i))];
    }

    private static void Merge(List<uint> oids, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        session.RequireWritable("merge_chunks()");
        if (oids.Contains(0)) throw ChunkErrors.NullInMerge();
        if (oids.Count < 2) throw ChunkErrors.TooFewToMerge();
        var chunks = oids.ConvertAll(oid => session.Catalog.Find<Chunk>(oid) ?? throw ChunkErrors.CanOnlyMergeChunks());
        var table = session.Catalog.Find<Table>(chunks[0].TableOid)!;
        Privileges.RequireHypertableOwner(table, session);
        if (chunks.Exists(c => c.TableOid != table.Oid)) throw ChunkErrors.MergeAcrossHypertables();
        if (chunks.GroupBy(c => c.Oid).FirstOrDefault(g => g.Count() > 1) is { } twice) throw ChunkErrors.DuplicateInMerge(twice.First().Name);
        session.Lock(table.Oid, TableLockMode.Exclusive);
        chunks = oids.ConvertAll(oid => session.Catalog.Find<Chunk>(oid) ?? throw ChunkErrors.CanOnlyMergeChunks());

        if (chunks.Find(c => c.IsFrozen) is { } frozen) throw ChunkErrors.NotPermittedOnFrozen("merge_chunks", frozen.Name);
        var (dimension, ordered) = Arrange(chunks);
        Join(ordered, dimension, table, session);
    }

    // Moves the rows of chunks, each beginning where the one before it ends, into the first of them and drops the others.
    private static void Join(List<Chunk> ordered, int dimension, Table table, SessionContext session)
    {
        RequireNewest(ordered, session);
        var kept = ordered[0];
        foreach (var other in ordered.Skip(1))
        {
            foreach (var batch in RowMove.Read(session.Transaction.View(other.StorageId), table, withIds: false, session)) session.Transaction.Append(kept.StorageId, batch);
            DropObjects.Drop(other, session);
        }

        var range = new DimensionSlice(kept.Slices[dimension].Start, ordered[^1].Slices[dimension].End);
        session.Transaction.Put(kept with { Slices = kept.Slices.SetItem(dimension, range), Columnstore = kept.Columnstore?.With([.. ordered.Skip(1).Select(c => c.Columnstore)]) });
    }

    // A transaction that keeps its first snapshot must not drop rows that it does not see.
    private static void RequireNewest(List<Chunk> chunks, SessionContext session)
    {
        if (session.Transaction.KeepsSnapshot && chunks.Skip(1).Any(c => !session.Database.Store.Root.HasSameRows(session.Transaction.Root, c.StorageId))) throw StorageErrors.ConcurrentUpdate();
    }

    // The one dimension that the chunks differ in, and the chunks in its order, each beginning where the one before it ends.
    private static (int Dimension, List<Chunk> Ordered) Arrange(List<Chunk> chunks)
    {
        var differing = Enumerable.Range(0, chunks[0].Slices.Length).Where(d => chunks.Exists(c => c.Slices[d] != chunks[0].Slices[d])).ToList();
        if (differing is not [var dimension]) throw ChunkErrors.NotAdjacent();
        var ordered = chunks.OrderBy(c => c.Slices[dimension].Start).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Slices[dimension].Start != ordered[i - 1].Slices[dimension].End) throw ChunkErrors.NotAdjacent();
        }

        return (dimension, ordered);
    }
}
