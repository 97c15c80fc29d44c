using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>What rows of a query come from, as far as it decides about their buckets.</summary>
/// <param name="HasTime">Whether rows of hypertables are among them.</param>
/// <param name="Times">Columns that are the time of all rows that a row comes from.</param>
/// <param name="Buckets">Columns that are the bucket of all rows that a row comes from.</param>
internal sealed record Lineage(bool HasTime, ImmutableHashSet<ColumnId> Times, ImmutableHashSet<ColumnId> Buckets)
{
    /// <summary>Rows without time.</summary>
    public static Lineage None { get; } = new(false, [], []);

    /// <summary>Whether one of these expressions tells which bucket a row belongs to.</summary>
    public bool IsDecidedBy(IEnumerable<BoundExpression> expressions) => expressions.OfType<BoundColumn>().Any(c => Times.Contains(c.Id) || Buckets.Contains(c.Id));

    /// <summary>The lineage of the same rows under other columns.</summary>
    public Lineage Renamed(ImmutableArray<OutputColumn> from, ImmutableArray<OutputColumn> to)
    {
        var (times, buckets) = (ImmutableHashSet.CreateBuilder<ColumnId>(), ImmutableHashSet.CreateBuilder<ColumnId>());
        for (var i = 0; i < to.Length; i++)
        {
            if (Times.Contains(from[i].Id)) times.Add(to[i].Id);
            if (Buckets.Contains(from[i].Id)) buckets.Add(to[i].Id);
        }

        return new Lineage(HasTime, times.ToImmutable(), buckets.ToImmutable());
    }
}
