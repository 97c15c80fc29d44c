using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>CALL detach_chunk: a chunk becomes an ordinary table, with its name, rows, indexes and constraints but those of its slices.</summary>
internal static class DetachChunk
{
    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines) => routines.Add(new Procedure
    {
        Schema = "public",
        Name = "detach_chunk",
        Parameters = [new(SqlTypes.RegClass, "chunk")],
        Result = SqlTypes.Void,
        Volatility = Volatility.Volatile,
        Invoke = static (arguments, context) => Detach(ChunkTarget.Lock(arguments[0], "detach_chunk()", context, static found => found is null ? ChunkErrors.NullRelation("chunk") : ChunkErrors.NoHypertableOfChunk())),
    });

    private static void Detach(ChunkTarget target)
    {
        var (chunk, table, session) = target;
        var indexes = new Dictionary<uint, Catalog.Index>();
        foreach (var index in session.Catalog.IndexesOf(table.Oid))
        {
            indexes[index.Oid] = index with { Oid = session.Database.NextOid(), Name = ChunkParts.IndexName(chunk, index, table), Schema = chunk.Schema, TableOid = chunk.Oid };
        }

        session.Transaction.Put(table with
        {
            Oid = chunk.Oid,
            Schema = chunk.Schema,
            Name = chunk.Name,
            Owner = chunk.Owner,
            Comment = chunk.Comment,
            StorageId = chunk.StorageId,
            Hypertable = null,
            Constraints = [.. table.Constraints.Select(c => Detached(c, chunk, indexes, session))],
        });
        foreach (var index in indexes.Values) session.Transaction.Put(index);
    }

    private static Constraint Detached(Constraint constraint, Chunk chunk, Dictionary<uint, Catalog.Index> indexes, SessionContext session) =>
        indexes.TryGetValue(constraint.IndexOid, out var index)
            ? constraint with { Oid = session.Database.NextOid(), Name = ChunkParts.ConstraintName(chunk, constraint.Name), IndexOid = index.Oid }
            : constraint with { Oid = session.Database.NextOid() };
}
