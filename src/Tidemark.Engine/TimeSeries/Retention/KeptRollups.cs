using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.ContinuousAggregates;

namespace Tidemark.Engine.TimeSeries.Retention;

/// <summary>
/// Retention of a hypertable that continuous aggregates are over: what they have not kept yet is refreshed before its rows go, and what they keep stays, whatever is refreshed later. A chunk goes
/// when all buckets that it has rows of are old enough, so that none is kept of half of its rows. (With <c>tidemark.retention_keeps_rollups = off</c> the next refresh removes what was dropped, as in TimescaleDB.)
/// </summary>
internal static class KeptRollups
{
    /// <summary>Drops a hypertable's chunks within bounds, and gives them.</summary>
    public static IReadOnlyList<Chunk> Drop(Table table, ImmutableArray<View> rollups, ChunkSelection selection, bool isVerbose, SessionContext session)
    {
        var buckets = rollups.ToDictionary(v => v.Oid, v => new BucketArithmetic(v.Rollup!.Buckets));
        var dropped = selection.Of(session.Catalog.ChunksOf(table.Oid)).Where(c => selection.OlderThan is not { } bound || rollups.All(v => buckets[v.Oid].Ceiling(c.Slices[0].End) <= bound)).ToList();
        if (dropped.Count == 0) return [];
        var (first, end) = (dropped.Min(c => c.Slices[0].Start), dropped.Max(c => c.Slices[0].End));
        Refresh(RefreshRoutines.MayCommit(session));
        session.Lock(table.Oid, TableLockMode.Exclusive);
        // Until the lock was there others could write; from now on nobody does.
        Refresh(mayCommit: false);
        var oids = dropped.Select(c => c.Oid).ToHashSet();
        var gone = DropChunks.Drop(table, selection, isVerbose, session, c => oids.Contains(c.Oid));
        foreach (var view in rollups)
        {
            var times = TimeRanges.Of(dropped.Select(c => new TimeRange(c.Slices[0].Start, c.Slices[0].End)));
            var held = selection.OlderThan is null ? (long?)null : buckets[view.Oid].Ceiling(end);
            session.Transaction.ChangeRollup(view.Oid, c => c.WithRefreshed(times) with { HeldUntil = held ?? c.HeldUntil });
        }

        return gone;

        void Refresh(bool mayCommit)
        {
            foreach (var view in rollups)
            {
                var window = new TimeRange(buckets[view.Oid].Floor(first), buckets[view.Oid].Ceiling(end));
                RollupRefresh.Run(view, window, new RefreshOptions { IsQuiet = true, MayCommit = mayCommit }, session);
            }
        }
    }
}
