using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>What the root knows of a segment without opening its file: enough to find it, to leave it out of a scan, and to open it with one read.</summary>
internal sealed record SegmentMeta
{
    public required long UnitId { get; init; }

    /// <summary>
    /// The sorted run that it belongs to: segments of one run hold disjoint ranges of the clustering key and stand in its order among the chunk's units.
    /// </summary>
    public required long RunId { get; init; }

    public required int Rows { get; init; }

    public required long FileBytes { get; init; }

    public required long FooterOffset { get; init; }

    public required int FooterLength { get; init; }

    public required uint FooterChecksum { get; init; }

    /// <summary>Whether every form of encoding was tried, see <see cref="EncodingEffort.Full"/>.</summary>
    public required bool IsFull { get; init; }

    /// <summary>Whether its values are so many bytes (half of <see cref="StoreOptions.SegmentBytes"/>) that there is no use in joining it with others, however few its rows are.</summary>
    public bool IsLarge { get; init; }

    /// <summary>The layout that it was written with; its clustering key is the order of the rows.</summary>
    public required ChunkLayout Layout { get; init; }

    /// <summary>For each column of the layout what is known of all rows; long bytes are cut.</summary>
    public required ImmutableArray<ColumnStatistics> Columns { get; init; }
}
