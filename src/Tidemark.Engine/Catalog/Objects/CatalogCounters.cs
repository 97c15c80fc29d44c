namespace Tidemark.Engine.Catalog;

/// <summary>The counters that must never go back: one record a database.</summary>
internal sealed record CatalogCounters : CatalogObject
{
    /// <summary>The number of the first job that somebody makes; TimescaleDB's.</summary>
    public const int FirstJobId = 1000;

    /// <summary>The next oid to give out.</summary>
    public required uint NextOid { get; init; }

    /// <summary>The next id of a storage chunk.</summary>
    public required long NextStorageId { get; init; }

    /// <summary>The next hypertable id, as it appears in chunk names.</summary>
    public required int NextHypertableId { get; init; }

    /// <summary>The next dimension's id.</summary>
    public required int NextDimensionId { get; init; }

    /// <summary>The next chunk id, as it appears in chunk names.</summary>
    public required int NextChunkId { get; init; }

    /// <summary>The next job's number.</summary>
    public int NextJobId { get; init; } = FirstJobId;
}
