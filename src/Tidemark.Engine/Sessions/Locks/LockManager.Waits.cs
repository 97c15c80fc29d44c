using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Locks;

/// <content>Who waits for whom.</content>
internal sealed partial class LockManager
{
    /// <summary>The sessions that a session waits for.</summary>
    public IReadOnlyList<int> BlockersOf(LockGroup group)
    {
        lock (_gate) return group.Wait is { } wait ? [.. Blockers(wait).Select(b => b.Group.ProcessId).Distinct()] : [];
    }

    /// <summary>Every lock that is held or waited for, as pg_locks lists them.</summary>
    public IReadOnlyList<LockRow> List()
    {
        var rows = new List<LockRow>();
        lock (_gate)
        {
            foreach (var (target, queue) in _queues)
            {
                foreach (var (owner, mode) in queue.Granted) rows.Add(Row(target, mode, owner, true, null));
                foreach (var wait in queue.Waiting) rows.Add(Row(target, wait.Mode, wait.Owner, false, wait.Since));
            }

            foreach (var owner in _rowOwners) rows.Add(new LockRow("transactionid", owner.Group.ProcessId, owner.Number, "ExclusiveLock", true) { TransactionId = owner.Number });
            foreach (var wait in _rowWaits)
            {
                var blocker = Blockers(wait).FirstOrDefault() ?? wait.Owner;
                rows.Add(new LockRow("transactionid", wait.Owner.Group.ProcessId, wait.Owner.Number, "ShareLock", false) { TransactionId = blocker.Number, WaitStart = wait.Since });
            }
        }

        return rows;
    }

    private static LockRow Row(LockTarget target, TableLockMode mode, LockOwner owner, bool isGranted, DateTimeOffset? since) =>
        new(target.IsTransaction ? "transactionid" : target.Advisory is null ? target.Name is null ? "relation" : "object" : "advisory", owner.Group.ProcessId, owner.Number, TableLockModes.Name(mode), isGranted)
        {
            TransactionId = target.IsTransaction ? long.Parse(target.Name!, System.Globalization.CultureInfo.InvariantCulture) : null,
            Relation = target.Advisory is null && target.Name is null ? target.Oid : null,
            Advisory = target.Advisory is { } key ? (key.High, key.Low, (short)(key.IsPair ? 2 : 1)) : null,
            WaitStart = since,
        };

    // Those who hold what is waited for, and those who wait for it longer.
    private IEnumerable<LockOwner> Blockers(LockWait wait)
    {
        var group = wait.Owner.Group;
        if (wait is TargetWait forTarget)
        {
            var queue = _queues[forTarget.Target];
            foreach (var (owner, mode) in queue.Granted)
            {
                if (owner.Group != group && TableLockModes.Conflict(mode, forTarget.Mode)) yield return owner;
            }

            foreach (var ahead in queue.Waiting)
            {
                if (ahead == wait) yield break;
                if (ahead.Owner.Group != group && TableLockModes.Conflict(ahead.Mode, forTarget.Mode)) yield return ahead.Owner;
            }
        }
        else if (wait is RowWait forRows)
        {
            var root = store.Root;
            foreach (var owner in _rowOwners)
            {
                if (owner.Group != group && Conflicts(owner, forRows.Rows, forRows.Mode, root)) yield return owner;
            }

            foreach (var ahead in _rowWaits)
            {
                if (ahead == wait) yield break;
                if (ahead.Owner.Group != group && ahead.Rows.ChunkId == forRows.Rows.ChunkId && RowLockModes.Conflict(ahead.Mode, forRows.Mode) && ahead.Rows.Overlaps(forRows.Rows, root))
                    yield return ahead.Owner;
            }
        }
    }

    // The circle of waits that a session is part of, itself first; null where there is none.
    private List<(LockWait Wait, LockOwner Blocker)>? FindCircle(LockGroup start)
    {
        var path = new List<(LockWait Wait, LockOwner Blocker)>();
        var seen = new HashSet<LockGroup>();
        return Follow(start) ? path : null;

        bool Follow(LockGroup group)
        {
            if (group.Wait is not { } wait) return false;
            foreach (var blocker in Blockers(wait))
            {
                path.Add((wait, blocker));
                if (blocker.Group == start || (seen.Add(blocker.Group) && Follow(blocker.Group))) return true;
                path.RemoveAt(path.Count - 1);
            }

            return false;
        }
    }

    private static string Describe(List<(LockWait Wait, LockOwner Blocker)> circle) => string.Join('\n', circle.Select(link =>
        $"Process {link.Wait.Owner.Group.ProcessId} waits for {Describe(link.Wait, link.Blocker)}; blocked by process {link.Blocker.Group.ProcessId}."));

    private static string Describe(LockWait wait, LockOwner blocker) => wait switch
    {
        TargetWait { Target.Advisory: { } key, Mode: var mode } => $"{TableLockModes.Name(mode)} on advisory lock [{key.High},{key.Low},{(key.IsPair ? 2 : 1)}]",
        TargetWait { Target: { IsTransaction: true, Name: var number } } => $"ShareLock on transaction {number}",
        TargetWait { Target: { Name: { } name }, Mode: var mode } => $"{TableLockModes.Name(mode)} on object \"{name}\"",
        TargetWait { Target.Oid: var oid, Mode: var mode } => $"{TableLockModes.Name(mode)} on relation {oid}",
        _ => $"ShareLock on transaction {blocker.Number}",
    };
}
