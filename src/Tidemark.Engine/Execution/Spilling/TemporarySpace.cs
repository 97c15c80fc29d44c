using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Execution;

/// <summary>The directory of a database for what queries put on disk. Empties it when it is opened: what is there was left by a process that died. Thread-safe.</summary>
internal sealed class TemporarySpace
{
    private readonly IFileSystem _files;
    private readonly string _directory;
    private long _next;

    /// <summary>Opens the space below a database's directory.</summary>
    public TemporarySpace(IFileSystem files, string database)
    {
        _files = files;
        _directory = Path.Combine(database, "temporary");
        if (!files.DirectoryExists(_directory)) return;
        foreach (var name in files.List(_directory)) files.Delete(Path.Combine(_directory, name));
    }

    /// <summary>A new empty file and what removes it.</summary>
    public (IFile File, string Path) Create()
    {
        _files.CreateDirectory(_directory);
        var path = Path.Combine(_directory, Interlocked.Increment(ref _next).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return (Guarded(() => _files.Open(path, FileOpening.Create)), path);
    }

    /// <summary>Removes a file that was closed.</summary>
    public void Delete(string path) => _files.Delete(path);

    /// <summary>Does something with a file; failures come as SQL errors.</summary>
    public T Guarded<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (IOException error)
        {
            throw _files.IsDiskFull(error) ? StorageErrors.DiskFull(_directory, error) : StorageErrors.InputOutput("could not use temporary files in", _directory, error);
        }
    }
}

/// <summary>The temporary files of one query. Thread-safe; the operators that make files dispose them.</summary>
/// <param name="space">Where they lie.</param>
/// <param name="limit">Bytes that they may have together: temp_file_limit.</param>
internal sealed class TemporaryFiles(TemporarySpace space, long limit)
{
    private long _bytes;

    /// <summary>Where the files lie.</summary>
    public TemporarySpace Space => space;

    /// <summary>Counts bytes that are to be written; 53400 beyond the limit.</summary>
    public void Grow(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= limit) return;
        throw new SqlException(new SqlError { State = SqlState.ConfigurationLimitExceeded, Message = $"temporary file size exceeds temp_file_limit ({limit / 1024}kB)" });
    }

    /// <summary>Counts bytes that are gone.</summary>
    public void Shrink(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
