using System.Buffers.Binary;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// What of a continuous aggregate is up to date. The record: watermark (8 bytes, little-endian, the least number for none), end of what is held (8 bytes, likewise), then
/// start and end of each range that is not up to date (8 bytes each). Groups that are not up to date follow after a range that ends before it starts: start and end of each (8 bytes each),
/// the length of its key (4 bytes), and the key.
/// </summary>
/// <param name="Watermark">The end of the last bucket that was ever kept; null before the first. A view that is not materialized only takes what lies above from the sources.</param>
/// <param name="HeldUntil">Buckets before this are never computed again: retention has taken their sources away. Null for none.</param>
/// <param name="Invalid">The times whose buckets may differ from what the query gives, and of further buckets the groups that may.</param>
internal sealed record RollupState(long? Watermark, long? HeldUntil, Staleness Invalid)
{
    private const int HeaderBytes = 16;
    private const int RangeBytes = 16;

    /// <summary>That of an aggregate that was never refreshed.</summary>
    public static RollupState Initial { get; } = new(null, null, Staleness.All);

    /// <summary>The key of an aggregate's record.</summary>
    public static long KeyOf(uint viewOid) => CatalogLoader.FirstRollupState + viewOid;

    /// <summary>The state of a record.</summary>
    public static RollupState Read(ReadOnlyMemory<byte>? record)
    {
        if (record is not { } bytes) return Initial;
        var span = bytes.Span;
        var ranges = Ranges(span);
        var at = HeaderBytes + (RangeBytes * (ranges.Ranges.Length + 1));
        var groups = new List<TouchedGroup>();
        while (at < span.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(span[(at + RangeBytes)..]);
            groups.Add(new TouchedGroup(Range(span[at..]), span.Slice(at + RangeBytes + 4, length).ToArray()));
            at += RangeBytes + 4 + length;
        }

        return new RollupState(Time(span), Time(span[8..]), Staleness.Of(ranges, TouchedGroups.Of(groups)));
    }

    /// <summary>The ranges of a record alone.</summary>
    public static TimeRanges RangesOf(ReadOnlyMemory<byte>? record) => record is { } bytes ? Ranges(bytes.Span) : TimeRanges.All;

    /// <summary>The record.</summary>
    public byte[] Write()
    {
        var groups = Invalid.Groups;
        var record = new byte[HeaderBytes + (RangeBytes * Invalid.Ranges.Ranges.Length) + (groups.IsEmpty ? 0 : RangeBytes + groups.All.Sum(g => RangeBytes + 4 + g.Key.Length))];
        var span = record.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(span, Watermark ?? long.MinValue);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], HeldUntil ?? long.MinValue);
        span = span[HeaderBytes..];
        foreach (var range in Invalid.Ranges.Ranges) span = Write(range, span);
        if (groups.IsEmpty) return record;
        span = Write(new TimeRange(long.MaxValue, long.MinValue), span);
        foreach (var group in groups.All)
        {
            span = Write(group.Range, span);
            BinaryPrimitives.WriteInt32LittleEndian(span, group.Key.Length);
            group.Key.CopyTo(span[4..]);
            span = span[(4 + group.Key.Length)..];
        }

        return record;
    }

    /// <summary>The state with a transaction's changes.</summary>
    /// <param name="change">The changes.</param>
    /// <param name="meanwhile">What others have changed since the transaction read what it has refreshed by.</param>
    public RollupState With(RollupChange change, Staleness meanwhile)
    {
        var refreshesNothing = change.Refreshed.IsEmpty && change.RefreshedGroups.IsEmpty;
        var invalid = refreshesNothing ? Invalid : Invalid.Except(change.Refreshed, change.RefreshedGroups).Union(meanwhile);
        return new RollupState(Later(change.IsEmptied ? null : Watermark, change.Watermark), Later(HeldUntil, change.HeldUntil), invalid.Union(change.Touched));
    }

    private static TimeRanges Ranges(ReadOnlySpan<byte> record)
    {
        var ranges = new List<TimeRange>();
        for (record = record[HeaderBytes..]; !record.IsEmpty && Range(record) is { IsEmpty: false } range; record = record[RangeBytes..]) ranges.Add(range);
        return TimeRanges.Of(ranges);
    }

    private static TimeRange Range(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));

    private static Span<byte> Write(TimeRange range, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, range.Start);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], range.End);
        return target[RangeBytes..];
    }

    private static long? Later(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private static long? Time(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes) is var time && time == long.MinValue ? null : time;
}

/// <summary>What a transaction does to a continuous aggregate. Immutable.</summary>
internal sealed record RollupChange
{
    /// <summary>Nothing.</summary>
    public static RollupChange None { get; } = new();

    /// <summary>What it has changed of source rows since it last refreshed them.</summary>
    public Staleness Touched { get; init; } = Staleness.None;

    /// <summary>Times that it has refreshed.</summary>
    public TimeRanges Refreshed { get; init; } = TimeRanges.Empty;

    /// <summary>Groups that it has refreshed.</summary>
    public TouchedGroups RefreshedGroups { get; init; } = TouchedGroups.Empty;

    /// <summary>The watermark that it has moved to; null for none.</summary>
    public long? Watermark { get; init; }

    /// <summary>What it has held; null for nothing.</summary>
    public long? HeldUntil { get; init; }

    /// <summary>The number under which others note what they change meanwhile; 0 for a transaction that refreshes nothing.</summary>
    public long Watch { get; init; }

    /// <summary>Whether all that was kept is gone: the watermark of before says nothing any more.</summary>
    public bool IsEmptied { get; init; }

    /// <summary>The change with nothing kept, and nothing up to date.</summary>
    public RollupChange WithNothingKept() => this with { IsEmptied = true, Watermark = null, Touched = Staleness.All };

    /// <summary>The change with source rows changed.</summary>
    public RollupChange WithTouched(Staleness touched) => Touched.Union(touched) is var all && ReferenceEquals(all, Touched) ? this : this with { Touched = all };

    /// <summary>The change with buckets refreshed.</summary>
    public RollupChange WithRefreshed(TimeRanges ranges) => this with { Touched = Touched.Except(ranges, TouchedGroups.Empty), Refreshed = Refreshed.Union(ranges) };

    /// <summary>The change with groups refreshed.</summary>
    public RollupChange WithRefreshed(TouchedGroups groups) => this with { Touched = Touched.Except(TimeRanges.Empty, groups), RefreshedGroups = RefreshedGroups.Union(groups) };
}
