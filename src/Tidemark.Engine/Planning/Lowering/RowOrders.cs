using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Storage;

namespace Tidemark.Engine.Planning;

/// <summary>How a table's rows lie in storage.</summary>
/// <param name="Chains">How many sorted sequences there are to be merged.</param>
/// <param name="Unsorted">Rows that are in no order.</param>
/// <param name="Rows">All rows.</param>
internal readonly record struct RowArrangement(int Chains, long Unsorted, long Rows);

/// <summary>The orders in which rows come without being sorted: those that operators have by themselves, and those that the scan below them can be made to give.</summary>
internal sealed class RowOrders(PlanningContext context)
{
    // With more sequences to merge than this the rows are compared about as often as a sort does.
    private const int MostChains = 8;

    // Of so many rows at most one may be unsorted.
    private const int SortedShare = 10;

    /// <summary>The longest order that the node's rows have, or have when <see cref="Realize"/> was asked for it.</summary>
    public ImmutableArray<OrderedColumn> Of(PlanNode node) => node switch
    {
        OrderedScanNode n => n.Keys,
        SeqScanNode n => OfScan(n).Keys,
        FilterNode n => Of(n.Input),
        ProjectNode n => Of(Of(n.Input), n.Expressions),
        SortNode n => OfKeys(n.Keys),
        TopNNode n => OfKeys(n.Keys),
        LimitNode { Input: not SeqScanNode } n when !HasScan(n.Input) => Of(n.Input),
        MergeJoinNode { KeepsOrder: true } n => Of(n.Left),
        AggregateNode { IsOrdered: true } n => Of(Of(n.Input), n.Keys),
        DistinctNode { IsOrdered: true } n => Of(n.Input),
        _ => [],
    };

    /// <summary>Whether the order costs less than it is worth: rows lie in it for the most part, and they are many.</summary>
    public bool IsCheap(PlanNode node) => node switch
    {
        SeqScanNode scan => IsCheap(scan),
        FilterNode n => IsCheap(n.Input),
        ProjectNode n => IsCheap(n.Input),
        _ => true,
    };

    /// <summary>Whether the rows come in the order without anything being merged or sorted.</summary>
    public bool IsFree(PlanNode node) => node switch
    {
        SeqScanNode scan => context.OrderedRows == 0 || (IsCheap(scan) && context.Arrangement(scan.Table, scan.Chunk, OfScan(scan).Clustering) is { Chains: <= 1, Unsorted: 0 }),
        FilterNode n => IsFree(n.Input),
        ProjectNode n => IsFree(n.Input),
        _ => true,
    };

    /// <summary>The node with its scan in the order of the first columns of what <see cref="Of(PlanNode)"/> gave.</summary>
    public PlanNode Realize(PlanNode node, int columns) => node switch
    {
        SeqScanNode n => Ordered(n, columns),
        FilterNode n when HasScan(n.Input) => n with { Input = Realize(n.Input, columns) },
        ProjectNode n when HasScan(n.Input) => n with { Input = Realize(n.Input, columns) },
        _ => node,
    };

    /// <summary>The node in an order; null where it does not have it or it is too dear.</summary>
    public PlanNode? TryOrder(PlanNode node, ImmutableArray<SortKey> keys)
    {
        var order = Of(node);
        if (keys.Length > order.Length) return null;
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Expression is not InputColumn column || column.Ordinal != order[i].Ordinal || keys[i].Descending != order[i].Descending) return null;
            if (keys[i].NullsFirst != order[i].NullsFirst && !order[i].IsNotNull) return null;
        }

        return IsCheap(node) ? Realize(node, keys.Length) : null;
    }

    /// <summary>The node with rows of equal keys side by side; null where it does not have them so or it is too dear.</summary>
    public PlanNode? TryGroup(PlanNode node, ImmutableArray<BoundExpression> keys)
    {
        var places = new HashSet<int>();
        foreach (var key in keys)
        {
            if (key is not InputColumn column) return null;
            places.Add(column.Ordinal);
        }

        var order = Of(node);
        if (places.Count == 0 || order.Length < places.Count) return null;
        for (var i = 0; i < places.Count; i++)
        {
            if (!places.Contains(order[i].Ordinal)) return null;
        }

        return IsCheap(node) ? Realize(node, places.Count) : null;
    }

    /// <summary>Whether no two rows of a scan below have the same values in these columns, all of which it has.</summary>
    public bool IsUnique(PlanNode node, ImmutableArray<BoundExpression> keys)
    {
        switch (node)
        {
            case FilterNode n:
                return IsUnique(n.Input, keys);
            case ProjectNode n:
                return keys.All(k => k is InputColumn) && IsUnique(n.Input, [.. keys.Select(k => n.Expressions[((InputColumn)k).Ordinal])]);
            case SeqScanNode scan:
                var columns = keys.OfType<InputColumn>().Where(k => k.Ordinal < scan.Columns.Length).Select(k => scan.Columns[k.Ordinal]).ToHashSet();
                return context.Functions.Catalog.IndexesOf(scan.Table.Oid).Any(i => i is { IsUnique: true, WhereSql: null } && i.Keys.All(k => columns.Contains(k.Column)));
            default:
                return false;
        }
    }

    private static bool HasScan(PlanNode node) => node switch
    {
        SeqScanNode => true,
        FilterNode n => HasScan(n.Input),
        ProjectNode n => HasScan(n.Input),
        _ => false,
    };

    private bool IsCheap(SeqScanNode scan)
    {
        if (context.OrderedRows == 0) return true;
        if (scan.EstimatedRows < context.OrderedRows) return false;
        var (keys, clustering, _) = OfScan(scan);
        return !keys.IsEmpty && context.Arrangement(scan.Table, scan.Chunk, clustering) is { } rows && rows.Chains <= MostChains && rows.Unsorted * SortedShare <= rows.Rows;
    }

    private OrderedScanNode Ordered(SeqScanNode scan, int columns)
    {
        var (keys, clustering, index) = OfScan(scan);
        keys = keys[..columns];
        var last = scan.Columns[keys[^1].Ordinal];
        var end = 0;
        while (clustering[end].ColumnId != last) end++;
        return new OrderedScanNode(scan, keys, clustering[..(end + 1)], index) { EstimatedRows = scan.EstimatedRows };
    }

    // The clustering key as far as the scan has its columns. One that has the same value in all rows may be missing.
    private (ImmutableArray<OrderedColumn> Keys, ImmutableArray<SortColumn> Clustering, string Index) OfScan(SeqScanNode scan)
    {
        if (scan is not { Order: ChunkOrder.Any, HasRowIds: false, HasChunkOids: false } || context.DisabledRules.Contains("ordered_scans")) return ([], [], "");
        var indexes = context.Functions.Catalog.IndexesOf(scan.Table.Oid);
        var clustering = TableLayout.ClusteringKey(scan.Table, indexes);
        if (clustering.IsEmpty) return ([], [], "");
        var keys = ImmutableArray.CreateBuilder<OrderedColumn>();
        var length = 0;
        foreach (var key in clustering)
        {
            var column = scan.Table.Columns[key.ColumnId - 1];
            var ordinal = scan.Columns.IndexOf(key.ColumnId);
            var isConstant = scan.Conditions.Any(c => c.Column == key.ColumnId && c is { Kind: ScanConditionKind.Equal, IsImplied: false });
            if (ordinal < 0 && !isConstant) break;
            length++;
            if (isConstant) continue;
            keys.Add(new OrderedColumn(ordinal, key.Descending, key.NullsFirst, column.IsNotNull));
            // Two numbers that are equal to SQL, 0 and -0, are not to storage: what comes behind them is not in order.
            if (column.Type.Physical is Types.PhysicalType.Float32 or Types.PhysicalType.Float64) break;
        }

        var used = clustering[..length];
        var name = indexes.FirstOrDefault(i => i.WhereSql is null && i.Keys.Length >= length && i.Keys.Take(length).Select(k => new SortColumn(k.Column, k.Descending, k.NullsFirst)).SequenceEqual(used))?.Name;
        return (keys.ToImmutable(), used, name ?? indexes[0].Name);
    }

    private static ImmutableArray<OrderedColumn> OfKeys(ImmutableArray<SortKey> keys) =>
        [.. keys.TakeWhile(k => k.Expression is InputColumn).Select(k => new OrderedColumn(((InputColumn)k.Expression).Ordinal, k.Descending, k.NullsFirst, false))];

    // The order as expressions that pass columns on have it.
    private static ImmutableArray<OrderedColumn> Of(ImmutableArray<OrderedColumn> order, ImmutableArray<BoundExpression> expressions)
    {
        var mapped = ImmutableArray.CreateBuilder<OrderedColumn>();
        foreach (var column in order)
        {
            var at = 0;
            while (at < expressions.Length && !(expressions[at] is InputColumn passed && passed.Ordinal == column.Ordinal)) at++;
            if (at == expressions.Length) break;
            mapped.Add(column with { Ordinal = at });
        }

        return mapped.ToImmutable();
    }
}
