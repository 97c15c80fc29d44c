using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Merging: segments are written anew, fewer, larger and without deleted rows.</content>
public sealed partial class Store
{
    // One merge at a time: they compete for memory and disk, and never for the same segments.
    private readonly Lock _mergeLock = new();
    private readonly MergeScheduler _scheduler;
    private readonly RetiredSegments _retired = new();
    private int _mergesAsked;
    private long _merges;
    private long _mergedRows;

    /// <summary>
    /// Turns tails into segments, drops deleted rows and merges, now, and returns when it is done. Readers and writers go on meanwhile.
    /// </summary>
    /// <param name="chunkIds">The chunks; ids of chunks that do not exist do no harm.</param>
    /// <param name="isFull">Whether each chunk is to end as one sorted run, whatever that costs.</param>
    /// <param name="cancellation">Stops between two steps, and within one; what was done stays.</param>
    /// <exception cref="SqlException">XX001 for a damaged block; 53100 or 58030 when files cannot be written. Nothing is lost then.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Vacuum(IEnumerable<long> chunkIds, bool isFull, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _mergesAsked);
        try
        {
            foreach (var chunkId in chunkIds)
            {
                cancellation.ThrowIfCancellationRequested();
                lock (_mergeLock) VacuumChunk(chunkId, isFull, cancellation);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _mergesAsked);
            MergeSoon();
        }
    }

    /// <summary>Does what background merging would do by now, until nothing is due.</summary>
    /// <returns>How many jobs were done.</returns>
    internal int MergeDue()
    {
        var jobs = 0;
        lock (_mergeLock)
        {
            while (true)
            {
                var job = _scheduler.Next(Root, Options.Time.GetUtcNow(), out var tail, out _);
                if (tail is var (chunkId, unit)) ConvertTail(chunkId, unit, _scheduler);
                else if (job is null) return jobs;
                else Merge(job, _ => { }, run => run());
                jobs++;
            }
        }
    }

    /// <summary>Does a job of the merging policy.</summary>
    /// <param name="job">The job.</param>
    /// <param name="step">See <see cref="SegmentMerge"/>.</param>
    /// <param name="publish">Runs the part that takes the commit lock, on a thread that may.</param>
    /// <returns>The new segments; null when the chunk has changed so that the job came to nothing.</returns>
    private IReadOnlyList<SegmentUnit>? Merge(MergeJob job, Action<long> step, Func<Func<bool>, bool> publish)
    {
        using var activity = Activities.Begin(job.Kind.ToString().ToLowerInvariant(), job.ChunkId);
        var merge = new SegmentMerge(this, job, activity, bytes =>
        {
            step(bytes);
            if (!IsWanted(job)) throw new OperationCanceledException();
        });
        try
        {
            RunAside(merge.Run);
            if (merge.Segments.Count > 0) FlushSegmentNames();
            if (publish(() => Replace(job.ChunkId, job.Units, merge.Segments, merge.Forwardings(), _scheduler)))
            {
                Interlocked.Increment(ref _merges);
                Interlocked.Add(ref _mergedRows, job.LiveRows);
                return merge.Segments;
            }

            merge.Discard();
            activity.Cancel();
            return null;
        }
        catch (Exception error)
        {
            // After a failed flush the record may be on disk, and then names the segments: recovery keeps or removes them.
            if (_stopped is null) merge.Discard();
            if (error is SqlException failure) activity.Fail(failure.Error);
            else activity.Cancel();
            if (error is OperationCanceledException && !IsWanted(job)) return null;
            throw;
        }
    }

    private bool IsWanted(MergeJob job) => Root.FindChunk(job.ChunkId) is { } chunk && job.Units.All(u => Find(chunk, u.Unit) is not null);

    private void VacuumChunk(long chunkId, bool isFull, CancellationToken cancellation)
    {
        foreach (var version in Root.FindChunk(chunkId)?.Units ?? [])
        {
            // A small tail without deleted rows is best where it is, in memory.
            if (version.Unit is TailUnit tail && (version.Deletes is not null || isFull || version.Rows >= Options.CheckpointTailRows)) ConvertTail(chunkId, tail);
        }

        // Others may go on deleting: what they delete from now on is left for the next time.
        for (var left = Root.FindChunk(chunkId)?.Units.Length * 2; left >= 0; left--)
        {
            if (Root.FindChunk(chunkId) is not { } chunk || MergePolicy.Choose(chunk, isFull ? MergeGoal.Full : MergeGoal.NoDeletes, Options) is not { } job) return;
            Merge(job, _ => cancellation.ThrowIfCancellationRequested(), run => run());
        }
    }
}
