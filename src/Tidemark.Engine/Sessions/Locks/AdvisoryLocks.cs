using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Locks;

/// <summary>The advisory locks of a session: its own, which outlive transactions and are counted, and those of its transaction.</summary>
internal sealed class AdvisoryLocks(SessionContext session) : IAdvisoryLocks
{
    /// <summary>Who holds those that outlive transactions.</summary>
    public LockOwner Owner { get; } = new(session.LockGroup);

    /// <inheritdoc />
    public bool Lock(uint high, uint low, bool isPair, bool isShared, bool forTransaction, bool waits)
    {
        var key = new AdvisoryKey(high, low, isPair);
        var owner = forTransaction ? session.Transaction.LockOwner : Owner;
        if (!waits) return session.Database.Locks.TryAcquire(owner, key, ModeOf(isShared));
        try
        {
            session.Database.Locks.Acquire(owner, key, ModeOf(isShared), session.Patience);
            return true;
        }
        catch (OperationCanceledException)
        {
            throw session.CancellationError();
        }
    }

    /// <inheritdoc />
    public bool Unlock(uint high, uint low, bool isPair, bool isShared)
    {
        var mode = ModeOf(isShared);
        if (session.Database.Locks.Release(Owner, new AdvisoryKey(high, low, isPair), mode)) return true;
        session.Notice(LockErrors.NotOwned(TableLockModes.Name(mode)));
        return false;
    }

    /// <inheritdoc />
    public void UnlockAll() => session.Database.Locks.ReleaseAll(Owner);

    private static TableLockMode ModeOf(bool isShared) => isShared ? TableLockMode.Share : TableLockMode.Exclusive;
}
