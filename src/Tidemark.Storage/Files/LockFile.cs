using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>
/// The file <c>LOCK</c>, held by the process that has the directory open, and <c>OWNER</c> beside it, which says who that is: the lock file itself cannot be read by others
/// while it is held.
/// <code>
/// LOCK   magic "TIDELOCK", version of the directory's format u32, checksum u32 of the 12 bytes before
/// OWNER  text: version, blank, process id
/// </code>
/// A newer version in LOCK keeps this one from touching anything else. What cannot be read in either file is written anew: nothing depends on it.
/// </summary>
internal static class LockFile
{
    public const string Name = "LOCK";
    public const string OwnerName = "OWNER";
    public const uint Version = 1;
    private const int Bytes = 16;

    private static ReadOnlySpan<byte> Magic => "TIDELOCK"u8;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="SqlException">55006 when somebody has it; 0A000 when the directory's format is newer.</exception>
    public static IFile Take(IFileSystem files, string directory)
    {
        var path = Path.Combine(directory, Name);
        var file = files.TryLock(path) ?? throw StorageErrors.DirectoryInUse(directory, ReadOwner(files, directory));
        try
        {
            Span<byte> header = stackalloc byte[Bytes];
            if (file.Read(0, header) == Bytes && header.StartsWith(Magic) && Checksum(header) == BinaryPrimitives.ReadUInt32LittleEndian(header[12..]))
            {
                var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
                if (version > Version) throw StorageErrors.NewerFormat(path, version, Version);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Says who holds the lock, and writes its header. A full disk does not keep a database from being opened.</summary>
    public static void Sign(IFileSystem files, string directory, IFile held)
    {
        var header = new byte[Bytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Checksum(header));
        try
        {
            held.Write(0, header);
            using var owner = files.Open(Path.Combine(directory, OwnerName), FileOpening.Create);
            owner.Write(0, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version} {Environment.ProcessId}")));
        }
        catch (IOException error) when (files.IsDiskFull(error))
        {
            // Both are for others to read, who then are told less.
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> header) => Crc32C.Compute(header[..12]);

    private static string? ReadOwner(IFileSystem files, string directory)
    {
        var path = Path.Combine(directory, OwnerName);
        if (!files.Exists(path)) return null;
        var text = new byte[32];
        int count;
        try
        {
            using var file = files.Open(path, FileOpening.Read);
            count = file.Read(0, text);
        }
        catch (IOException)
        {
            return null;
        }

        var words = Encoding.ASCII.GetString(text.AsSpan(0, count)).Split(' ');
        return words.Length >= 2 && int.TryParse(words[1], CultureInfo.InvariantCulture, out var process) ? $"process {process}" : null;
    }
}
