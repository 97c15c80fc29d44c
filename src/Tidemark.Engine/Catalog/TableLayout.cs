using System.Collections.Immutable;
using System.Text;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>How a table's rows lie in storage.</summary>
internal static class TableLayout
{
    /// <summary>The storage layout of a table and of each of its chunks.</summary>
    /// <param name="table">The table.</param>
    /// <param name="indexes">Its indexes, oldest first.</param>
    public static ChunkLayout Of(Table table, ImmutableArray<Index> indexes) =>
        new([.. table.StoredColumns.Select(c => new ColumnLayout(c.Number, c.Type, Missing(c)))], ClusteringKey(table, indexes)) { Filters = Filters(table, indexes, ClusteringKey(table, indexes)) };

    /// <summary>The storage layout of a chunk: rows of the column store have an order of their own.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="indexes">Its indexes, oldest first.</param>
    /// <param name="chunk">What was settled when the chunk was converted; null where it was not.</param>
    public static ChunkLayout Of(Table table, ImmutableArray<Index> indexes, ChunkColumnstore? chunk)
    {
        if (chunk is null) return Of(table, indexes);
        ImmutableArray<SortColumn> order = [.. chunk.SegmentBy.Select(c => new SortColumn(c, false, false)), .. chunk.OrderBy.Select(o => new SortColumn(o.Column, o.Descending, o.NullsFirst))];
        var filters = Filters(table, indexes, order).ToBuilder();
        foreach (var index in chunk.Indexes.Where(i => i.Type == "bloom")) Add(filters, index.Columns);
        return Of(table, indexes) with { ClusteringKey = order, Filters = filters.ToImmutable(), IsColumnstore = true };
    }

    private static Vector? Missing(Column column)
    {
        if (column.Missing is null) return null;
        var value = VectorBuilder.Create(column.Type, 1);
        TypeCodec.For(column.Type).ParseText(Encoding.UTF8.GetBytes(column.Missing), value, FormatSettings.Default);
        return value.Detach();
    }

    /// <summary>
    /// The keys that segments keep membership filters for: the whole keys of unique indexes, because every insert asks for them, and the leading columns of other indexes where the order of rows does not
    /// say as much: that order, and a hypertable's time, leave out what they can by ranges.
    /// </summary>
    private static ImmutableArray<ImmutableArray<int>> Filters(Table table, ImmutableArray<Index> indexes, ImmutableArray<SortColumn> order)
    {
        var filters = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        foreach (var index in indexes)
        {
            ImmutableArray<int> columns = [.. index.Keys.Select(k => k.Column)];
            if (index.IsUnique && !columns.Contains(0)) Add(filters, columns);
            if (index.Keys[0].Column is not 0 and var first && first != table.Hypertable?.TimeDimension.Column && (order.IsEmpty || order[0].ColumnId != first)) Add(filters, [first]);
        }

        return filters.ToImmutable();
    }

    private static void Add(ImmutableArray<ImmutableArray<int>>.Builder filters, ImmutableArray<int> columns)
    {
        if (!filters.Any(f => f.AsSpan().SequenceEqual(columns.AsSpan()))) filters.Add(columns);
    }

    /// <summary>
    /// The order of rows within segments: that of the index that CLUSTER named, the primary key's, or the oldest index's. On a hypertable an index that leads with something else than time goes before one that
    /// leads with time, because chunks are in the order of time anyway: what a reading belongs to is then found in one place of a segment.
    /// </summary>
    public static ImmutableArray<SortColumn> ClusteringKey(Table table, ImmutableArray<Index> indexes)
    {
        var candidates = indexes.Where(i => i.WhereSql is null && i.Keys[0].Column != 0).OrderByDescending(i => i.IsClustered).ThenByDescending(i => i.IsPrimary).ToList();
        if (candidates.Count == 0) return [];
        var time = table.Hypertable?.TimeDimension.Column;
        var chosen = candidates.Find(i => i.IsClustered || i.Keys[0].Column != time) ?? candidates[0];
        return [.. chosen.Keys.TakeWhile(k => k.Column != 0).Select(k => new SortColumn(k.Column, k.Descending, k.NullsFirst))];
    }
}
