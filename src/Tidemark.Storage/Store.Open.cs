using System.Globalization;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Opening and recovery.</content>
public sealed partial class Store
{
    private const string LockName = "LOCK";
    private const string OwnerName = "OWNER";

    private Store(string directory, StoreOptions options, IDisposable owner)
    {
        Directory = directory;
        Options = options;
        _lock = owner;
        var files = options.Files;
        var cacheBytes = options.CacheBytes > 0 ? options.CacheBytes : Math.Max(64L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
        Source = new SegmentSource(files, Path.Combine(directory, "segments"), new BlockCache(cacheBytes));
        files.CreateDirectory(LogDirectory);
        files.CreateDirectory(Source.Directory);
        files.Delete(Path.Combine(directory, CheckpointFile.TemporaryName));
        files.FlushDirectory(directory);

        var checkpoint = CheckpointFile.Read(files, directory, Source) ?? new CheckpointState(Root.Empty, 1, 0, 0);
        var (root, sequence, number, file, offset) = Replay(checkpoint);
        RemoveOldLogs(checkpoint.LogNumber);
        _lastUnitId = Math.Max(checkpoint.LastUnitId, LastUnitIn(root));
        SweepSegments(root);
        _root = _pending = options.Companion is null ? root : root.With(options.Companion(root));
        _log = new LogWriter(files, LogDirectory, number, file, offset, sequence, _root) { Publish = Publish, Failed = LogFailed, Extent = options.LogExtent };
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
            options.Files.CreateDirectory(directory);
            var owner = options.Files.TryLock(Path.Combine(directory, LockName)) ?? throw StorageErrors.DirectoryInUse(directory, ReadOwner(options.Files, directory));
            try
            {
                WriteOwner(options.Files, directory);
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

    // The lock file itself cannot be read by others while it is locked, so who holds it stands beside it.
    private static void WriteOwner(IFileSystem files, string directory)
    {
        using var file = files.Open(Path.Combine(directory, OwnerName), FileOpening.Create);
        file.Write(0, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
    }

    private static string? ReadOwner(IFileSystem files, string directory)
    {
        var path = Path.Combine(directory, OwnerName);
        if (!files.Exists(path)) return null;
        using var file = files.Open(path, FileOpening.Read);
        var text = new byte[20];
        return int.TryParse(text.AsSpan(0, file.Read(0, text)), out var process) ? $"process {process}" : null;
    }

    private (Root Root, long Sequence, long Number, IFile File, long Offset) Replay(CheckpointState checkpoint)
    {
        var files = Options.Files;
        var numbers = files.List(LogDirectory).Select(LogFormat.NumberOf).OfType<long>().Where(n => n >= checkpoint.LogNumber).Order().ToList();
        for (var i = 0; i < numbers.Count; i++)
        {
            if (numbers[i] != checkpoint.LogNumber + i) throw StorageErrors.Missing(LogWriter.PathOf(LogDirectory, checkpoint.LogNumber + i));
        }

        if (numbers.Count == 0 && checkpoint.Sequence > 0) throw StorageErrors.Missing(LogWriter.PathOf(LogDirectory, checkpoint.LogNumber));
        var builder = new RootBuilder(checkpoint.Root);
        var sequence = checkpoint.Sequence;
        var offset = (long)LogFormat.HeaderBytes;
        foreach (var number in numbers)
        {
            var isLast = number == numbers[^1];
            if (isLast && IsUnmade(number)) continue;
            offset = ReplayFile(number, isLast, builder, ref sequence);
        }

        var last = numbers.Count == 0 ? checkpoint.LogNumber : numbers[^1];
        var isNew = numbers.Count == 0 || IsUnmade(last);
        var file = isNew ? LogWriter.Create(files, LogDirectory, last) : files.Open(LogWriter.PathOf(LogDirectory, last), FileOpening.Update);
        // A new database: its directory's own name must last as well.
        if (numbers.Count == 0 && Path.GetDirectoryName(Directory) is { } parent) files.FlushDirectory(parent);
        if (isNew)
        {
            offset = LogFormat.HeaderBytes;
        }
        else if (file.Length > offset)
        {
            file.SetLength(offset);
            file.Flush();
        }

        return (builder.Build(null), sequence, last, file, offset);
    }

    // A file whose header never reached the disk was just being made, and holds nothing: records are written after it was flushed.
    private bool IsUnmade(long number)
    {
        using var file = Options.Files.Open(LogWriter.PathOf(LogDirectory, number), FileOpening.Read);
        if (file.Length > LogFormat.HeaderBytes) return false;
        var header = new byte[LogFormat.HeaderBytes];
        if (file.Read(0, header) < header.Length) return true;
        return !header.AsSpan().SequenceEqual(LogFormat.Header(number)) && !LogFormat.IsNewer(header);
    }

    private long ReplayFile(long number, bool isLast, RootBuilder builder, ref long sequence)
    {
        var path = LogWriter.PathOf(LogDirectory, number);
        using var file = Options.Files.Open(path, FileOpening.Read);
        var reader = new LogReader(file, path, number);
        while (true)
        {
            var offset = reader.Offset;
            if (!reader.Next(out var payload)) break;
            if (reader.Sequence <= sequence) throw StorageErrors.Damaged(path, offset, "a record stands out of order");
            sequence = reader.Sequence;
            try
            {
                foreach (var operation in RecordCodec.Read(payload, Source)) builder.Apply(operation);
            }
            catch (InvalidDataException error)
            {
                throw StorageErrors.Damaged(path, offset, error.Message, error);
            }
        }

        if (!isLast && reader.Offset < file.Length) throw StorageErrors.Damaged(path, reader.Offset, "record checksum does not match");
        return reader.Offset;
    }

    private void RemoveOldLogs(long first)
    {
        foreach (var name in Options.Files.List(LogDirectory))
        {
            if (LogFormat.NumberOf(name) < first) Options.Files.Delete(Path.Combine(LogDirectory, name));
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
