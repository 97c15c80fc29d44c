using Tidemark.Engine.Binding;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows kept by an operator: one growing column each. One thread at a time while rows are added; any number after <see cref="Columns"/> was taken.</summary>
internal sealed class MaterializedRows
{
    private readonly KeptColumn[] _kept;
    private Vector[]? _columns;

    public MaterializedRows(IEnumerable<SqlType> types) => _kept = [.. types.Select(t => new KeptColumn(t))];

    public MaterializedRows(IEnumerable<OutputColumn> columns)
        : this(columns.Select(c => c.Type))
    {
    }

    private MaterializedRows(KeptColumn[] kept, int count)
    {
        _kept = kept;
        Count = count;
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long ByteSize
    {
        get
        {
            var bytes = 0L;
            foreach (var column in _kept) bytes += column.ByteSize;
            return bytes;
        }
    }

    /// <summary>All rows as columns, flat or coded; hold until rows are added.</summary>
    public Vector[] Columns => _columns ??= [.. _kept.Select(c => c.Build())];

    /// <summary>Copies a batch's rows, its selection applied.</summary>
    public void Add(Batch batch)
    {
        var raw = batch.RawColumns;
        for (var i = 0; i < _kept.Length; i++)
        {
            if (batch.Selection is { } selection) _kept[i].AppendGather(raw[i], selection.Rows);
            else _kept[i].AppendRange(raw[i], 0, batch.RawLength);
        }

        Count += batch.Length;
        _columns = null;
    }

    /// <summary>Copies rows given as one vector a column.</summary>
    public void Add(ReadOnlySpan<Vector> columns, int rows)
    {
        for (var i = 0; i < _kept.Length; i++) _kept[i].AppendRange(columns[i], 0, rows);
        Count += rows;
        _columns = null;
    }

    /// <summary>Copies chosen rows of vectors, one a column.</summary>
    public void Add(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < _kept.Length; i++) _kept[i].AppendGather(columns[i], rows);
        Count += rows.Length;
        _columns = null;
    }

    /// <summary>The same rows with the first columns only, over the same buffers.</summary>
    public MaterializedRows Prefix(int columns) => columns == _kept.Length ? this : new MaterializedRows(_kept[..columns], Count);

    /// <summary>Forgets all rows and keeps the buffers.</summary>
    public void Clear()
    {
        foreach (var column in _kept) column.Reset();
        Count = 0;
        _columns = null;
    }

    /// <summary>Copies everything that a stream gives, and disposes it.</summary>
    public static MaterializedRows Drain(BatchStream stream, IEnumerable<OutputColumn> columns, ref MemoryShare memory)
    {
        using (stream)
        {
            var rows = new MaterializedRows(columns);
            while (stream.Next() is { } batch)
            {
                rows.Add(batch);
                memory.Set(rows.ByteSize);
            }

            return rows;
        }
    }
}

/// <summary>Gives kept rows batch by batch, as slices.</summary>
internal sealed class MaterializedStream(MaterializedRows rows, int batchRows) : BatchStream
{
    private readonly Batch _batch = new();
    private int _next;

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_next >= rows.Count) return null;
        var count = Math.Min(batchRows, rows.Count - _next);
        var columns = rows.Columns;
        var slices = new Vector[columns.Length];
        for (var i = 0; i < slices.Length; i++) slices[i] = columns[i].Slice(_next, count);
        _batch.Set(slices, count, null);
        _next += count;
        return _batch;
    }
}
