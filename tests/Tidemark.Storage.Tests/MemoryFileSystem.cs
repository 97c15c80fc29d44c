namespace Tidemark.Storage.Tests;

/// <summary>
/// Files in memory that remember what was flushed: <see cref="Crash"/> gives the file system as it may be after a power cut that loses all that was not. Thread-safe.
/// </summary>
internal sealed class MemoryFileSystem : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Content> _names = [];
    private readonly Dictionary<string, Content> _durableNames = [];
    private readonly HashSet<string> _locks = [];

    /// <summary>Called before each write with path, offset and length; may throw to make it fail.</summary>
    public Action<string, long, int>? OnWrite { get; set; }

    /// <summary>Called before each flush of a file; may throw to make it fail.</summary>
    public Action<string>? OnFlush { get; set; }

    public int Flushes { get; private set; }

    public IEnumerable<string> Paths
    {
        get
        {
            lock (_gate) return [.. _names.Keys];
        }
    }

    public MemoryFileSystem Crash()
    {
        lock (_gate)
        {
            var after = new MemoryFileSystem();
            foreach (var (path, content) in _durableNames)
            {
                var copy = new Content { Bytes = [.. content.Flushed], Flushed = [.. content.Flushed] };
                after._names[path] = copy;
                after._durableNames[path] = copy;
            }

            return after;
        }
    }

    public byte[] Read(string path)
    {
        lock (_gate) return [.. _names[path].Bytes];
    }

    public void Write(string path, byte[] bytes)
    {
        lock (_gate) _names[path] = _durableNames[path] = new Content { Bytes = [.. bytes], Flushed = [.. bytes] };
    }

    public IFile Open(string path, FileOpening opening)
    {
        lock (_gate)
        {
            if (opening == FileOpening.Create) _names[path] = new Content();
            return _names.TryGetValue(path, out var content) ? new OpenFile(this, path, content) : throw new FileNotFoundException(path);
        }
    }

    public bool Exists(string path)
    {
        lock (_gate) return _names.ContainsKey(path);
    }

    public void Delete(string path)
    {
        lock (_gate) _names.Remove(path);
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            _names[to] = _names[from];
            _names.Remove(from);
        }
    }

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> List(string directory)
    {
        lock (_gate) return [.. _names.Keys.Where(p => Path.GetDirectoryName(p) == directory).Select(p => Path.GetFileName(p)!)];
    }

    public void FlushDirectory(string directory)
    {
        lock (_gate)
        {
            foreach (var path in _durableNames.Keys.Where(p => Path.GetDirectoryName(p) == directory).ToList()) _durableNames.Remove(path);
            foreach (var (path, content) in _names.Where(n => Path.GetDirectoryName(n.Key) == directory)) _durableNames[path] = content;
        }
    }

    public IDisposable? TryLock(string path)
    {
        lock (_gate) return _locks.Add(path) ? new Unlock(this, path) : null;
    }

    public bool IsDiskFull(IOException error) => error.HResult == 28;

    private sealed class Content
    {
        public List<byte> Bytes { get; init; } = [];

        public List<byte> Flushed { get; set; } = [];
    }

    private sealed class Unlock(MemoryFileSystem files, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (files._gate) files._locks.Remove(path);
        }
    }

    private sealed class OpenFile(MemoryFileSystem files, string path, Content content) : IFile
    {
        public long Length
        {
            get
            {
                lock (files._gate) return content.Bytes.Count;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (files._gate)
            {
                var count = (int)Math.Clamp(content.Bytes.Count - offset, 0, buffer.Length);
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content.Bytes).Slice((int)Math.Min(offset, content.Bytes.Count), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> buffer)
        {
            files.OnWrite?.Invoke(path, offset, buffer.Length);
            lock (files._gate)
            {
                var end = (int)offset + buffer.Length;
                if (content.Bytes.Count < end) System.Runtime.InteropServices.CollectionsMarshal.SetCount(content.Bytes, end);
                buffer.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content.Bytes)[(int)offset..]);
            }
        }

        public void Flush()
        {
            files.OnFlush?.Invoke(path);
            lock (files._gate)
            {
                files.Flushes++;
                content.Flushed = [.. content.Bytes];
            }
        }

        public void SetLength(long length)
        {
            lock (files._gate) System.Runtime.InteropServices.CollectionsMarshal.SetCount(content.Bytes, (int)length);
        }

        public void Dispose()
        {
        }
    }
}
