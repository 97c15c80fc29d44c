using Tidemark.Errors;

namespace Tidemark.Storage;

/// <summary>One run of rows in a view: a segment, the visible part of a tail, or private rows of a transaction. Immutable.</summary>
public sealed class UnitView
{
    internal UnitView(UnitVersion version, ChunkLayout layout)
    {
        Version = version;
        Layout = layout;
    }

    /// <summary>The first half of the row ids of its rows; unique in the database.</summary>
    public long UnitId => Version.Unit.Id;

    /// <summary>Rows, deleted ones left out.</summary>
    public int RowCount => Version.LiveRows;

    /// <summary>Whether rows of it are deleted.</summary>
    public bool HasDeletes => Version.Deletes is not null;

    /// <summary>Whether it is a segment on disk; else it is in memory.</summary>
    public bool IsSegment => Version.Unit is not TailUnit;

    /// <summary>How many leading columns of the chunk's clustering key its rows are sorted by: all for a segment written under this key, none for a tail.</summary>
    public int SortedColumns => Version.Rows == 0 ? 0 : 0;

    /// <summary>Whether the rows are sorted by the whole clustering key of the chunk.</summary>
    public bool IsSorted => Layout.ClusteringKey.Length > 0 && SortedColumns == Layout.ClusteringKey.Length;

    /// <summary>How many blocks it has.</summary>
    public int BlockCount => BlockFormat.BlockCount(Version.Rows);

    internal UnitVersion Version { get; }

    internal ChunkLayout Layout { get; }

    /// <summary>Rows of a block, deleted ones left out.</summary>
    public int BlockRowCount(int block) => BlockFormat.RowsIn(block, Version.Rows) - (Version.Deletes?.CountIn(block) ?? 0);

    /// <summary>What is known of a column in the whole unit, without reading the disk.</summary>
    public ColumnStatistics Statistics(int columnId) => throw InternalErrors.NotSupported($"unit statistics {Version}");

    /// <summary>What is known of a column in a block. The first call for a segment may read its footer.</summary>
    public ColumnStatistics BlockStatistics(int columnId, int block) => throw InternalErrors.NotSupported($"block statistics {Version}");

    /// <summary>What statistics say about the filters and the whole unit, without reading the disk.</summary>
    public BlockMatch Test(ScanRequest request) => throw InternalErrors.NotSupported($"unit pruning {Version}");

    /// <summary>What statistics say about the filters and a block. The first call for a segment may read its footer.</summary>
    public BlockMatch Test(ScanRequest request, int block) => throw InternalErrors.NotSupported($"block pruning {Version}");
}
