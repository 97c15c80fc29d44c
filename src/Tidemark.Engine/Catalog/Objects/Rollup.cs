using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// What makes a view a continuous aggregate: its query's rows are kept, bucket by bucket, in a hypertable. Part of the view's record. Which buckets are up to date is kept apart
/// (<see cref="RollupState"/>), because each refresh and each late row changes it.
/// </summary>
internal sealed record Rollup
{
    /// <summary>The oid of the hypertable that keeps the rows. Its columns are the view's, and one more where the view does not show the bucket.</summary>
    public required uint TableOid { get; init; }

    /// <summary>The number of that hypertable.</summary>
    public required int HypertableId { get; init; }

    /// <summary>The oid of the view with the query that the rows are made by, as its user wrote it.</summary>
    public required uint DirectViewOid { get; init; }

    /// <summary>The oid of the view with the query as it is refreshed; TimescaleDB's clients expect it.</summary>
    public required uint PartialViewOid { get; init; }

    /// <summary>What the query reads.</summary>
    public required ImmutableArray<RollupSource> Sources { get; init; }

    /// <summary>
    /// The column of the kept rows with the key by which changes are told apart (<see cref="RollupSource.KeyColumn"/>), by its number; 0 where they are not: then all rows of a bucket are computed again.
    /// </summary>
    public int KeyColumn { get; init; }

    /// <summary>How rows that come late are merged into kept ones; null where the buckets or groups that they belong to are computed again.</summary>
    public RollupMerging? Merging { get; init; }

    /// <summary>Whether the view shows kept rows only; otherwise what lies above the watermark is computed when it is read.</summary>
    public bool IsMaterializedOnly { get; init; } = true;

    /// <summary>How time is divided.</summary>
    public required RollupBuckets Buckets { get; init; }

    /// <summary>The hypertable that the aggregate is of, the first source with time.</summary>
    [JsonIgnore]
    public RollupSource Main => Sources.First(s => s.HasTime);
}

/// <summary>
/// How rows that come late are merged into kept ones. A transaction that inserts rows into times that were refreshed aggregates them by themselves, and what comes out, in the form of kept rows, waits in a storage chunk:
/// it is written, rolled back, committed and recovered with the rows. So at each root, of what is not marked in <see cref="RollupState"/>, the kept rows combined with the waiting ones are what the query gives; whatever
/// else changes sources (updates, deletes, dropped chunks, joined tables) marks times or groups. A refresh computes what is marked again and forgets what waits there; the rest it merges. It deletes the waiting rows that its root
/// shows, so that rows of others' later commits go on waiting. The bound on waiting rows is that of memory and of the work of a refresh: what comes beyond is marked. Kept rows without states, which somebody else than a refresh wrote,
/// are computed again. Sums of floating-point numbers are added in another order than the query adds them, as workers do that share it.
/// </summary>
/// <param name="StorageId">The storage chunk where rows wait, laid out as kept rows.</param>
/// <param name="Combination">The query that makes one row of several with the same keys: over pg_temp.kept, whose columns c1, c2 and so on are those of stored rows, in order.</param>
/// <param name="Keys">The numbers of the columns by which kept rows are told apart, the bucket among them.</param>
internal sealed record RollupMerging(long StorageId, string Combination, ImmutableArray<int> Keys);

/// <summary>A table that a continuous aggregate reads.</summary>
/// <param name="TableOid">The table: of an aggregate over another, the hypertable that keeps that one's rows.</param>
/// <param name="Grain">How finely changes of a hypertable are noted, in units of its time; 0 for an ordinary table, whose changes concern all buckets.</param>
internal sealed record RollupSource(uint TableOid, long Grain)
{
    /// <summary>The number of a column that rows of the aggregate take over, so that each is made of source rows with one value of it alone; 0 for none.</summary>
    public int KeyColumn { get; init; }

    /// <summary>Whether its rows have a time that decides their bucket.</summary>
    [JsonIgnore]
    public bool HasTime => Grain > 0;
}

/// <summary>The time_bucket call of a continuous aggregate, with its constant arguments. Times are in the units of chunk slices.</summary>
internal sealed record RollupBuckets
{
    /// <summary>The function's signature, as TimescaleDB's catalog has it.</summary>
    public required string Function { get; init; }

    /// <summary>The type of the buckets.</summary>
    public required SqlType Type { get; init; }

    /// <summary>The number of the hypertable's column with the bucket.</summary>
    public required int Column { get; init; }

    /// <summary>The width of buckets of time.</summary>
    public Interval Width { get; init; }

    /// <summary>The width of buckets of numbers; 0 for time.</summary>
    public long IntegerWidth { get; init; }

    /// <summary>A time that a bucket begins at; null for the default.</summary>
    public long? Origin { get; init; }

    /// <summary>What buckets of time are shifted by; null for nothing.</summary>
    public Interval? Offset { get; init; }

    /// <summary>What buckets of numbers are shifted by; null for nothing.</summary>
    public long? IntegerOffset { get; init; }

    /// <summary>The zone whose wall clock decides; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether all buckets are equally wide.</summary>
    [JsonIgnore]
    public bool IsFixed => IntegerWidth > 0 || (Width.Months == 0 && TimeZone is null);
}
