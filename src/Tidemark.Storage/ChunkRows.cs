namespace Tidemark.Storage;

/// <summary>The rows of a batch that belong to one chunk. Used again and again by one owner.</summary>
/// <param name="chunkId">The chunk.</param>
public sealed class ChunkRows(long chunkId)
{
    private int[] _rows = [];

    /// <summary>The chunk.</summary>
    public long ChunkId => chunkId;

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>Their numbers within the batch, ascending.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Adds a row.</summary>
    public void Add(int row)
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, Math.Max(4, 2 * Count));
        _rows[Count++] = row;
    }

    /// <summary>Forgets the rows.</summary>
    public void Clear() => Count = 0;
}
