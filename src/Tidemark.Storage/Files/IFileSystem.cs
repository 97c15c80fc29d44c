namespace Tidemark.Storage;

/// <summary>
/// The one way to the disk, so that tests can tear writes, lose what was not flushed and fill the disk. Paths are absolute. Failures are
/// <see cref="IOException"/>s; a full disk is one whose <see cref="IsDiskFull"/> holds.
/// </summary>
public interface IFileSystem
{
    /// <summary>Opens a file.</summary>
    IFile Open(string path, FileOpening opening);

    /// <summary>Whether the file exists.</summary>
    bool Exists(string path);

    /// <summary>Removes a file; open handles keep reading it. Nothing happens when it does not exist.</summary>
    void Delete(string path);

    /// <summary>Gives a file another name, atomically replacing a file of that name.</summary>
    void Rename(string from, string to);

    /// <summary>Whether the directory exists.</summary>
    bool DirectoryExists(string path);

    /// <summary>Makes a directory in one that exists. Nothing happens when it exists already.</summary>
    void CreateDirectory(string path);

    /// <summary>The names (not paths) of the files in a directory.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Makes creations, removals and renames in the directory durable.</summary>
    void FlushDirectory(string directory);

    /// <summary>Opens a file that nobody else may open, making it when it is missing; released by disposing or by the end of the process; null when another holds it.</summary>
    IFile? TryLock(string path);

    /// <summary>Whether the exception says that the disk, or a quota on it, is full.</summary>
    bool IsDiskFull(IOException error);
}

/// <summary>How to open a file.</summary>
public enum FileOpening
{
    /// <summary>For reading; it must exist.</summary>
    Read,

    /// <summary>For reading and writing; it must exist.</summary>
    Update,

    /// <summary>For writing; made anew, emptied if it exists.</summary>
    Create,
}

/// <summary>An open file. Calls at different offsets may run at the same time.</summary>
public interface IFile : IDisposable
{
    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Reads up to the end of the buffer or of the file and returns the number of bytes.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes.</summary>
    void Write(long offset, ReadOnlySpan<byte> buffer);

    /// <summary>Waits until everything written is on disk.</summary>
    void Flush();

    /// <summary>Cuts or lengthens the file.</summary>
    void SetLength(long length);
}
