using System.Collections.Immutable;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Units that take the place of others.</content>
public sealed partial class Store
{
    /// <summary>
    /// Puts segments in the place of the units whose rows they hold, durably, and removes the files of those that go. Rows that were deleted since <paramref name="before"/> are deleted in the segments too.
    /// </summary>
    /// <param name="chunkId">The chunk.</param>
    /// <param name="before">The units, as they were when the segments were written.</param>
    /// <param name="segments">The segments, their names durable; none when no row was left.</param>
    /// <param name="forwardings">For each unit where its rows went; null when no row was left.</param>
    /// <param name="scheduler">Told that the chunk changed without anybody's doing; null for nobody.</param>
    /// <returns>False when one of the units is gone already, or not as it was; nothing has happened then.</returns>
    private bool Replace(long chunkId, ImmutableArray<UnitVersion> before, IReadOnlyList<SegmentUnit> segments, ImmutableArray<Forwarding>? forwardings, MergeScheduler? scheduler = null)
    {
        long sequence;
        RootBuilder builder;
        lock (_commitLock)
        {
            if (_stopped is not null) throw new SqlException(_stopped.Error, _stopped);
            if (_pending.FindChunk(chunkId) is not { } chunk) return false;
            var deletes = new Dictionary<Unit, DeleteSet>();
            foreach (var (index, was) in before.Index())
            {
                // Commits that the segments take account of may have come to nothing.
                if (Find(chunk, was.Unit) is not { } now || now.Rows != was.Rows || !DeleteSet.Contains(now.Deletes, was.Deletes)) return false;
                // Rows that were deleted before are not in the segments, and drop out here.
                if (forwardings is null || now.Deletes is null || ReferenceEquals(now.Deletes, was.Deletes)) continue;
                foreach (var (unit, rows) in forwardings.Value[index].Forward(now.Deletes, out _)) deletes[unit] = DeleteSet.Union(deletes.GetValueOrDefault(unit), rows)!;
            }

            foreach (var (index, was) in before.Index())
            {
                if (forwardings is not null) was.Unit.Forward(forwardings.Value[index]);
            }

            ImmutableArray<RootOperation> operations = [new ReplaceUnits(chunkId, [.. before.Select(u => u.Unit.Id)], [.. segments.Select(s => (s, deletes.GetValueOrDefault(s)))])];
            builder = new RootBuilder(_pending);
            builder.Apply(operations[0]);
            var root = builder.Build(_pending.Companion);
            sequence = _log.Append(operations, root, isSeen: false);
            _pending = root;
            _lastFlushedCommit = sequence;
            scheduler?.Merged(chunk, root.FindChunk(chunkId)!);
        }

        _log.WaitFlushed(sequence);
        Retire(builder.Removed);
        return true;
    }

    private static UnitVersion? Find(ChunkData chunk, Unit unit)
    {
        foreach (var version in chunk.Units)
        {
            if (ReferenceEquals(version.Unit, unit)) return version;
        }

        return null;
    }

    // Roots that are to come do not name them, so their names go at once; the content goes with the last reader's reference.
    private void Retire(List<SegmentUnit> removed)
    {
        if (removed.Count == 0) return;
        foreach (var segment in removed) segment.Remove();
        Source.Cache.Sweep();
        _retired.Add(removed);
    }
}
