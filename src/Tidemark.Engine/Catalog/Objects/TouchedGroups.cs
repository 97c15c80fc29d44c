using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>The rows of a source that have one key and lie in one range of time.</summary>
/// <param name="Range">The time.</param>
/// <param name="Key">The key, in the form that <see cref="TouchedKeys"/> gives it.</param>
internal readonly record struct TouchedGroup(TimeRange Range, byte[] Key) : IComparable<TouchedGroup>
{
    /// <inheritdoc />
    public int CompareTo(TouchedGroup other)
    {
        if (Range.Start != other.Range.Start) return Range.Start.CompareTo(other.Range.Start);
        return Range.End != other.Range.End ? Range.End.CompareTo(other.Range.End) : Key.AsSpan().SequenceCompareTo(other.Key);
    }
}

/// <summary>A set of groups, in order of time. Immutable.</summary>
internal sealed class TouchedGroups
{
    private TouchedGroups(ImmutableArray<TouchedGroup> all) => All = all;

    /// <summary>No group.</summary>
    public static TouchedGroups Empty { get; } = new([]);

    /// <summary>The groups.</summary>
    public ImmutableArray<TouchedGroup> All { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => All.IsEmpty;

    /// <summary>How many there are.</summary>
    public int Count => All.Length;

    /// <summary>The set of groups that may come in any order and more than once.</summary>
    public static TouchedGroups Of(List<TouchedGroup> groups)
    {
        if (groups.Count == 0) return Empty;
        groups.Sort();
        var distinct = ImmutableArray.CreateBuilder<TouchedGroup>(groups.Count);
        foreach (var group in groups)
        {
            if (distinct.Count == 0 || distinct[^1].CompareTo(group) != 0) distinct.Add(group);
        }

        return new TouchedGroups(distinct.DrainToImmutable());
    }

    /// <summary>What is in either set.</summary>
    public TouchedGroups Union(TouchedGroups other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other)) return this;
        if (IsEmpty) return other;
        var result = ImmutableArray.CreateBuilder<TouchedGroup>(Count + other.Count);
        var (i, j) = (0, 0);
        while (i < Count || j < other.Count)
        {
            var order = i == Count ? 1 : j == other.Count ? -1 : All[i].CompareTo(other.All[j]);
            result.Add(order <= 0 ? All[i] : other.All[j]);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return result.Count == Count ? this : new TouchedGroups(result.DrainToImmutable());
    }

    /// <summary>Whether a group is one of these.</summary>
    public bool Contains(TouchedGroup group) => All.BinarySearch(group) >= 0;

    /// <summary>What is in this set and not in the other.</summary>
    public TouchedGroups Except(TouchedGroups other) => other.IsEmpty ? this : Where(g => !other.Contains(g));

    /// <summary>Those that do not lie within ranges as a whole.</summary>
    public TouchedGroups Except(TimeRanges ranges) => ranges.IsEmpty ? this : Where(g => !ranges.Contains(g.Range));

    /// <summary>Those that meet a condition.</summary>
    public TouchedGroups Where(Predicate<TouchedGroup> condition)
    {
        var kept = All.RemoveAll(g => !condition(g));
        return kept.Length == Count ? this : new TouchedGroups(kept);
    }
}
