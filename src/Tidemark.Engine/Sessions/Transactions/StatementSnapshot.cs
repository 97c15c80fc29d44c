using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>What one statement reads: a root, and what its transaction had changed before. Any thread.</summary>
internal sealed class StatementSnapshot(Transaction transaction, Root root, Changes changes)
{
    /// <summary>The root.</summary>
    public Root Root { get; } = root;

    /// <summary>What the statement sees of a storage chunk; of one that it made itself, no rows.</summary>
    public ChunkView View(long storageId)
    {
        transaction.Read(storageId);
        return Root.Knows(storageId, changes) ? Root.View(storageId, changes) : transaction.View(storageId).Emptied();
    }
}
