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
    public IFile Open(string path, FileOpening opening) => opening switch
    {
        FileOpening.Read => new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)),
        FileOpening.Update => new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)),
        _ => new LocalFile(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)),
    };

    /// <inheritdoc />
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc />
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc />
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc />
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc />
    public IReadOnlyList<string> List(string directory) => [.. new DirectoryInfo(directory).EnumerateFiles().Select(f => f.Name)];

    /// <inheritdoc />
    public void FlushDirectory(string directory)
    {
        // Windows makes directory changes durable with the file; there is nothing to call.
        if (OperatingSystem.IsWindows()) return;
        var handle = OpenDirectory(directory, 0);
        if (handle < 0) throw new IOException($"could not open directory \"{directory}\": error {Marshal.GetLastPInvokeError()}");
        try
        {
            if (SynchronizeFile(handle) != 0) throw new IOException($"could not flush directory \"{directory}\": error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = CloseFile(handle);
        }
    }

    /// <inheritdoc />
    public IDisposable? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public bool IsDiskFull(IOException error) =>
        OperatingSystem.IsWindows() ? error.HResult == DiskFullWindows : error.HResult is DiskFullUnix or QuotaUnix;

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

        public void Write(long offset, ReadOnlySpan<byte> buffer) => RandomAccess.Write(handle, buffer, offset);

        // On Linux only content and length are waited for, not the time of the last change: half the work for a small write.
        public void Flush()
        {
            if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
            else if (SynchronizeContent(handle) != 0) throw new IOException($"could not flush: error {Marshal.GetLastPInvokeError()}", Marshal.GetLastPInvokeError());
        }

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Dispose() => handle.Dispose();
    }
}
