namespace Tidemark.Storage;

/// <summary>
/// A run of rows that lie together: a tail in memory or a segment on disk. Its rows are numbered from 0 and never change; which of them
/// count is said by a <see cref="UnitVersion"/>.
/// </summary>
internal abstract class Unit(long id, ChunkLayout layout)
{
    private Forwarding? _forwarding;

    /// <summary>Unique in the database for all time.</summary>
    public long Id { get; } = id;

    /// <summary>The columns that the rows were written with.</summary>
    public ChunkLayout Layout { get; } = layout;

    /// <summary>Where the rows went when another unit took this one's place; null while it stands.</summary>
    public Forwarding? Forwarding => Volatile.Read(ref _forwarding);

    /// <summary>Says where the rows went. Called before a root without this unit is published.</summary>
    public void Forward(Forwarding forwarding) => Volatile.Write(ref _forwarding, forwarding);
}

/// <summary>Row ids: the unit's id above 24 bits of row number.</summary>
internal static class RowId
{
    public const int RowBits = 24;
    public const int MaxRows = 1 << RowBits;

    public static long Make(long unitId, int row) => (unitId << RowBits) | (uint)row;

    public static long Unit(long rowId) => rowId >> RowBits;

    public static int Row(long rowId) => (int)(rowId & (MaxRows - 1));
}
