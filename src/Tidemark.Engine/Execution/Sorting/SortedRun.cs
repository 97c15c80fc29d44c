using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Rows in order, block by block. One thread at a time.</summary>
internal abstract class SortedRun : IDisposable
{
    /// <summary>The columns of the present block.</summary>
    public Vector[] Columns { get; protected set; } = [];

    /// <summary>The keys of the present block's rows.</summary>
    public RowKeys Keys { get; protected set; } = null!;

    /// <summary>The numbers of the present block's rows in order.</summary>
    public int[] Order { get; protected set; } = [];

    /// <summary>How many rows of <see cref="Order"/> there are.</summary>
    public int Count { get; protected set; }

    /// <summary>Goes on to the next block; false when there is none.</summary>
    public abstract bool MoveNext();

    /// <inheritdoc />
    public abstract void Dispose();
}

/// <summary>A run in memory: one block.</summary>
/// <param name="rows">Its rows, in any order.</param>
/// <param name="keys">Their keys.</param>
/// <param name="order">The rows' numbers in order.</param>
/// <param name="memory">What it holds; given back with it.</param>
internal sealed class MemoryRun(MaterializedRows rows, RowKeys keys, int[] order, MemoryShare memory) : SortedRun
{
    private bool _isOver;
    private MemoryShare _memory = memory;

    /// <inheritdoc />
    public override bool MoveNext()
    {
        if (_isOver) return false;
        _isOver = true;
        (Columns, Keys, Order, Count) = (rows.Columns, keys, order, order.Length);
        return Count > 0;
    }

    /// <inheritdoc />
    public override void Dispose() => _memory.Dispose();
}

/// <summary>A run on disk, which it removes when it is disposed.</summary>
/// <param name="file">Its rows in order.</param>
/// <param name="keys">What they are ordered by.</param>
/// <param name="context">The execution.</param>
internal sealed class DiskRun(SpillFile file, IReadOnlyList<SortColumnKey> keys, QueryContext context) : SortedRun
{
    private readonly BatchStream _rows = file.Read(context);

    /// <inheritdoc />
    public override bool MoveNext()
    {
        if (_rows.Next() is not { } batch) return false;
        Columns = batch.RawColumnArray;
        Count = batch.Length;
        Keys = RowKeys.Create(Columns, Count, keys);
        if (Order.Length < Count)
        {
            Order = new int[Count];
            for (var i = 0; i < Order.Length; i++) Order[i] = i;
        }

        return true;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _rows.Dispose();
        file.Dispose();
    }
}
