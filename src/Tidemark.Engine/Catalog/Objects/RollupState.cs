using System.Buffers.Binary;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// What of a continuous aggregate is up to date. The record: watermark (8 bytes, little-endian, the least number for none), end of what is held (8 bytes, likewise), then
/// start and end of each range that is not up to date (8 bytes each).
/// </summary>
/// <param name="Watermark">The end of the last bucket that was ever kept; null before the first. A view that is not materialized only takes what lies above from the sources.</param>
/// <param name="HeldUntil">Buckets before this are never computed again: retention has taken their sources away. Null for none.</param>
/// <param name="Invalid">The times whose buckets may differ from what the query gives.</param>
internal sealed record RollupState(long? Watermark, long? HeldUntil, TimeRanges Invalid)
{
    /// <summary>That of an aggregate that was never refreshed.</summary>
    public static RollupState Initial { get; } = new(null, null, TimeRanges.All);

    /// <summary>The key of an aggregate's record.</summary>
    public static long KeyOf(uint viewOid) => CatalogLoader.FirstRollupState + viewOid;

    /// <summary>The state of a record.</summary>
    public static RollupState Read(ReadOnlyMemory<byte>? record)
    {
        if (record is not { } bytes) return Initial;
        var span = bytes.Span;
        var ranges = new TimeRange[(span.Length - 16) / 16];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new TimeRange(BinaryPrimitives.ReadInt64LittleEndian(span[(16 + (16 * i))..]), BinaryPrimitives.ReadInt64LittleEndian(span[(24 + (16 * i))..]));
        }

        return new RollupState(Time(span), Time(span[8..]), TimeRanges.Of(ranges));
    }

    /// <summary>The record.</summary>
    public byte[] Write()
    {
        var record = new byte[16 + (16 * Invalid.Ranges.Length)];
        var span = record.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(span, Watermark ?? long.MinValue);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], HeldUntil ?? long.MinValue);
        span = span[16..];
        foreach (var range in Invalid.Ranges)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span, range.Start);
            BinaryPrimitives.WriteInt64LittleEndian(span[8..], range.End);
            span = span[16..];
        }

        return record;
    }

    /// <summary>The state with a transaction's changes.</summary>
    /// <param name="change">The changes.</param>
    /// <param name="meanwhile">What others have changed since the transaction read what it has refreshed by.</param>
    public RollupState With(RollupChange change, TimeRanges meanwhile)
    {
        var invalid = change.Refreshed.IsEmpty ? Invalid : Invalid.Except(change.Refreshed).Union(meanwhile);
        return new RollupState(Later(Watermark, change.Watermark), Later(HeldUntil, change.HeldUntil), invalid.Contains(change.Touched) ? invalid : invalid.Union(change.Touched));
    }

    private static long? Later(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private static long? Time(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes) is var time && time == long.MinValue ? null : time;
}

/// <summary>What a transaction does to a continuous aggregate. Immutable.</summary>
internal sealed record RollupChange
{
    /// <summary>Nothing.</summary>
    public static RollupChange None { get; } = new();

    /// <summary>Times whose source rows it has changed since it last refreshed them.</summary>
    public TimeRanges Touched { get; init; } = TimeRanges.Empty;

    /// <summary>Times that it has refreshed.</summary>
    public TimeRanges Refreshed { get; init; } = TimeRanges.Empty;

    /// <summary>The watermark that it has moved to; null for none.</summary>
    public long? Watermark { get; init; }

    /// <summary>What it has held; null for nothing.</summary>
    public long? HeldUntil { get; init; }

    /// <summary>The number under which others note what they change meanwhile; 0 for a transaction that refreshes nothing.</summary>
    public long Watch { get; init; }

    /// <summary>The change with source rows changed.</summary>
    public RollupChange WithTouched(TimeRanges ranges) => Touched.Contains(ranges) ? this : this with { Touched = Touched.Union(ranges) };

    /// <summary>The change with buckets refreshed.</summary>
    public RollupChange WithRefreshed(TimeRanges ranges) => this with { Touched = Touched.Except(ranges), Refreshed = Refreshed.Union(ranges) };
}
