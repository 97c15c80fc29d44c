using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>What becomes of late rows by their buckets. Most come to few buckets: what is found out of one is remembered.</summary>
/// <param name="buckets">Where buckets begin.</param>
/// <param name="window">What is refreshed.</param>
/// <param name="state">What is up to date.</param>
internal sealed class LatePlaces(BucketArithmetic buckets, TimeRange window, RollupState state)
{
    private readonly Dictionary<long, LatePlace> _known = [];

    /// <summary>Those of a bucket.</summary>
    public LatePlace Of(long bucket)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, bucket, out var isKnown);
        if (!isKnown) place = Find(new TimeRange(bucket, buckets.Next(bucket)));
        return place;
    }

    // What is held is never computed again, whatever is marked: there all is merged that comes.
    private LatePlace Find(TimeRange range)
    {
        if (range.Start < window.Start || range.End > window.End) return new LatePlace(range, false, false, false);
        var isHeld = state.HeldUntil is { } held && range.End <= held;
        var isMarked = !isHeld && state.Invalid.Ranges.Overlaps(range);
        return new LatePlace(range, !isMarked, isMarked, isHeld);
    }
}

/// <summary>A bucket that late rows belong to.</summary>
/// <param name="Range">Its times.</param>
/// <param name="IsMerged">Whether they are merged.</param>
/// <param name="IsMarked">Whether all of the bucket is to be computed again.</param>
/// <param name="IsHeld">Whether it is never computed again.</param>
internal readonly record struct LatePlace(TimeRange Range, bool IsMerged, bool IsMarked, bool IsHeld);
