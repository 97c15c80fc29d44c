namespace Tidemark.Engine.Catalog;

/// <summary>
/// What of a continuous aggregate's source has changed: ranges of time with all that lies in them, and beside these single groups. Immutable. Of more than <see cref="Limit"/> groups
/// only their times are remembered, so that it may only grow by what is forgotten.
/// </summary>
internal sealed record Staleness
{
    /// <summary>How many groups are told apart at most.</summary>
    public const int Limit = 4096;

    private Staleness(TimeRanges ranges, TouchedGroups groups) => (Ranges, Groups) = (ranges, groups);

    /// <summary>Nothing.</summary>
    public static Staleness None { get; } = new(TimeRanges.Empty, TouchedGroups.Empty);

    /// <summary>All of time.</summary>
    public static Staleness All { get; } = new(TimeRanges.All, TouchedGroups.Empty);

    /// <summary>Whole times.</summary>
    public TimeRanges Ranges { get; }

    /// <summary>Groups that do not lie in these.</summary>
    public TouchedGroups Groups { get; }

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => Ranges.IsEmpty && Groups.IsEmpty;

    /// <summary>Ranges and groups.</summary>
    public static Staleness Of(TimeRanges ranges, TouchedGroups groups)
    {
        groups = groups.Except(ranges);
        return groups.Count <= Limit ? new(ranges, groups) : new(ranges.Union(TimeRanges.Of(groups.All.Select(g => g.Range))), TouchedGroups.Empty);
    }

    /// <summary>What has changed by either.</summary>
    public Staleness Union(Staleness other)
    {
        var ranges = Ranges.Contains(other.Ranges) ? Ranges : Ranges.Union(other.Ranges);
        var groups = Groups.Union(other.Groups.Except(Ranges));
        return ReferenceEquals(ranges, Ranges) && ReferenceEquals(groups, Groups) ? this : Of(ranges, groups);
    }

    /// <summary>What is left without some ranges and some groups.</summary>
    public Staleness Except(TimeRanges ranges, TouchedGroups groups)
    {
        var (left, kept) = (Ranges.Except(ranges), Groups.Except(ranges).Except(groups));
        return ReferenceEquals(left, Ranges) && ReferenceEquals(kept, Groups) ? this : new Staleness(left, kept);
    }
}
