using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Opening and recovery.</content>
public sealed partial class Store
{
    private Store(string directory, StoreOptions options, IDisposable owner)
    {
        Directory = directory;
        Options = options;
        Activities = new ActivityLog(options.Time);
        _scheduler = new MergeScheduler(options);
        _lock = owner;
        var files = options.Files;
        var cacheBytes = options.CacheBytes > 0 ? options.CacheBytes : Math.Max(64L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
        Source = new SegmentSource(files, Path.Combine(directory, "segments"), new BlockCache(cacheBytes));
        MakeDirectory(files, LogDirectory);
        MakeDirectory(files, Source.Directory);
        files.Delete(Path.Combine(directory, CheckpointFile.TemporaryName));
        // The name of a checkpoint that was written just before the last end must last, now that its log is going to be removed.
        files.FlushDirectory(directory);

        var recovery = LogRecovery.Read(files, directory, Source, ReportProgress(options, directory));
        var file = ContinueLog(recovery);
        RemoveOldLogs(recovery.FirstLog);
        _lastUnitId = Math.Max(recovery.LastUnitId, LastUnitIn(recovery.Root));
        SweepSegments(recovery.Root);
        _root = _pending = options.Companion is null ? recovery.Root : recovery.Root.With(options.Companion(recovery.Root));
        _log = new LogWriter(files, LogDirectory, recovery.End, file, _root) { Publish = Publish, Failed = LogFailed, Extent = options.LogExtent };
    }

    /// <summary>
    /// Opens a database, making the directory if it is missing, and recovers: what was committed before the last end, however that came, is there.
    /// </summary>
    /// <exception cref="SqlException">55006 when another process (or another store of this one) has it open; XX001 when a file is damaged; 0A000 when a file is of a newer format.</exception>
    public static Store Open(string directory, StoreOptions? options = null)
    {
        options ??= new StoreOptions();
        directory = Path.GetFullPath(directory);
        try
        {
            MakeDirectory(options.Files, directory);
            var owner = LockFile.Take(options.Files, directory);
            try
            {
                LockFile.Sign(options.Files, directory, owner);
                var store = new Store(directory, options, owner);
                store.StartBackground();
                return store;
            }
            catch
            {
                owner.Dispose();
                throw;
            }
        }
        catch (IOException error)
        {
            throw options.Files.IsDiskFull(error) ? StorageErrors.DiskFull(directory, error) : StorageErrors.InputOutput("could not open", directory, error);
        }
    }

    // Makes a directory so that its name lasts. One that is there was perhaps made just before the process was killed; the one above it lasts, since it was made first.
    private static void MakeDirectory(IFileSystem files, string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return;
        if (files.DirectoryExists(path))
        {
            try
            {
                files.FlushDirectory(parent);
            }
            catch (IOException)
            {
                // Not ours to read: then it was not us who made the directory.
            }

            return;
        }

        MakeDirectory(files, parent);
        files.CreateDirectory(path);
        files.FlushDirectory(parent);
    }

    private static Action<long, long>? ReportProgress(StoreOptions options, string directory)
    {
        if (options.Recovery is not { } receiver) return null;
        var begin = options.Time.GetTimestamp();
        var reported = TimeSpan.Zero;
        return (done, total) =>
        {
            var elapsed = options.Time.GetElapsedTime(begin);
            if (elapsed - reported < TimeSpan.FromSeconds(1)) return;
            reported = elapsed;
            receiver.Report(new RecoveryProgress(directory, done, total, elapsed));
        };
    }

    // Opens the log where it goes on. Whatever was read from it is on disk when this returns, and what was not read is gone.
    private IFile ContinueLog(LogRecovery recovery)
    {
        var files = Options.Files;
        foreach (var number in recovery.Unmade)
        {
            files.Delete(LogWriter.PathOf(LogDirectory, number));
            files.FlushDirectory(LogDirectory);
        }

        var end = recovery.End;
        if (recovery.IsNew) return LogWriter.Create(files, LogDirectory, end.Number, 0);
        var file = files.Open(LogWriter.PathOf(LogDirectory, end.Number), FileOpening.Update);
        Rewrite(file, end.Durable, end.Offset);
        file.SetLength(end.Offset);
        file.Flush();
        files.FlushDirectory(LogDirectory);
        return file;
    }

    // Bytes whose flush failed may be read from the system's memory and yet never reach the disk, also when a later flush succeeds: only written again do they count.
    private static void Rewrite(IFile file, long begin, long end)
    {
        var buffer = new byte[Math.Min(1 << 20, Math.Max(0, end - begin))];
        for (var offset = begin; offset < end;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset));
            file.Write(offset, part[..file.Read(offset, part)]);
            offset += part.Length;
        }
    }

    private void RemoveOldLogs(long first)
    {
        foreach (var name in Options.Files.List(LogDirectory))
        {
            if (LogFormat.NumberOf(name) < first) Options.Files.Delete(Path.Combine(LogDirectory, name));
        }
    }

    private void TryRemoveOldLogs(long first)
    {
        try
        {
            RemoveOldLogs(first);
        }
        catch (IOException)
        {
            // The checkpoint stands: the next one, or opening, removes them.
        }
    }

    private static long LastUnitIn(Root root)
    {
        var last = 0L;
        foreach (var chunk in root.Chunks.Values)
        {
            foreach (var version in chunk.Units) last = Math.Max(last, version.Unit.Id);
        }

        return last;
    }

    // Files that a transaction wrote which never committed, or that were dropped just before the end. Their ids are not given out again while a file may be left.
    private void SweepSegments(Root root)
    {
        var named = new HashSet<string>();
        foreach (var chunk in root.Chunks.Values)
        {
            foreach (var version in chunk.Units)
            {
                if (version.Unit is SegmentUnit segment) named.Add(Path.GetFileName(segment.Path));
            }
        }

        foreach (var name in Options.Files.List(Source.Directory))
        {
            if (!named.Contains(name)) Options.Files.Delete(Path.Combine(Source.Directory, name));
        }
    }
}
