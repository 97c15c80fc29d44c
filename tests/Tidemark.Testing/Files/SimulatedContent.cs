using System.Runtime.InteropServices;

namespace Tidemark.Testing.Files;

/// <summary>
/// What a file holds: as everybody reads it now, and as it lies on the disk together with the changes that were not flushed.
/// </summary>
internal sealed class SimulatedContent
{
    private readonly List<byte> _bytes = [];
    private readonly List<Change> _pending = [];
    private byte[] _durable = [];

    public int Length => _bytes.Count;

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    public bool IsFlushed => _pending.Count == 0;

    public static SimulatedContent Durable(ReadOnlySpan<byte> bytes)
    {
        var content = new SimulatedContent { _durable = bytes.ToArray() };
        content._bytes.AddRange(bytes);
        return content;
    }

    public void Write(long offset, ReadOnlySpan<byte> buffer)
    {
        _pending.Add(new Change((int)offset, buffer.ToArray()));
        Apply(_bytes, _pending[^1], 0, buffer.Length);
    }

    public void SetLength(long length)
    {
        _pending.Add(new Change((int)length, null));
        CollectionsMarshal.SetCount(_bytes, (int)length);
    }

    public void Flush()
    {
        if (_pending.Count == 0) return;
        // Not simply what readers see: what an earlier flush failed to write is not written by this one.
        var durable = new List<byte>(_durable);
        foreach (var change in _pending) Apply(durable, change, 0, change.Bytes?.Length ?? 0);
        _durable = [.. durable];
        _pending.Clear();
    }

    /// <summary>A flush that failed: some of it is on disk, and the rest counts as written and is not.</summary>
    public void FailFlush(Random random)
    {
        _durable = AfterCrash(CrashMode.AnyOrder, random);
        _pending.Clear();
    }

    /// <summary>The same file after a kill of the process: readers see all of it, and the disk still has to follow.</summary>
    public SimulatedContent Clone()
    {
        var copy = new SimulatedContent { _durable = _durable };
        copy._bytes.AddRange(_bytes);
        copy._pending.AddRange(_pending);
        return copy;
    }

    /// <summary>The bytes that may be found after a power cut.</summary>
    public byte[] AfterCrash(CrashMode mode, Random random)
    {
        if (mode == CrashMode.LoseAll || _pending.Count == 0) return _durable;
        var bytes = new List<byte>(_durable);
        var applied = mode == CrashMode.Prefix ? random.Next(_pending.Count + 1) : _pending.Count;
        for (var i = 0; i < applied; i++)
        {
            if (mode == CrashMode.AnyOrder) ApplySome(bytes, _pending[i], random);
            else Apply(bytes, _pending[i], 0, _pending[i].Bytes?.Length ?? 0);
        }

        if (mode == CrashMode.Prefix && applied < _pending.Count && _pending[applied].Bytes is { } torn)
        {
            var sector = SectorBytes(random);
            var end = (random.Next((torn.Length / sector) + 2) * sector) - (_pending[applied].Offset % sector);
            Apply(bytes, _pending[applied], 0, Math.Clamp(end, 0, torn.Length));
        }

        return [.. bytes];
    }

    private static int SectorBytes(Random random) => random.Next(2) == 0 ? 512 : 4096;

    private static void ApplySome(List<byte> bytes, Change change, Random random)
    {
        if (change.Bytes is not { } written)
        {
            if (random.Next(2) == 0) CollectionsMarshal.SetCount(bytes, change.Offset);
            return;
        }

        var sector = SectorBytes(random);
        var chance = random.Next(4);
        for (var start = 0; start < written.Length;)
        {
            var end = Math.Min(written.Length, start + sector - ((change.Offset + start) % sector));
            if (random.Next(4) <= chance) Apply(bytes, change, start, end);
            start = end;
        }
    }

    private static void Apply(List<byte> bytes, Change change, int start, int end)
    {
        if (change.Bytes is not { } written)
        {
            CollectionsMarshal.SetCount(bytes, change.Offset);
            return;
        }

        if (start >= end) return;
        if (bytes.Count < change.Offset + end)
        {
            var before = bytes.Count;
            CollectionsMarshal.SetCount(bytes, change.Offset + end);
            CollectionsMarshal.AsSpan(bytes)[before..].Clear();
        }

        written.AsSpan(start..end).CopyTo(CollectionsMarshal.AsSpan(bytes)[(change.Offset + start)..]);
    }

    /// <summary>Bytes written at an offset; without bytes, the offset is the file's new length.</summary>
    private readonly record struct Change(int Offset, byte[]? Bytes);
}
