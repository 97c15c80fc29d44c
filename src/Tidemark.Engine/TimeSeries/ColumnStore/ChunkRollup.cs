using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Transactions;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// compress_chunk_time_interval: instead of being converted by itself a chunk joins the converted one before it, as long as both together are no wider than the interval. That happens when the transaction commits, and
/// takes no time: its rows change hands as they lie (<see cref="ChunkJoin"/>), and background merging sorts them in. So nobody waits for it, and rows that others write meanwhile come along.
/// </summary>
internal static class ChunkRollup
{
    /// <summary>Has a chunk join the one before it; gives that one's oid, or null where the chunk is to stay by itself.</summary>
    /// <param name="chunk">A chunk that is not converted.</param>
    /// <param name="table">Its hypertable.</param>
    /// <param name="settings">What it would be converted with.</param>
    /// <param name="session">The session, which keeps DDL and other conversions of the hypertable out.</param>
    public static uint? TryJoin(Chunk chunk, Table table, ChunkColumnstore settings, SessionContext session)
    {
        var width = table.Hypertable!.Columnstore!.ChunkInterval;
        if (width <= 0 || Before(chunk, width, settings, session) is not { } first) return null;
        session.Transaction.Join(new ChunkJoin(chunk.Oid, first.Oid));
        return first.Oid;
    }

    private static Chunk? Before(Chunk chunk, long width, ChunkColumnstore settings, SessionContext session)
    {
        var (start, end) = chunk.Slices[0];
        if (start == long.MinValue || end == long.MaxValue) return null;
        foreach (var other in session.Catalog.ChunksOf(chunk.TableOid).Overlapping(start - 1, start - 1))
        {
            if (other.Slices[0].End != start || !other.Slices.AsSpan()[1..].SequenceEqual(chunk.Slices.AsSpan()[1..])) continue;
            var first = session.Transaction.JoinOf(other.Oid) is { } oid ? session.Catalog.Find<Chunk>(oid)! : other;
            return first is { IsFrozen: false, Columnstore: { } converted } && converted.HasSettingsOf(settings) && (Int128)end - first.Slices[0].Start <= width ? first : null;
        }

        return null;
    }
}
