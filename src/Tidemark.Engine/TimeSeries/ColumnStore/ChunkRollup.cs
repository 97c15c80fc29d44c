using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.TimeSeries.Chunks;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// compress_chunk_time_interval: instead of being converted by itself a chunk joins the converted one before it, as long as both together are no wider than the interval. Its rows are moved in the session's
/// transaction, while others read and write; only from then until the transaction ends are writers of the hypertable kept out. Background merging sorts the rows in.
/// </summary>
internal static class ChunkRollup
{
    /// <summary>Moves a chunk's rows into the one before it; gives that one's oid, or null where the chunk is to stay by itself.</summary>
    /// <param name="chunk">A chunk that is not converted.</param>
    /// <param name="table">Its hypertable.</param>
    /// <param name="settings">What it would be converted with.</param>
    /// <param name="session">The session.</param>
    public static uint? TryJoin(Chunk chunk, Table table, ChunkColumnstore settings, SessionContext session)
    {
        var width = table.Hypertable!.Columnstore!.ChunkInterval;
        if (width <= 0 || Before(chunk, width, settings, session) is not { } first) return null;

        // The rows are moved, and written to files, while others write. Only then are writers kept out, and what is left to do takes no time unless somebody wrote to the chunk meanwhile.
        var before = session.Transaction.State;
        var root = session.Transaction.Root;
        session.Database.Store.RunAside(() =>
        {
            MergeChunks.Move(chunk, first, table, session);
            session.Transaction.Prepare();
        });
        session.Lock(table.Oid, TableLockMode.Exclusive);
        if (session.Catalog.Find<Chunk>(chunk.Oid) is not { Columnstore: null, IsFrozen: false } locked || Before(locked, width, settings, session) is not { } kept)
        {
            session.Transaction.Restore(before);
            return null;
        }

        if (kept.Oid != first.Oid || !session.Database.Store.Root.HasSameRows(root, chunk.StorageId))
        {
            session.Transaction.Restore(before);
            MergeChunks.Join([kept, locked], 0, table, session);
            return kept.Oid;
        }

        MergeChunks.Close([kept, locked], 0, session);
        return kept.Oid;
    }

    private static Chunk? Before(Chunk chunk, long width, ChunkColumnstore settings, SessionContext session)
    {
        var (start, end) = chunk.Slices[0];
        if (start == long.MinValue || end == long.MaxValue) return null;
        foreach (var other in session.Catalog.ChunksOf(chunk.TableOid).Overlapping(start - 1, start - 1))
        {
            if (other.Slices[0].End != start || !other.Slices.AsSpan()[1..].SequenceEqual(chunk.Slices.AsSpan()[1..])) continue;
            return other is { IsFrozen: false, Columnstore: { } converted } && converted.HasSettingsOf(settings) && (Int128)end - other.Slices[0].Start <= width ? other : null;
        }

        return null;
    }
}
