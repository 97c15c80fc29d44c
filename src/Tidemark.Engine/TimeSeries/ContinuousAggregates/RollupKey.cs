using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// The column by which changes within a bucket are told apart: each row of the aggregate shows its value, and is made of source rows with that value alone. So what came late for one sensor is
/// computed again for that sensor, and not for all the others.
/// </summary>
/// <param name="Place">Its place in the query's output.</param>
/// <param name="Column">Its number in the hypertable.</param>
internal sealed record RollupKey(int Place, int Column)
{
    /// <summary>The key of a query over one hypertable; null where there is none.</summary>
    /// <param name="query">The query.</param>
    /// <param name="hypertable">The hypertable.</param>
    /// <param name="bucket">The place of the bucket.</param>
    /// <param name="catalog">The catalog.</param>
    public static RollupKey? Of(Relation query, Table hypertable, int bucket, CatalogSnapshot catalog)
    {
        var time = hypertable.Columns[hypertable.Hypertable!.TimeDimension.Column - 1].Type;
        if (time.Physical is not (PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64) || Scans(query, hypertable) != 1) return null;
        var found = new List<RollupKey>();
        for (var place = 0; place < query.Output.Length; place++)
        {
            if (place != bucket && TouchedKeys.Supports(query.Output[place].Type) && Find(query, query.Output[place].Id, hypertable) is { } number) found.Add(new RollupKey(place, number));
        }

        // Best is what the rows are sorted by: then those of one key lie together.
        var leading = TableLayout.Of(hypertable, catalog.IndexesOf(hypertable.Oid)).ClusteringKey is [var first, ..] ? first.ColumnId : 0;
        return found.Find(k => k.Column == leading) ?? found.FirstOrDefault();
    }

    private static int Scans(Relation relation, Table table) => relation is TableScan scan ? (scan.Table.Oid == table.Oid ? 1 : 0) : RelationTree.Children(relation).Sum(c => Scans(c, table));

    // The column of the hypertable that a column comes from unchanged, where no row depends on rows with other values of it.
    private static int? Find(Relation relation, ColumnId column, Table table) => relation switch
    {
        TableScan scan => scan.Table.Oid == table.Oid ? scan.Columns.FirstOrDefault(c => c.Output.Id == column)?.Number : null,
        Filter filter => Find(filter.Input, column, table),
        Sort sort => Find(sort.Input, column, table),
        ProjectSet set => Find(set.Input, column, table),
        Project project => Through(project.Items, project.Input, column, table),
        Aggregate { GroupingSets.Length: <= 1 } aggregate => Through(aggregate.Keys, aggregate.Input, column, table),
        Window window => IsAmong(window.PartitionBy, column) ? Find(window.Input, column, table) : null,
        Distinct distinct => IsAmong(distinct.Keys, column) ? Find(distinct.Input, column, table) : null,
        Join { Kind: JoinKind.Inner } join => Find(join.Left, column, table) ?? Find(join.Right, column, table),
        Join { Kind: JoinKind.Left or JoinKind.Semi or JoinKind.Anti } join => Find(join.Left, column, table),
        _ => null,
    };

    private static int? Through(ImmutableArray<ProjectItem> items, Relation input, ColumnId column, Table table) =>
        items.FirstOrDefault(i => i.Output.Id == column)?.Expression is BoundColumn passed ? Find(input, passed.Id, table) : null;

    private static bool IsAmong(ImmutableArray<BoundExpression> expressions, ColumnId column) => expressions.OfType<BoundColumn>().Any(c => c.Id == column);
}
