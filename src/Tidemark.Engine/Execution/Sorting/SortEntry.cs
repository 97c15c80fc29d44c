namespace Tidemark.Engine.Execution;

/// <summary>A row that is sorted, and the number that it is sorted by.</summary>
internal struct SortEntry(ulong key, int row)
{
    /// <summary>What is compared first, as an unsigned number.</summary>
    public ulong Key = key;

    /// <summary>The row.</summary>
    public int Row = row;
}
