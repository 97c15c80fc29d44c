namespace Tidemark.Storage;

/// <summary>
/// Decides when chunks are merged. While a chunk changes only <see cref="MergeGoal.Growing"/> counts. A chunk at rest becomes one run after <see cref="StoreOptions.MergeRest"/> times (its rows / its rows
/// outside of its largest run), at most a day: what costs much for little waits long, so late rows cannot make merges write more than they bring in that time. Used by the thread that merges.
/// </summary>
internal sealed class MergeScheduler(StoreOptions options)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(10);

    private readonly Dictionary<long, Watch> _watches = [];

    /// <summary>The next job.</summary>
    /// <param name="root">The latest root.</param>
    /// <param name="now">The time.</param>
    /// <param name="tail">A tail to turn into a segment before anything else, when there is no job.</param>
    /// <param name="wait">How long nothing is due, when there is neither; null for until something changes.</param>
    public MergeJob? Next(Root root, DateTimeOffset now, out (long ChunkId, TailUnit Tail)? tail, out TimeSpan? wait)
    {
        (tail, wait) = (null, null);
        foreach (var chunk in root.Chunks.Values)
        {
            if (!_watches.TryGetValue(chunk.Id, out var watch))
            {
                watch = new Watch(chunk, now);
                _watches.Add(chunk.Id, watch);
            }
            else if (!ReferenceEquals(watch.Seen, chunk))
            {
                watch.Changed(chunk, now);
            }

            if (watch.DueAt > now)
            {
                if (watch.DueAt < DateTimeOffset.MaxValue) wait = Shorter(wait, watch.DueAt - now);
                continue;
            }

            if (MergePolicy.Choose(chunk, MergeGoal.Growing, options) is { } job) return job;
            watch.DueAt = Rest(chunk, watch.Since);
            if (watch.DueAt > now)
            {
                if (watch.DueAt < DateTimeOffset.MaxValue) wait = Shorter(wait, watch.DueAt - now);
                continue;
            }

            if (chunk.Units.FirstOrDefault(u => u.Unit is TailUnit) is { Unit: TailUnit unit })
            {
                tail = (chunk.Id, unit);
                return null;
            }

            if (MergePolicy.Choose(chunk, MergeGoal.OneRun, options) is { } last) return last;
            watch.DueAt = DateTimeOffset.MaxValue;
        }

        if (_watches.Count > root.Chunks.Count) Forget(root);
        return null;
    }

    /// <summary>A merge itself has changed a chunk: it rests as long as before.</summary>
    public void Merged(ChunkData before, ChunkData after)
    {
        if (_watches.TryGetValue(after.Id, out var watch) && ReferenceEquals(watch.Seen, before)) watch.Merged(after);
    }

    /// <summary>A job failed: the chunk is left alone for a while.</summary>
    public void Failed(long chunkId, DateTimeOffset now)
    {
        if (_watches.TryGetValue(chunkId, out var watch)) watch.Pause(now + PauseAfterFailure);
    }

    // When the chunk becomes one run, if it goes on resting.
    private DateTimeOffset Rest(ChunkData chunk, DateTimeOffset since)
    {
        var (rest, total) = MergePolicy.Balance(chunk);
        var isInMemory = !chunk.Units.Any(u => u.Unit is SegmentUnit) && total < options.CheckpointTailRows;
        if (rest == 0 || isInMemory) return DateTimeOffset.MaxValue;
        var patience = options.MergeRest.TotalSeconds * total / rest;
        return since + (patience > LongestRest.TotalSeconds ? LongestRest : TimeSpan.FromSeconds(patience));
    }

    private static TimeSpan Shorter(TimeSpan? a, TimeSpan b) => a < b ? a.Value : b;

    private void Forget(Root root)
    {
        foreach (var id in _watches.Keys.Where(id => !root.Chunks.ContainsKey(id)).ToList()) _watches.Remove(id);
    }

    private sealed class Watch(ChunkData seen, DateTimeOffset since)
    {
        private DateTimeOffset _pausedUntil;

        public ChunkData Seen { get; private set; } = seen;

        /// <summary>Since when the chunk has been as it is, but for merges.</summary>
        public DateTimeOffset Since { get; private set; } = since;

        /// <summary>Before this there is nothing to do unless the chunk changes.</summary>
        public DateTimeOffset DueAt { get; set; }

        public void Changed(ChunkData chunk, DateTimeOffset now) => (Seen, Since, DueAt) = (chunk, now, _pausedUntil);

        public void Merged(ChunkData chunk) => (Seen, DueAt) = (chunk, _pausedUntil);

        public void Pause(DateTimeOffset until) => DueAt = _pausedUntil = until;
    }
}
