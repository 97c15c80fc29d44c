using System.Collections.Concurrent;

namespace Tidemark.Storage;

/// <summary>
/// Bounds the memory that encoded columns and filters take. Each keeps its own bytes; the cache only counts them, and tells those to let go
/// that were not read since it last came by (second chance, as in a clock). Whoever still decodes from the bytes keeps them alive. Thread-safe.
/// </summary>
internal sealed class BlockCache(long limit)
{
    private readonly ConcurrentQueue<ICached> _columns = new();
    private long _bytes;
    private long _bytesRead;

    public long Bytes => Interlocked.Read(ref _bytes);

    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>A column or filter loaded bytes.</summary>
    /// <param name="column">The column or filter.</param>
    /// <param name="bytes">How many more it keeps.</param>
    /// <param name="isFirst">Whether it kept none before.</param>
    public void Loaded(ICached column, long bytes, bool isFirst)
    {
        Interlocked.Add(ref _bytesRead, bytes);
        if (isFirst) _columns.Enqueue(column);
        if (Interlocked.Add(ref _bytes, bytes) <= limit) return;
        for (var tries = _columns.Count * 2; tries > 0 && Bytes > limit && _columns.TryDequeue(out var victim); tries--)
        {
            if (ReferenceEquals(victim, column) || victim.WasUsed() || !victim.TryUnload()) _columns.Enqueue(victim);
        }
    }

    /// <summary>Forgets columns and filters of segments that were removed. Their readers go on with what they hold.</summary>
    public void Sweep()
    {
        for (var left = _columns.Count; left > 0 && _columns.TryDequeue(out var column); left--)
        {
            if (!column.IsRemoved || !column.TryUnload()) _columns.Enqueue(column);
        }
    }

    /// <summary>A column or filter let bytes go.</summary>
    public void Unloaded(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
