using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tidemark.Storage;

/// <summary>The machine's own file system.</summary>
public sealed partial class LocalFileSystem : IFileSystem
{
    private const int DiskFullUnix = 28, QuotaUnix = 122, DiskFullWindows = unchecked((int)0x80070070);

    private LocalFileSystem()
    {
    }

    /// <summary>The only instance.</summary>
    public static LocalFileSystem Instance { get; } = new();

    /// <inheritdoc />
    public IFile Open(string path, FileOpening opening) => Permitted(() => opening switch
    {
        FileOpening.Read => new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)),
        FileOpening.Update => new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)),
        _ => new LocalFile(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)),
    });

    /// <inheritdoc />
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc />
    public void Delete(string path) => Permitted(() =>
    {
        File.Delete(path);
        return true;
    });

    /// <inheritdoc />
    public void Rename(string from, string to) => Permitted(() =>
    {
        File.Move(from, to, overwrite: true);
        return true;
    });

    /// <inheritdoc />
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc />
    public void CreateDirectory(string path) => Permitted(() => Directory.CreateDirectory(path));

    /// <inheritdoc />
    public IReadOnlyList<string> List(string directory) => Permitted<IReadOnlyList<string>>(() => [.. new DirectoryInfo(directory).EnumerateFiles().Select(f => f.Name)]);

    /// <inheritdoc />
    public void FlushDirectory(string directory)
    {
        // Windows makes directory changes durable with the file; there is nothing to call.
        if (OperatingSystem.IsWindows()) return;
        var handle = OpenDirectory(directory, 0);
        if (handle < 0) throw Failure();
        try
        {
            if (SynchronizeFile(handle) != 0) throw Failure();
        }
        finally
        {
            _ = CloseFile(handle);
        }
    }

    /// <inheritdoc />
    public IFile? TryLock(string path)
    {
        try
        {
            return Permitted(() => new LocalFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        }
        catch (IOException error) when (error.InnerException is not UnauthorizedAccessException && File.Exists(path))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public bool IsDiskFull(IOException error) =>
        OperatingSystem.IsWindows() ? error.HResult == DiskFullWindows : error.HResult is DiskFullUnix or QuotaUnix;

    // What is forbidden is one more way in which a call fails.
    private static T Permitted<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    private static IOException Failure()
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SynchronizeFile(int handle);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SynchronizeContent(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int handle);

    private sealed class LocalFile(SafeFileHandle handle) : IFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> buffer)
        {
            var done = 0;
            while (done < buffer.Length)
            {
                var count = RandomAccess.Read(handle, buffer[done..], offset + done);
                if (count == 0) break;
                done += count;
            }

            return done;
        }

        public void Write(long offset, ReadOnlySpan<byte> buffer)
        {
            try
            {
                RandomAccess.Write(handle, buffer, offset);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new IOException(error.Message, error);
            }
        }

        // On Linux only content and length are waited for, not the time of the last change: half the work for a small write.
        public void Flush()
        {
            if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
            else if (SynchronizeContent(handle) != 0) throw Failure();
        }

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Dispose() => handle.Dispose();
    }
}
