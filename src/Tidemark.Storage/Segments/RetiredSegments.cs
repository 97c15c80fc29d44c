namespace Tidemark.Storage;

/// <summary>
/// Segments whose files have no name any more and are kept open for readers of older roots. Who reads is told by references: the garbage collector closes a file when no root, view or
/// transaction leads to it. Without allocations it may not come for long, so it is asked to when much disk space depends on it. Thread-safe.
/// </summary>
internal sealed class RetiredSegments
{
    private const long MuchSpace = 64L << 20;

    private readonly Lock _gate = new();
    private readonly List<(WeakReference<SegmentUnit> Segment, long Bytes)> _segments = [];
    private long _bytesAsked;

    /// <summary>Bytes of files that somebody may still read.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                _segments.RemoveAll(s => !s.Segment.TryGetTarget(out _));
                return _segments.Sum(s => s.Bytes);
            }
        }
    }

    public void Add(List<SegmentUnit> segments)
    {
        lock (_gate)
        {
            foreach (var segment in segments) _segments.Add((new WeakReference<SegmentUnit>(segment), segment.Meta.FileBytes));
        }
    }

    /// <summary>Called when there is nothing else to do: asks for a collection in the background, once for each growth of what waits for it.</summary>
    public void Reclaim()
    {
        var bytes = Bytes;
        if (bytes < MuchSpace || bytes <= _bytesAsked)
        {
            _bytesAsked = Math.Min(_bytesAsked, bytes);
            return;
        }

        _bytesAsked = bytes;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }
}
