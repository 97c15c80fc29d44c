using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>
/// What a chunk is segmented and ordered by where its hypertable's settings leave that open. TimescaleDB's rules (its functions get_segmentby_defaults and get_orderby_defaults) as they are without statistics: indexes tell
/// what rows are looked up by.
/// </summary>
internal static class ColumnstoreDefaults
{
    /// <summary>The settings for a chunk that is converted now.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="indexes">Its indexes.</param>
    /// <param name="companionId">See <see cref="ChunkColumnstore.CompanionId"/>.</param>
    public static ChunkColumnstore Of(Table table, ImmutableArray<Catalog.Index> indexes, int companionId)
    {
        var settings = table.Hypertable!.Columnstore!;
        ImmutableArray<int> segmentBy = settings.SegmentBy ?? SegmentBy(table, indexes, settings.OrderBy ?? []);
        return new ChunkColumnstore
        {
            CompanionId = companionId,
            SegmentBy = segmentBy,
            IsSegmentByGiven = settings.SegmentBy is not null,
            OrderBy = settings.OrderBy ?? OrderBy(table, indexes, segmentBy),
            Indexes = settings.Indexes ?? [],
        };
    }

    // The first column of an index that is not unique, else of a unique one; of several the one that the table has first.
    private static ImmutableArray<int> SegmentBy(Table table, ImmutableArray<Catalog.Index> indexes, ImmutableArray<ColumnOrder> orderBy)
    {
        foreach (var isUnique in new[] { false, true })
        {
            var candidates = indexes.Where(i => i.IsUnique == isUnique).Select(i => i.Keys[0].Column).Where(c => c != 0 && MaySegment(table.Columns[c - 1], table) && !orderBy.Any(o => o.Column == c)).ToList();
            if (candidates.Count > 0) return [candidates.Min()];
        }

        return [];
    }

    private static bool MaySegment(Column column, Table table) =>
        !table.Hypertable!.Dimensions.Any(d => d.Column == column.Number) && column.Identity == IdentityKind.None && !(column.DefaultSql?.StartsWith("nextval(", StringComparison.Ordinal) ?? false)
        && column.Type.Kind is not (TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Time or TypeKind.Interval);

    // The columns of one unique index, the dimensions, and the first column of every index, as far as they do not segment.
    private static ImmutableArray<ColumnOrder> OrderBy(Table table, ImmutableArray<Catalog.Index> indexes, ImmutableArray<int> segmentBy)
    {
        var order = ImmutableArray.CreateBuilder<ColumnOrder>();
        var dimensions = table.Hypertable!.Dimensions;
        void Add(int column)
        {
            if (column == 0 || segmentBy.Contains(column) || order.Any(o => o.Column == column)) return;
            var isDimension = dimensions.Any(d => d.Column == column);
            order.Add(new ColumnOrder(column, isDimension, isDimension));
        }

        foreach (var key in indexes.FirstOrDefault(i => i is { IsUnique: true, WhereSql: null })?.Keys ?? []) Add(key.Column);
        foreach (var dimension in dimensions.OrderByDescending(d => d.Partitions > 0)) Add(dimension.Column);
        foreach (var index in indexes) Add(index.Keys[0].Column);
        // Time that segments has no part in the order, which may leave nothing; of a table where all columns segment, nothing is left.
        if (order.Count == 0 && table.LiveColumns.FirstOrDefault(c => !segmentBy.Contains(c.Number)) is { } other) order.Add(new ColumnOrder(other.Number, false, false));
        return order.ToImmutable();
    }
}
