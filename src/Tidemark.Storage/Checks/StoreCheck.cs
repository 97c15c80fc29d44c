using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// Looks through the files of a database directory that nobody has open, and changes none of them: every checksum of checkpoint, log and segments, and whether they agree.
/// The directory is held while this object lives.
/// </summary>
public sealed class StoreCheck : IDisposable
{
    private readonly IFileSystem _files;
    private readonly SegmentSource _source;
    private readonly IDisposable _lock;
    private readonly List<string> _damage = [];
    private readonly List<string> _orphans = [];

    private StoreCheck(string directory, IFileSystem files, IDisposable owner)
    {
        (Directory, _files, _lock) = (directory, files, owner);
        _source = new SegmentSource(files, Path.Combine(directory, "segments"), new BlockCache(0));
    }

    /// <summary>The absolute path of the directory.</summary>
    public string Directory { get; }

    /// <summary>What is wrong, one line each, with file and position.</summary>
    public IReadOnlyList<string> Damage => _damage;

    /// <summary>Files that neither checkpoint nor log names: what a crash leaves; they go when the database is opened.</summary>
    public IReadOnlyList<string> Orphans => _orphans;

    /// <summary>The state that checkpoint and log lead to; null when they cannot be read.</summary>
    public Root? Root { get; private set; }

    /// <summary>Segment files that were read.</summary>
    public long Segments { get; private set; }

    /// <summary>Bytes that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether a directory looks like one that <see cref="Store.Open"/> made.</summary>
    public static bool IsStore(string directory, IFileSystem? files = null)
    {
        files ??= LocalFileSystem.Instance;
        return files.DirectoryExists(Path.Combine(directory, "log")) && files.DirectoryExists(Path.Combine(directory, "segments")) && files.Exists(Path.Combine(directory, LockFile.Name));
    }

    /// <summary>Checks a directory for which <see cref="IsStore"/> holds.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="files">Where it lies; null for the machine's own file system.</param>
    /// <exception cref="SqlException">55006 when the directory is in use; 0A000 when its format is newer; 58030 when it cannot be read.</exception>
    public static StoreCheck Run(string directory, IFileSystem? files = null)
    {
        files ??= LocalFileSystem.Instance;
        directory = Path.GetFullPath(directory);
        try
        {
            var check = new StoreCheck(directory, files, LockFile.Take(files, directory));
            try
            {
                check.Run();
                return check;
            }
            catch
            {
                check.Dispose();
                throw;
            }
        }
        catch (IOException error)
        {
            throw StorageErrors.InputOutput("could not read", directory, error);
        }
    }

    /// <summary>Adds what somebody else found wrong with the content.</summary>
    public void Add(string damage) => _damage.Add(damage);

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private void Run()
    {
        if (_files.Exists(Path.Combine(Directory, CheckpointFile.TemporaryName))) _orphans.Add(Path.Combine(Directory, CheckpointFile.TemporaryName));
        LogRecovery? recovery = null;
        try
        {
            recovery = LogRecovery.Read(_files, Directory, _source);
            Root = recovery.Root;
        }
        catch (SqlException error) when (error.State == SqlState.DataCorrupted)
        {
            _damage.Add(error.Message);
        }

        FindOrphanLogs(recovery);
        CheckUnits();
        FindOrphanSegments();
    }

    private void FindOrphanLogs(LogRecovery? recovery)
    {
        var directory = Path.Combine(Directory, "log");
        foreach (var name in _files.List(directory))
        {
            var path = Path.Combine(directory, name);
            var number = LogFormat.NumberOf(name);
            if (number is null || (recovery is not null && (number < recovery.FirstLog || recovery.Unmade.Contains(number.Value)))) _orphans.Add(path);
            else Bytes += Length(path);
        }
    }

    private void CheckUnits()
    {
        if (Root is null) return;
        if (_files.Exists(Path.Combine(Directory, CheckpointFile.Name))) Bytes += Length(Path.Combine(Directory, CheckpointFile.Name));
        var ids = new HashSet<long>();
        foreach (var chunk in Root.Chunks.Values)
        {
            foreach (var version in chunk.Units)
            {
                if (!ids.Add(version.Unit.Id)) _damage.Add($"database \"{Directory}\" has two units with the number {version.Unit.Id}");
                if (version.Deletes is { } deletes && deletes.CountBelow(version.Rows) != deletes.Count) _damage.Add($"database \"{Directory}\" has deleted rows in unit {version.Unit.Id} that are not there");
                if (version.Unit is not SegmentUnit segment) continue;
                new SegmentCheck(segment, _damage).Run();
                Segments++;
                Bytes += segment.Meta.FileBytes;
            }
        }
    }

    private void FindOrphanSegments()
    {
        // Without a root nobody knows which ones are needed.
        if (Root is null) return;
        var named = Root.Chunks.Values.SelectMany(c => c.Units).Select(v => v.Unit).OfType<SegmentUnit>().Select(s => Path.GetFileName(s.Path)).ToHashSet();
        foreach (var name in _files.List(_source.Directory))
        {
            if (!named.Contains(name)) _orphans.Add(Path.Combine(_source.Directory, name));
        }
    }

    private long Length(string path)
    {
        using var file = _files.Open(path, FileOpening.Read);
        return file.Length;
    }
}
