using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tidemark.Engine.Catalog;

/// <summary>What makes a table a hypertable: how its rows are divided into chunks. Part of the table's record.</summary>
internal sealed record Hypertable
{
    /// <summary>The number in chunk names: _hyper_ID_CHUNK_chunk.</summary>
    public required int Id { get; init; }

    /// <summary>The dimensions; the first is the open (time) one.</summary>
    public required ImmutableArray<Dimension> Dimensions { get; init; }

    /// <summary>The schema of its chunks.</summary>
    public string ChunkSchema { get; init; } = "_timescaledb_internal";

    /// <summary>What chunk names begin with.</summary>
    public required string ChunkPrefix { get; init; }

    /// <summary>The columns that enable_chunk_skipping was called for.</summary>
    public ImmutableArray<ColumnRange> ColumnRanges { get; init; } = [];

    /// <summary>The tablespaces that attach_tablespace was called for.</summary>
    public ImmutableArray<string> Tablespaces { get; init; } = [];

    /// <summary>The settings of its column store; null where none was ever asked for.</summary>
    public Columnstore? Columnstore { get; init; }

    /// <summary>Whether chunks may be converted to the column store.</summary>
    [JsonIgnore]
    public bool HasColumnstore => Columnstore?.IsEnabled ?? false;

    /// <summary>The dimension that time_bucket, retention and chunk order go by.</summary>
    [JsonIgnore]
    public Dimension TimeDimension => Dimensions[0];
}

/// <summary>A column whose range is tracked for chunk skipping.</summary>
/// <param name="Id">Its number among all of the database.</param>
/// <param name="Column">The column's number.</param>
internal sealed record ColumnRange(int Id, int Column);

/// <summary>One way in which a hypertable's rows are divided.</summary>
internal sealed record Dimension
{
    /// <summary>The dimension's id in the views.</summary>
    public required int Id { get; init; }

    /// <summary>The number of the column it divides by.</summary>
    public required int Column { get; init; }

    /// <summary>The width of a slice: microseconds for times and dates, units of the column for integers; 0 for a hash dimension.</summary>
    public long Interval { get; init; }

    /// <summary>The number of hash partitions; 0 for a range dimension.</summary>
    public int Partitions { get; init; }

    /// <summary>The oid of the function whose result the dimension divides by; 0 where it is the column itself, or its hash.</summary>
    public uint PartitioningFunction { get; init; }

    /// <summary>The type of that function's result; null where there is no function.</summary>
    public Types.SqlType? FunctionType { get; init; }

    /// <summary>The function that gives "now" for integer time, as schema.name; null for none.</summary>
    public string? IntegerNowFunction { get; init; }
}

/// <summary>A chunk: the rows of a hypertable within one slice of every dimension.</summary>
internal sealed record Chunk : SchemaObject
{
    /// <summary>The hypertable's oid.</summary>
    public required uint TableOid { get; init; }

    /// <summary>The number in the chunk's name.</summary>
    public required int ChunkId { get; init; }

    /// <summary>The slice of each dimension, in the hypertable's order of dimensions.</summary>
    public required ImmutableArray<DimensionSlice> Slices { get; init; }

    /// <summary>The storage chunk with its rows.</summary>
    public required long StorageId { get; init; }

    /// <summary>When it was made, in microseconds since 2000-01-01 UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>What was settled when it was converted to the column store; null where it is not in it.</summary>
    public ChunkColumnstore? Columnstore { get; init; }

    /// <summary>Whether its rows may not change.</summary>
    public bool IsFrozen { get; init; }
}

/// <summary>
/// The half-open range [Start, End) of a chunk in one dimension: microseconds since 2000-01-01 UTC for times and dates, units of the column for integers,
/// hash values for a hash dimension. The extremes of long stand for no bound.
/// </summary>
internal readonly record struct DimensionSlice(long Start, long End);
