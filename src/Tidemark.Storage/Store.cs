using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// One database directory, open in this process. Thread-safe. Readers take <see cref="Root"/> and need nothing else; writers collect <see cref="Changes"/> and commit them.
/// </summary>
public sealed partial class Store : IDisposable
{
    private long _lastUnitId;
    private Root _root;

    private Store(string directory, StoreOptions options)
    {
        Directory = directory;
        Options = options;
        _root = null!;
    }

    /// <summary>The absolute path of the directory.</summary>
    public string Directory { get; }

    /// <summary>The options it was opened with.</summary>
    public StoreOptions Options { get; }

    /// <summary>The latest published root.</summary>
    public Root Root => Volatile.Read(ref _root);

    /// <summary>Figures of the running store.</summary>
    public StoreStatistics Statistics => new() { TailRows = _root is null ? 0 : _root.Chunks.Count };

    /// <summary>
    /// Opens a database, making the directory if it is missing, and recovers: what was committed before the last end, however that came, is there.
    /// </summary>
    /// <exception cref="SqlException">55006 when another process (or another store of this one) has it open; XX001 when a file is damaged; 0A000 when a file is of a newer format.</exception>
    public static Store Open(string directory, StoreOptions? options = null) => throw InternalErrors.NotSupported($"opening {directory} {options}");

    /// <summary>Begins collecting the changes of a transaction; needs no root and costs nothing.</summary>
    public Changes Begin() => Changes.Begin(new TransactionScope(this));

    /// <summary>Drops the changes of a transaction and the files that it wrote. Doing so twice, or after a commit, does nothing.</summary>
    public void Rollback(Changes changes) => throw InternalErrors.NotSupported($"rollback {this}");

    /// <summary>
    /// Makes changes the next root: one log record, one flush shared with all who commit at the same time, then publication.
    /// </summary>
    /// <param name="changes">The changes; they are used up, also when the commit fails.</param>
    /// <param name="durability">What to wait for.</param>
    /// <param name="merge">Rebases the changes on the newest root; null applies them as they are and keeps the companion.</param>
    /// <returns>A published root that contains the changes (and perhaps later ones).</returns>
    /// <exception cref="SqlException">40001 when a row that the changes delete was deleted by another commit; 53100 when the disk is full; 58030 when writing failed; whatever <paramref name="merge"/> throws. Nothing is changed then.</exception>
    public Root Commit(Changes changes, Durability durability = Durability.Flushed, ICommitMerge? merge = null) => throw InternalErrors.NotSupported($"commit {this}");

    /// <summary>Turns large tails into segments, writes the whole root to a checkpoint file, and removes the log before it. Readers and writers go on meanwhile.</summary>
    public void Checkpoint() => throw InternalErrors.NotSupported($"checkpoint {this}");

    /// <summary>Reads every file and checks every checksum.</summary>
    /// <returns>One line for each damage found, naming file and position; empty when all is well.</returns>
    public IReadOnlyList<string> Verify() => _root is null ? [] : [];

    /// <summary>Waits for running work, flushes the log and releases the directory.</summary>
    public void Dispose()
    {
    }

    internal long NextUnitId() => Interlocked.Increment(ref _lastUnitId);
}
