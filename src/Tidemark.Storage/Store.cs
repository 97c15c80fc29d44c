using System.Collections.Concurrent;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// One database directory, open in this process. Thread-safe. Readers take <see cref="Root"/> and need nothing else; writers collect <see cref="Changes"/> and commit them.
/// <code>
/// LOCK, OWNER     taken while the directory is open, and by whom, see LockFile
/// CHECKPOINT      a whole root, see CheckpointFile
/// log/*.log       what was committed since, see LogFormat
/// segments/*.seg  rows, see SegmentFormat; a file that neither checkpoint nor log names is removed when the directory is opened
/// </code>
/// </summary>
public sealed partial class Store : IDisposable
{
    private readonly ConcurrentBag<SegmentWriter> _writers = [];
    private readonly IDisposable _lock;
    private readonly LogWriter _log;
    private long _lastUnitId;
    private Root _root;
    private bool _isDisposed;

    /// <summary>The absolute path of the directory.</summary>
    public string Directory { get; }

    /// <summary>The options it was opened with.</summary>
    public StoreOptions Options { get; }

    /// <summary>The latest published root.</summary>
    public Root Root => Volatile.Read(ref _root);

    /// <summary>The background tasks that run or ran lately.</summary>
    public ActivityLog Activities { get; }

    /// <summary>Figures of the running store.</summary>
    public StoreStatistics Statistics
    {
        get
        {
            long segments = 0, segmentBytes = 0, tailRows = 0;
            foreach (var chunk in Root.Chunks.Values)
            {
                foreach (var version in chunk.Units)
                {
                    if (version.Unit is not SegmentUnit segment)
                    {
                        tailRows += version.Rows;
                        continue;
                    }

                    segments++;
                    segmentBytes += segment.Meta.FileBytes;
                }
            }

            return new StoreStatistics
            {
                LogBytes = _log.Bytes,
                Segments = segments,
                SegmentBytes = segmentBytes,
                TailRows = tailRows,
                Commits = Interlocked.Read(ref _commits),
                Flushes = _log.Flushes,
                Checkpoints = Interlocked.Read(ref _checkpoints),
                Merges = Interlocked.Read(ref _merges),
                MergedRows = Interlocked.Read(ref _mergedRows),
                RetiredBytes = _retired.Bytes,
                CacheBytes = Source.Cache.Bytes,
                BytesRead = Source.Cache.BytesRead,
            };
        }
    }

    /// <summary>The last failure of background work, for whoever watches; null when there was none.</summary>
    public SqlError? BackgroundError { get; private set; }

    /// <summary>Why nothing can be committed until the directory was opened again; null while all is well. Readers go on.</summary>
    public SqlError? Stopped => Volatile.Read(ref _stopped)?.Error;

    /// <summary>The version of the newest root, commits included that are still being flushed.</summary>
    internal long PendingVersion => Volatile.Read(ref _pending).Version;

    internal SegmentSource Source { get; }

    private string LogDirectory => Path.Combine(Directory, "log");

    /// <summary>Begins collecting the changes of a transaction; needs no root and costs nothing.</summary>
    public Changes Begin() => Changes.Begin(new TransactionScope(this));

    /// <summary>Drops the changes of a transaction and the files that it wrote. Doing so twice, or after a commit, does nothing.</summary>
#pragma warning disable CA1822 // Ending a transaction is the store's business, whatever it needs for it.
    public void Rollback(Changes changes) => changes.Scope.Discard();
#pragma warning restore CA1822

    /// <summary>Waits for running work, flushes the log and releases the directory.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        StopBackground();
        try
        {
            FlushAll();
            ShortenLog();
            if (_stopped is null) _log.Seal();
        }
        finally
        {
            Release();
        }
    }

    // The next opening reads the log from the last checkpoint on: a long one would be waited for.
    private void ShortenLog()
    {
        if (!Options.Background || _stopped is not null || _log.Bytes <= Options.CheckpointLogBytes / 16) return;
        try
        {
            Checkpoint();
        }
        catch (SqlException)
        {
            // The log holds all of it still. What failed stands among the activities, and in whatever the log says of itself.
        }
    }

    /// <summary>Lets go of the directory as a killed process would: nothing more is written.</summary>
    internal void Abort()
    {
        _isDisposed = true;
        StopBackground();
        Release();
    }

    internal long NextUnitId() => Interlocked.Increment(ref _lastUnitId);

    /// <summary>Writes rows as a segment file of a new unit; its name is not yet durable.</summary>
    internal (SegmentMeta Meta, int[] Positions) WriteSegment(ChunkLayout layout, Vector[] columns, int rows, DeleteSet? deletes, EncodingEffort effort = EncodingEffort.Cheap)
    {
        var id = NextUnitId();
        if (!_writers.TryTake(out var writer)) writer = new SegmentWriter();
        var meta = writer.Write(Options.Files, Path.Combine(Source.Directory, SegmentFormat.FileName(id)), id, layout, columns, rows, deletes, effort, out var positions);
        _writers.Add(writer);
        return (meta with { IsLarge = ValueBytes(columns, rows) >= Options.SegmentBytes / 2 }, positions);
    }

    private static long ValueBytes(Vector[] columns, int rows)
    {
        const int FixedWidth = 8;
        var bytes = (long)columns.Length * rows * FixedWidth;
        foreach (var column in columns)
        {
            if (column is BytesVector text) bytes += text.Offsets[rows] - text.Offsets[0];
        }

        return bytes;
    }

    /// <summary>Makes the names of new segment files durable.</summary>
    internal void FlushSegmentNames()
    {
        try
        {
            Options.Files.FlushDirectory(Source.Directory);
        }
        catch (IOException error)
        {
            throw StorageErrors.InputOutput("could not flush", Source.Directory, error);
        }
    }

    private void Release()
    {
        _log.Dispose();
        foreach (var chunk in Root.Chunks.Values)
        {
            foreach (var version in chunk.Units) (version.Unit as SegmentUnit)?.Close();
        }

        _lock.Dispose();
    }
}
