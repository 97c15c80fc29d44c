namespace Tidemark.Storage;

/// <summary>
/// The background tasks of a store that run, and those that ended lately. Whoever does work that no session waits for begins an <see cref="Activity"/> here, storage and the engine alike,
/// so that one view shows all of it. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ActivityLog(TimeProvider time)
{
    /// <summary>How many ended tasks are remembered.</summary>
    public const int Remembered = 100;

    private readonly Lock _gate = new();
    private readonly List<Activity> _running = [];
    private readonly Queue<Activity> _ended = new();
    private long _last;

    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A task begins; its owner disposes it.</summary>
    /// <param name="kind">What it does, see <see cref="Activity.Kind"/>.</param>
    /// <param name="storageId">The storage chunk it works on; 0 for none.</param>
    /// <param name="relation">The oid of the relation it works on; 0 for none, or when the storage chunk tells.</param>
    public Activity Begin(string kind, long storageId = 0, uint relation = 0)
    {
        lock (_gate)
        {
            var activity = new Activity(this, ++_last, kind, storageId, relation, Now);
            _running.Add(activity);
            return activity;
        }
    }

    /// <summary>The tasks, those that run first, then those that ended, the latest first.</summary>
    public IReadOnlyList<Activity> List()
    {
        lock (_gate) return [.. _running, .. _ended.Reverse()];
    }

    internal void Ended(Activity activity)
    {
        lock (_gate)
        {
            _running.Remove(activity);
            _ended.Enqueue(activity);
            if (_ended.Count > Remembered) _ended.Dequeue();
        }
    }
}
