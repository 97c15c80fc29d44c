using Tidemark.Storage;

namespace Tidemark.Testing.Files;

/// <summary>
/// Files in memory that remember what was flushed, and fail on demand. <see cref="AfterCrash"/> gives the file system as a power cut, or a kill of the process, may leave it:
/// of changes to files that were not flushed, and of names whose directory was not, anything between all and nothing. Thread-safe; one seed and one order of calls give one outcome.
/// </summary>
public sealed class SimulatedFileSystem : IFileSystem
{
    private const int NoSpace = 28, DeviceFailure = 5;

    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly Dictionary<string, SimulatedContent?> _names = [];
    private readonly Dictionary<string, SimulatedContent?> _durableNames = [];
    private readonly Dictionary<string, List<NameChange>> _pendingNames = [];
    private readonly HashSet<string> _locks = [];
    private bool _isOff;

    public SimulatedFileSystem(int seed = 0) => _random = new Random(seed);

    /// <summary>Asked before each call that may fail.</summary>
    public Func<FileCall, string, Fault>? OnCall { get; set; }

    /// <summary>Bytes that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Flushes of files so far.</summary>
    public int Flushes { get; private set; }

    /// <summary>The files, without directories.</summary>
    public IEnumerable<string> Paths
    {
        get
        {
            lock (_gate) return [.. _names.Where(n => n.Value is not null).Select(n => n.Key).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Turns the machine off: every call from now on throws <see cref="SimulatedCrash"/>.</summary>
    public void TurnOff()
    {
        lock (_gate) _isOff = true;
    }

    /// <summary>Says that the machine is off to one who makes no call.</summary>
    /// <exception cref="SimulatedCrash">It is.</exception>
    public void ThrowIfOff()
    {
        lock (_gate) _ = IsOn();
    }

    /// <summary>The file system that the machine finds when it is on again.</summary>
    public SimulatedFileSystem AfterCrash(CrashMode mode, int seed)
    {
        lock (_gate)
        {
            var random = new Random(seed);
            var after = new SimulatedFileSystem(seed);
            if (mode == CrashMode.KeepAll) return CopyTo(after);
            var names = new Dictionary<string, SimulatedContent?>(_durableNames);
            foreach (var (_, changes) in _pendingNames.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                var kept = mode == CrashMode.LoseAll ? 0 : random.Next(changes.Count + 1);
                for (var i = 0; i < changes.Count; i++)
                {
                    if (mode == CrashMode.AnyOrder ? random.Next(2) == 0 : i < kept) changes[i].Apply(names);
                }
            }

            // One content may have two names, where a rename is half on disk.
            var contents = new Dictionary<SimulatedContent, SimulatedContent>();
            foreach (var (path, content) in names.Where(n => IsReachable(n.Key, names)).OrderBy(n => n.Key, StringComparer.Ordinal))
            {
                SimulatedContent? copy = null;
                if (content is not null && !contents.TryGetValue(content, out copy)) contents.Add(content, copy = SimulatedContent.Durable(content.AfterCrash(mode, random)));
                after._names[path] = after._durableNames[path] = copy;
            }

            return after;
        }
    }

    /// <summary>A file's bytes.</summary>
    public byte[] Read(string path)
    {
        lock (_gate) return _names[path]!.Bytes.ToArray();
    }

    /// <summary>Puts bytes in the place of a file's, as if they, and its directory, had always been there.</summary>
    public void Write(string path, byte[] bytes)
    {
        lock (_gate)
        {
            _names[path] = _durableNames[path] = SimulatedContent.Durable(bytes);
            for (var parent = Path.GetDirectoryName(path); parent is not (null or "/"); parent = Path.GetDirectoryName(parent)) _names[parent] = _durableNames[parent] = null;
        }
    }

    public IFile Open(string path, FileOpening opening)
    {
        lock (_gate)
        {
            Call(opening == FileOpening.Create ? FileCall.Create : FileCall.Open, path);
            if (opening == FileOpening.Create) return Create(path);
            return _names.TryGetValue(path, out var content) && content is not null ? new OpenFile(this, path, content) : throw new FileNotFoundException(path);
        }
    }

    public bool Exists(string path)
    {
        lock (_gate) return IsOn() && _names.GetValueOrDefault(path) is not null;
    }

    public bool DirectoryExists(string path)
    {
        lock (_gate) return IsOn() && (path == "/" || _names.TryGetValue(path, out var content) && content is null);
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Call(FileCall.Delete, path);
            if (_names.ContainsKey(path)) Change(new NameChange(path, null, null));
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Call(FileCall.Rename, from);
            Change(new NameChange(from, to, _names[from]));
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            Call(FileCall.CreateDirectory, path);
            if (!DirectoryExists(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
            if (!_names.ContainsKey(path)) Change(new NameChange(null, path, null));
        }
    }

    public IReadOnlyList<string> List(string directory)
    {
        lock (_gate)
        {
            IsOn();
            return [.. _names.Where(n => n.Value is not null && Path.GetDirectoryName(n.Key) == directory).Select(n => Path.GetFileName(n.Key)).Order(StringComparer.Ordinal)];
        }
    }

    public void FlushDirectory(string directory)
    {
        lock (_gate)
        {
            Call(FileCall.FlushDirectory, directory);
            if (!_pendingNames.Remove(directory, out var changes)) return;
            foreach (var change in changes) change.Apply(_durableNames);
        }
    }

    public IFile? TryLock(string path)
    {
        lock (_gate)
        {
            IsOn();
            if (!_locks.Add(path)) return null;
            var content = _names.GetValueOrDefault(path);
            return content is null ? Create(path) : new OpenFile(this, path, content);
        }
    }

    public bool IsDiskFull(IOException error) => error.HResult == NoSpace;

    private SimulatedFileSystem CopyTo(SimulatedFileSystem after)
    {
        var contents = new Dictionary<SimulatedContent, SimulatedContent>();
        SimulatedContent? Copy(SimulatedContent? content)
        {
            if (content is null) return null;
            if (!contents.TryGetValue(content, out var copy)) contents.Add(content, copy = content.Clone());
            return copy;
        }

        foreach (var (path, content) in _names) after._names[path] = Copy(content);
        foreach (var (path, content) in _durableNames) after._durableNames[path] = Copy(content);
        foreach (var (directory, changes) in _pendingNames) after._pendingNames[directory] = [.. changes.Select(c => c with { Content = Copy(c.Content) })];
        return after;
    }

    private static bool IsReachable(string path, Dictionary<string, SimulatedContent?> names)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not (null or "/"); parent = Path.GetDirectoryName(parent))
        {
            if (!names.ContainsKey(parent)) return false;
        }

        return true;
    }

    private OpenFile Create(string path)
    {
        if (!DirectoryExists(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
        if (_names.TryGetValue(path, out var existing) && existing is not null)
        {
            existing.SetLength(0);
            return new OpenFile(this, path, existing);
        }

        var content = new SimulatedContent();
        Change(new NameChange(null, path, content));
        return new OpenFile(this, path, content);
    }

    private void Change(NameChange change)
    {
        change.Apply(_names);
        var directory = Path.GetDirectoryName(change.To ?? change.From)!;
        if (!_pendingNames.TryGetValue(directory, out var changes)) _pendingNames.Add(directory, changes = []);
        changes.Add(change);
    }

    private bool IsOn() => _isOff ? throw new SimulatedCrash() : true;

    // Fails the call if that is its fate. Gives whether the machine goes off with it, for calls that may have half their effect.
    private void Call(FileCall call, string path)
    {
        switch (Fate(call, path))
        {
            case Fault.DiskFull: throw Full();
            case Fault.DeviceError: throw Broken();
            case Fault.Crash: throw Off();
        }
    }

    private Fault Fate(FileCall call, string path)
    {
        IsOn();
        return OnCall?.Invoke(call, path) ?? Fault.None;
    }

    private SimulatedCrash Off()
    {
        _isOff = true;
        return new SimulatedCrash();
    }

    private static IOException Full() => new("No space left on device", NoSpace);

    private static IOException Broken() => new("Input/output error", DeviceFailure);

    /// <summary>A name that is given (to), taken away (from), or both; a directory has no content.</summary>
    private sealed record NameChange(string? From, string? To, SimulatedContent? Content)
    {
        public void Apply(Dictionary<string, SimulatedContent?> names)
        {
            if (From is not null) names.Remove(From);
            if (To is not null) names[To] = Content;
        }
    }

    private sealed class OpenFile(SimulatedFileSystem files, string path, SimulatedContent content) : IFile
    {
        public long Length
        {
            get
            {
                lock (files._gate) return content.Length;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (files._gate)
            {
                files.Call(FileCall.Read, path);
                var count = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
                if (count > 0) content.Bytes.Slice((int)offset, count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> buffer)
        {
            lock (files._gate)
            {
                var fault = files.Fate(FileCall.Write, path);
                var growth = Math.Max(0, offset + buffer.Length - content.Length);
                var room = files.Capacity == long.MaxValue ? growth : files.Capacity - files._names.Values.Sum(c => (long)(c?.Length ?? 0));
                if (fault == Fault.None && growth > room) fault = Fault.DiskFull;
                if (fault == Fault.None)
                {
                    content.Write(offset, buffer);
                    return;
                }

                var part = buffer[..files._random.Next(buffer.Length + 1)];
                if (fault == Fault.Crash || offset + part.Length - content.Length <= room) content.Write(offset, part);
                throw fault switch { Fault.DiskFull => Full(), Fault.DeviceError => Broken(), _ => files.Off() };
            }
        }

        public void Flush()
        {
            lock (files._gate)
            {
                switch (files.Fate(FileCall.Flush, path))
                {
                    case Fault.None:
                        files.Flushes++;
                        content.Flush();
                        return;
                    case Fault.Crash:
                        throw files.Off();
                    case var fault:
                        content.FailFlush(files._random);
                        throw fault == Fault.DiskFull ? Full() : Broken();
                }
            }
        }

        public void SetLength(long length)
        {
            lock (files._gate)
            {
                files.Call(FileCall.SetLength, path);
                content.SetLength(length);
            }
        }

        public void Dispose()
        {
            lock (files._gate)
            {
                if (Path.GetFileName(path) == "LOCK") files._locks.Remove(path);
            }
        }
    }
}
