using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tidemark.Engine.Catalog;

/// <summary>The settings of a hypertable's column store; part of its record.</summary>
internal sealed record Columnstore
{
    /// <summary>The number that TimescaleDB gives the hypertable of the compressed rows: none exists here, and the numbers that follow are the same.</summary>
    public int CompanionId { get; init; }

    /// <summary>Whether chunks may be converted; else only <see cref="ChunkInterval"/> is kept.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>The columns whose equal values lie together; null where they are chosen when a chunk is converted.</summary>
    public ImmutableArray<int>? SegmentBy { get; init; }

    /// <summary>The order of rows within; null where it is chosen when a chunk is converted.</summary>
    public ImmutableArray<ColumnOrder>? OrderBy { get; init; }

    /// <summary>The sparse indexes that were asked for; null where nothing was said.</summary>
    public ImmutableArray<SparseIndex>? Indexes { get; init; }

    /// <summary>The width that chunks are put together to when they are converted, in the unit of the time dimension; 0 where they stay as they are.</summary>
    public long ChunkInterval { get; init; }
}

/// <summary>A column in an order.</summary>
/// <param name="Column">The column's number.</param>
/// <param name="Descending">DESC.</param>
/// <param name="NullsFirst">NULLS FIRST.</param>
internal sealed record ColumnOrder(int Column, bool Descending, bool NullsFirst);

/// <summary>A sparse index of the column store. Ranges are kept of all columns anyway; a bloom filter is one more filter of segments.</summary>
/// <param name="Type">bloom, minmax or firstlast.</param>
/// <param name="Columns">The columns' numbers.</param>
internal sealed record SparseIndex(string Type, ImmutableArray<int> Columns);

/// <summary>What was settled when a chunk was converted; part of its record.</summary>
internal sealed record ChunkColumnstore
{
    /// <summary>The number that TimescaleDB gives the chunk of the compressed rows.</summary>
    public required int CompanionId { get; init; }

    /// <summary>The columns whose equal values lie together.</summary>
    public required ImmutableArray<int> SegmentBy { get; init; }

    /// <summary>Whether <see cref="SegmentBy"/> was chosen by the user, be it as none.</summary>
    public required bool IsSegmentByGiven { get; init; }

    /// <summary>The order of rows within.</summary>
    public required ImmutableArray<ColumnOrder> OrderBy { get; init; }

    /// <summary>The sparse indexes that were asked for.</summary>
    public ImmutableArray<SparseIndex> Indexes { get; init; } = [];

    /// <summary>Bytes that the chunk took before.</summary>
    public long BytesBefore { get; init; }

    /// <summary>Bytes that it took when it was converted; null where rows were not committed yet, so that nobody knew.</summary>
    public long? BytesAfter { get; init; }

    /// <summary>The same with what others took, whose rows come here.</summary>
    public ChunkColumnstore With(ImmutableArray<ChunkColumnstore?> others) =>
        this with { BytesBefore = BytesBefore + others.Sum(o => o?.BytesBefore ?? 0), BytesAfter = others.All(o => o?.BytesAfter is not null) ? BytesAfter + others.Sum(o => o!.BytesAfter) : null };

    /// <summary>The same for a share of the rows.</summary>
    public ChunkColumnstore Share(double share, int companionId) =>
        this with { CompanionId = companionId, BytesBefore = (long)(BytesBefore * share), BytesAfter = (long?)(BytesAfter * share) };

    /// <summary>Whether other settings lead to other files.</summary>
    public bool HasSettingsOf(ChunkColumnstore other) =>
        SegmentBy.SequenceEqual(other.SegmentBy) && OrderBy.SequenceEqual(other.OrderBy) && Indexes.Length == other.Indexes.Length
        && Indexes.Zip(other.Indexes).All(i => i.First.Type == i.Second.Type && i.First.Columns.SequenceEqual(i.Second.Columns));

    /// <summary>The columns that have a part in the order, in its order.</summary>
    [JsonIgnore]
    public IEnumerable<int> KeyColumns => SegmentBy.Concat(OrderBy.Select(o => o.Column));
}
