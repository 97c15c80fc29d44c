using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>Where the buckets of a continuous aggregate begin. Times are in the units of chunk slices; the extremes of long stay as they are.</summary>
internal sealed class BucketArithmetic(RollupBuckets buckets)
{
    private readonly ZoneSpecifier? _zone = buckets.TimeZone is { } zone ? ZoneSpecifier.Parse(zone) : null;

    /// <summary>A width that no bucket falls short of by much: that of a fixed one, of months 30 days each.</summary>
    public long Width => buckets.IntegerWidth > 0 ? buckets.IntegerWidth : (long)Int128.Min(buckets.Width.Span, long.MaxValue / 4);

    /// <summary>The beginning of the bucket of a time.</summary>
    public long Floor(long time)
    {
        if (time is long.MinValue or long.MaxValue) return time;
        if (buckets.IntegerWidth > 0)
        {
            return buckets.IntegerOffset is { } shift ? BucketInteger<long>.Invoke(buckets.IntegerWidth, time, shift) : BucketInteger<long>.Invoke(buckets.IntegerWidth, time);
        }

        if (!Moment.IsFinite(time)) return time;
        if (_zone is not null) return TimeBucket.BucketInZone(buckets.Width, time, _zone, buckets.Origin, buckets.Offset);
        if (buckets.Offset is not { } offset) return TimeBucket.Bucket(buckets.Width, time, buckets.Origin);
        return TimestampArithmetic.Add(TimeBucket.Bucket(buckets.Width, TimestampArithmetic.Subtract(time, offset), buckets.Origin), offset);
    }

    /// <summary>The beginning of the first bucket that begins at a time or later.</summary>
    public long Ceiling(long time)
    {
        var floor = Floor(time);
        return floor == time ? time : Next(floor);
    }

    /// <summary>The end of the bucket that begins at a time.</summary>
    public long Next(long start)
    {
        if (start is long.MinValue or long.MaxValue) return start;
        if (buckets.IsFixed) return start > long.MaxValue - Width ? long.MaxValue : start + Width;

        // A month may have 31 days, and a day 25 hours.
        var width = buckets.Width.Months > 0 ? buckets.Width.Months * 31 * Calendar.MicrosPerDay : Width;
        for (var ahead = width; ; ahead += Math.Max(1, width / 4))
        {
            var next = start > long.MaxValue - ahead ? long.MaxValue : Floor(start + ahead);
            if (next > start) return next;
        }
    }
}
