using System.Collections.Immutable;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>Makes chunks in a session's transaction.</summary>
internal static class ChunkCreation
{
    /// <summary>Makes an empty chunk with the next number and the name that goes with it.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="slices">Its slice of each dimension.</param>
    /// <param name="session">The session.</param>
    public static Chunk Create(Table table, ImmutableArray<DimensionSlice> slices, SessionContext session)
    {
        var hypertable = table.Hypertable!;
        var id = session.Database.NextChunkId();
        var chunk = new Chunk
        {
            Oid = session.Database.NextOid(),
            Schema = hypertable.ChunkSchema,
            Name = $"{hypertable.ChunkPrefix}_{id}_chunk",
            Owner = table.Owner,
            TableOid = table.Oid,
            ChunkId = id,
            Slices = slices,
            StorageId = session.Database.NextStorageId(),
            CreationTime = Clocks.Now(session.Clock),
        };
        session.Transaction.CreateStorage(chunk.StorageId, TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid)));
        session.Transaction.Put(chunk);
        return chunk;
    }
}
