using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Commits and publication.</content>
public sealed partial class Store
{
    // Orders commits. Nobody waits for the disk while holding it.
    private readonly Lock _commitLock = new();

    // The newest root, commits included that are still being flushed. Written under the commit lock.
    private Root _pending;
    private SqlException? _stopped;
    private long _commits;
    private long _checkpoints;

    // The last record whose commit waits (or waited) for its flush, 0 when it was given up, and the last one whose commit did not.
    private long _lastFlushedCommit;
    private long _lastAsyncCommit;

    /// <summary>
    /// Makes changes the next root: one log record, one flush shared with all who commit at the same time, then publication.
    /// </summary>
    /// <param name="changes">The changes; they are used up, also when the commit fails.</param>
    /// <param name="durability">What to wait for.</param>
    /// <param name="merge">Rebases the changes on the newest root; null applies them as they are and keeps the companion.</param>
    /// <returns>A published root that contains the changes (and perhaps later ones).</returns>
    /// <exception cref="SqlException">40001 when a row that the changes delete was deleted by another commit; 53100 when the disk is full; 58030 when writing failed; whatever <paramref name="merge"/> throws. Nothing is changed then.</exception>
    public Root Commit(Changes changes, Durability durability = Durability.Flushed, ICommitMerge? merge = null)
    {
        var scope = changes.Scope;
        List<SegmentUnit> removed;
        bool changesSegments;
        Root root;
        try
        {
            changes = scope.Prepare(changes);
            if (changes.IsEmpty && merge is null) return Root;
            long sequence;
            bool wait;
            lock (_commitLock)
            {
                if (_stopped is not null) throw new SqlException(_stopped.Error, _stopped);
                changes = changes.Following(_pending);
                var companion = _pending.Companion;
                if (merge is not null) (changes, companion) = merge.Merge(_pending, changes);
                var builder = new RootBuilder(_pending);
                var plan = new CommitPlan(this, builder);
                plan.Add(changes);
                if (plan.Operations.Count == 0 && ReferenceEquals(companion, _pending.Companion)) return Root;
                root = builder.Build(companion);
                (removed, changesSegments) = (builder.Removed, builder.ChangesSegments);
                // Without a wait the root is published now, which must not show commits that others still wait for; files that go must not go before the record is durable.
                // While the log cannot be written everybody waits, and learns of it.
                wait = durability == Durability.Flushed || Options.FlushEachCommit || removed.Count > 0 || _lastFlushedCommit > _log.FlushedSequence || _log.IsFailing;
                sequence = _log.Append(plan.Operations, root, isSeen: !wait);
                _pending = root;
                foreach (var (chunkId, tail) in builder.Appended) CloseIfLarge(chunkId, tail);
                if (wait)
                {
                    _lastFlushedCommit = sequence;
                }
                else
                {
                    _lastAsyncCommit = sequence;
                    Publish(root);
                }
            }

            if (wait) _log.WaitFlushed(sequence);
            else FlushSoon();
        }
        catch
        {
            // After a failed flush the record may be on disk, and then names the files: recovery keeps or removes them.
            if (_stopped is null) scope.Discard();
            else scope.Keep();
            throw;
        }

        Interlocked.Increment(ref _commits);
        scope.Committed(changes);
        Retire(removed);
        if (changesSegments) MergeSoon();
        if (_log.Bytes > Options.CheckpointLogBytes) CheckpointSoon();
        return root;
    }

    /// <summary>Waits until the published root has every commit that has been made so far.</summary>
    public void Settle()
    {
        // Whoever commits now is done with it when the lock can be had.
        FlushAll();
    }

    private void Publish(Root root)
    {
        var latest = Root;
        while (latest.Version < root.Version)
        {
            var seen = Interlocked.CompareExchange(ref _root, root, latest);
            if (ReferenceEquals(seen, latest)) return;
            latest = seen;
        }
    }

    // The log could not be written or flushed. If that can be taken back, everything goes on from the last published root; commits that were published
    // before they were durable stay in the log's buffer.
    private void LogFailed(SqlException failure, bool canTakeBack)
    {
        lock (_commitLock)
        {
            // Set before anybody who waits learns of it: only while this is null may a commit remove the files that it wrote.
            void Stop() => _stopped = StorageErrors.Stopped(Directory, failure);
            if (!canTakeBack) Stop();
            _log.Abandon(failure, Root, Stop);
            if (_stopped is null) (_pending, _lastFlushedCommit) = (Root, 0);
        }
    }

    private void FlushAll()
    {
        long sequence;
        lock (_commitLock)
        {
            if (_stopped is not null) return;
            sequence = Math.Max(_lastAsyncCommit, _lastFlushedCommit);
        }

        _log.WaitFlushed(sequence);
    }
}
