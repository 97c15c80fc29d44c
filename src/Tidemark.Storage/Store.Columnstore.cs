using System.Collections.Immutable;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Conversion of a chunk to the column store, at once.</content>
public sealed partial class Store
{
    /// <summary>
    /// Makes the rows that a chunk has now one sorted run, encoded as well as can be, and returns when it is done: an external merge sort, which holds the rows of one segment and a block of each run. Readers and
    /// writers go on meanwhile; rows that come while it works stay beside the run. What the chunk holds does not change, so nothing needs to be taken back if the caller's transaction fails, and what was done
    /// when it is stopped, by a kill even, is not lost: each step is durable by itself.
    /// </summary>
    /// <param name="chunkId">The chunk; nothing happens when there is none.</param>
    /// <param name="layout">The order and the filters that its rows get from now on; columns are the chunk's own, and what is not among them has no part in the order.</param>
    /// <param name="rewrite">Whether what is as it should be is written anew too.</param>
    /// <param name="cancellation">Stops within a step; those that were done stay.</param>
    /// <exception cref="SqlException">XX001 for a damaged block; 53100 or 58030 when files cannot be written. Nothing is lost then.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ConvertToColumnstore(long chunkId, ChunkLayout layout, bool rewrite = false, CancellationToken cancellation = default)
    {
        if (Root.FindChunk(chunkId) is null) return;
        Interlocked.Increment(ref _mergesAsked);
        try
        {
            lock (_mergeLock) Convert(chunkId, layout with { IsColumnstore = true }, rewrite, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _mergesAsked);
            MergeSoon();
        }
    }

    private void Convert(long chunkId, ChunkLayout layout, bool rewrite, CancellationToken cancellation)
    {
        using var activity = Activities.Begin("columnstore", chunkId);
        try
        {
            Relayout(chunkId, layout);
            foreach (var version in Root.FindChunk(chunkId)?.Units ?? [])
            {
                if (version.Unit is TailUnit tail) ConvertTail(chunkId, tail, _scheduler);
            }

            Settle(chunkId, rewrite, activity, cancellation);
        }
        catch (Exception error)
        {
            if (error is SqlException failure) activity.Fail(failure.Error);
            else activity.Cancel();
            throw;
        }
    }

    // Others may go on writing: what they add from now on is left for background merging.
    private void Settle(long chunkId, bool rewrite, Activity activity, CancellationToken cancellation)
    {
        if (Root.FindChunk(chunkId) is not { } chunk) return;
        var written = new HashSet<long>();
        var mine = chunk.Units.Where(u => u.Unit is SegmentUnit).Select(u => u.Unit.Id).ToHashSet();
        var rows = chunk.Units.Where(u => mine.Contains(u.Unit.Id)).Sum(u => (long)u.LiveRows);
        activity.Expect(rows);
        for (var left = (chunk.Units.Length + 1) * 3; left > 0; left--)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Root.FindChunk(chunkId) is not { } now) return;
            var part = now.With(now.Units.RemoveAll(u => !mine.Contains(u.Unit.Id)));
            if ((MergePolicy.Choose(part, MergeGoal.Columnstore, Options) ?? (rewrite ? Unwritten(part, written) : null)) is not { } job) break;
            if (Merge(job, _ => cancellation.ThrowIfCancellationRequested(), run => run()) is not { } segments) continue;
            foreach (var segment in segments)
            {
                mine.Add(segment.Id);
                if (job.Effort == EncodingEffort.Full) written.Add(segment.Id);
                activity.AddWritten(segment.Meta.FileBytes);
            }

            activity.AddRead(job.Units.Sum(u => ((SegmentUnit)u.Unit).Meta.FileBytes));
            if (job.Effort == EncodingEffort.Full) activity.AddRows(segments.Sum(s => (long)s.Meta.Rows));
        }

        // What was as it should be counts as dealt with.
        activity.AddRows(Math.Max(0, rows - activity.RowsDone));
    }

    // Segments of one run, or one without a run's order, that this conversion has not written.
    private static MergeJob? Unwritten(ChunkData chunk, HashSet<long> written)
    {
        var isSorted = !chunk.Layout.ClusteringKey.IsEmpty;
        foreach (var version in chunk.Units)
        {
            if (version.Unit is not SegmentUnit segment || written.Contains(segment.Id)) continue;
            var units = isSorted ? chunk.Units.RemoveAll(u => u.Unit is not SegmentUnit s || s.Meta.RunId != segment.Meta.RunId) : [version];
            return new MergeJob(chunk.Id, MergeKind.Encode, units, chunk.Layout, isSorted ? segment.Meta.RunId : null);
        }

        return null;
    }

    // The order of a chunk's rows is no part of what a transaction changes: it is published by itself.
    private void Relayout(long chunkId, ChunkLayout layout)
    {
        long sequence;
        lock (_commitLock)
        {
            if (_stopped is not null) throw new SqlException(_stopped.Error, _stopped);
            if (_pending.FindChunk(chunkId) is not { } chunk) return;
            var changed = chunk.Layout.InOrderOf(layout);
            if (changed.IsColumnstore == chunk.Layout.IsColumnstore && changed.ClusteringKey.SequenceEqual(chunk.Layout.ClusteringKey) && HaveSameFilters(changed, chunk.Layout)) return;
            ImmutableArray<RootOperation> operations = [new AlterChunk(chunkId, changed)];
            var builder = new RootBuilder(_pending);
            builder.Apply(operations[0]);
            var root = builder.Build(_pending.Companion);
            sequence = _log.Append(operations, root, isSeen: false);
            _pending = root;
            _lastFlushedCommit = sequence;
        }

        _log.WaitFlushed(sequence);
    }

    private static bool HaveSameFilters(ChunkLayout a, ChunkLayout b) =>
        a.Filters.Length == b.Filters.Length && a.Filters.Zip(b.Filters).All(f => f.First.AsSpan().SequenceEqual(f.Second.AsSpan()));
}
