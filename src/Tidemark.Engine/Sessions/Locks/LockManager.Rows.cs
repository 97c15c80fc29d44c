using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Locks;

/// <content>
/// Locks on rows. They are sets of rows with each transaction that holds some, so that a million rows are as many bits. A transaction takes what it wants of a chunk in one piece:
/// two that want the same rows in another order do not wait for each other.
/// </content>
internal sealed partial class LockManager
{
    private readonly HashSet<LockOwner> _rowOwners = [];
    private readonly List<RowWait> _rowWaits = [];

    /// <summary>Takes rows, waiting until all of them can be had. What others did to them meanwhile is for the caller to look at.</summary>
    /// <returns>Whether it had to wait.</returns>
    public bool AcquireRows(LockOwner owner, RowSet rows, RowLockMode mode, LockPatience patience)
    {
        RowWait wait;
        lock (_gate)
        {
            if (CanTake(owner.Group, rows, mode, _rowWaits))
            {
                Take(owner, rows, mode);
                return false;
            }

            wait = new RowWait(owner, rows, mode) { Since = patience.Clock.GetUtcNow() };
            _rowWaits.Add(wait);
            owner.Group.Wait = wait;
        }

        Await(wait, patience);
        return true;
    }

    /// <summary>Takes rows if all of them can be had at once.</summary>
    public bool TryAcquireRows(LockOwner owner, RowSet rows, RowLockMode mode)
    {
        lock (_gate)
        {
            if (!CanTake(owner.Group, rows, mode, [])) return false;
            Take(owner, rows, mode);
            return true;
        }
    }

    private void Take(LockOwner owner, RowSet rows, RowLockMode mode)
    {
        var key = (mode, rows.ChunkId);
        owner.Rows = owner.Rows.SetItem(key, owner.Rows.TryGetValue(key, out var held) ? held.Union(rows) : rows);
        _rowOwners.Add(owner);
    }

    private bool CanTake(LockGroup group, RowSet rows, RowLockMode mode, List<RowWait> ahead)
    {
        if (_rowOwners.Count == 0 && ahead.Count == 0) return true;
        var root = store.Root;
        foreach (var other in _rowOwners)
        {
            if (other.Group != group && Conflicts(other, rows, mode, root)) return false;
        }

        foreach (var wait in ahead)
        {
            if (wait.Owner.Group != group && root.PlaceOf(wait.Rows.ChunkId) == root.PlaceOf(rows.ChunkId) && RowLockModes.Conflict(wait.Mode, mode) && wait.Rows.Overlaps(rows, root)) return false;
        }

        return true;
    }

    private static bool Conflicts(LockOwner holder, RowSet rows, RowLockMode mode, Root root)
    {
        for (var held = RowLockMode.KeyShare; held <= RowLockMode.Update; held++)
        {
            if (RowLockModes.Conflict(held, mode) && holder.Rows.TryGetValue((held, rows.ChunkId), out var theirs) && theirs.Overlaps(rows, root)) return true;
        }

        return root.HasJoined && ConflictsElsewhere(holder, rows, mode, root);
    }

    // Rows of chunks that have joined one another are known under several chunks.
    private static bool ConflictsElsewhere(LockOwner holder, RowSet rows, RowLockMode mode, Root root)
    {
        var place = root.PlaceOf(rows.ChunkId);
        foreach (var ((held, chunkId), theirs) in holder.Rows)
        {
            if (chunkId != rows.ChunkId && root.PlaceOf(chunkId) == place && RowLockModes.Conflict(held, mode) && theirs.Overlaps(rows, root)) return true;
        }

        return false;
    }

    private void ServeRows()
    {
        var passed = new List<RowWait>();
        foreach (var wait in _rowWaits)
        {
            if (CanTake(wait.Owner.Group, wait.Rows, wait.Mode, passed))
            {
                Take(wait.Owner, wait.Rows, wait.Mode);
                SetGranted(wait);
            }
            else
            {
                passed.Add(wait);
            }
        }

        _rowWaits.Clear();
        _rowWaits.AddRange(passed);
    }
}
