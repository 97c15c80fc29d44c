using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Rows in memory: growing column buffers with one writer. A reader holds vectors over the first rows of the buffers; the writer only ever appends
/// behind them (a buffer that must grow is replaced, the old one stays with its readers), so neither needs a lock.
/// Who may append: the transaction that owns a private tail; the holder of the commit lock for a committed one.
/// </summary>
internal sealed class TailUnit(long id, ChunkLayout layout, int capacity = 0) : Unit(id, layout)
{
    private readonly VectorBuilder[] _builders = [.. layout.Columns.Select(c => VectorBuilder.Create(c.Type, capacity))];

    private ImmutableArray<TailIndex> _indexes = [];

    /// <summary>The index of a key, made if there is none. Any thread.</summary>
    public TailIndex IndexOf(ReadOnlySpan<int> columnIds)
    {
        var known = _indexes;
        while (true)
        {
            foreach (var index in known)
            {
                if (index.ColumnIds.AsSpan().SequenceEqual(columnIds)) return index;
            }

            ImmutableInterlocked.InterlockedCompareExchange(ref _indexes, known.Add(new TailIndex([.. columnIds])), known);
            known = _indexes;
        }
    }

    /// <summary>Rows in the buffers, visible to anybody or not.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether the tail takes no more rows, because it is becoming a segment.</summary>
    public bool IsClosed { get; set; }

    /// <summary>For a private tail, the conversion into a segment that is under way or done.</summary>
    public Task<Forwarding>? Conversion { get; set; }

    /// <summary>Bytes that the buffers take.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var builder in _builders) bytes += builder.ByteSize;
            return bytes;
        }
    }

    /// <summary>Bytes of the values in the buffers. For the thread that may append.</summary>
    public long ValueBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var builder in _builders) bytes += builder.ValueBytes;
            return bytes;
        }
    }

    /// <summary>Whether there is enough for a segment. For the thread that may append.</summary>
    public bool IsFull(StoreOptions options) => Rows >= options.SegmentRows || ValueBytes >= options.SegmentBytes;

    /// <summary>Whether rows can be added for somebody who sees the first <paramref name="visibleRows"/>: not when others were added behind them and dropped.</summary>
    public bool CanExtend(int visibleRows, ChunkLayout layout) => !IsClosed && Rows == visibleRows && layout.HasColumnsOf(Layout);

    public void Append(Batch batch)
    {
        var count = batch.Length;
        var columns = batch.RawColumns;
        for (var i = 0; i < _builders.Length; i++)
        {
            if (batch.Selection is { } selection) _builders[i].AppendGather(columns[i], selection.Rows);
            else _builders[i].AppendRange(columns[i], 0, count);
        }

        Rows += count;
    }

    public void Append(ReadOnlySpan<Vector> columns, int start, int count)
    {
        for (var i = 0; i < _builders.Length; i++) _builders[i].AppendRange(columns[i], start, count);
        Rows += count;
    }

    public void Append(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < _builders.Length; i++) _builders[i].AppendGather(columns[i], rows);
        Rows += rows.Length;
    }

    /// <summary>The first rows as vectors that stay as they are whatever is appended later. For the thread that may append.</summary>
    public Vector[] Capture(int rows)
    {
        var columns = new Vector[_builders.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _builders[i].Build().Slice(0, rows);
        return columns;
    }
}
