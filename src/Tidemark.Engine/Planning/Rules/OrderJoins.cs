using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Orders inner joins of three and more relations: begins with the smallest, then always takes the relation that is connected to those taken and makes the fewest rows, so that
/// cross products come last.
/// </summary>
internal sealed class OrderJoins : ExpressionRewriter
{
    private readonly PlanningContext _context;

    private OrderJoins(PlanningContext context) => _context = context;

    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context) => new OrderJoins(context).Visit(relation);

    /// <inheritdoc />
    public override Relation Visit(Relation relation)
    {
        if (!IsOrderable(relation)) return base.Visit(relation);
        var parts = new List<Relation>();
        var conditions = new List<BoundExpression>();
        Flatten((Join)relation, parts, conditions);
        for (var i = 0; i < parts.Count; i++) parts[i] = base.Visit(parts[i]);
        if (parts.Count < 3) return base.Visit(relation);
        var ordered = Order(parts, conditions);
        return ordered.Output.SequenceEqual(relation.Output)
            ? ordered
            : new Project(ordered, [.. relation.Output.Select(c => new ProjectItem(c.Reference, c))]);
    }

    private static bool IsOrderable(Relation relation) => relation is Join { Kind: JoinKind.Inner, IsLateral: false };

    private static void Flatten(Join join, List<Relation> parts, List<BoundExpression> conditions)
    {
        conditions.AddRange(Conjunctions.Split(join.Condition));
        foreach (var side in new[] { join.Left, join.Right })
        {
            if (IsOrderable(side)) Flatten((Join)side, parts, conditions);
            else parts.Add(side);
        }
    }

    private Relation Order(List<Relation> parts, List<BoundExpression> conditions)
    {
        var remaining = parts.Select(p => new Candidate(p, ColumnSets.OutputOf(p), RelationEstimates.Rows(p, _context))).ToList();
        var all = remaining.SelectMany(c => c.Columns).ToHashSet();
        var open = conditions.Select(c => (Condition: c, Columns: Within(ColumnSets.Of(c), all))).ToList();
        var first = remaining.MinBy(c => c.Rows)!;
        remaining.Remove(first);
        var result = first.Relation;
        var columns = first.Columns.ToHashSet();
        while (remaining.Count > 0)
        {
            var connected = remaining.Where(c => open.Any(o => o.Columns.Overlaps(c.Columns) && o.Columns.Overlaps(columns))).ToList();
            var next = (connected.Count > 0 ? connected : remaining).MinBy(c => c.Rows)!;
            remaining.Remove(next);
            columns.UnionWith(next.Columns);
            var own = open.Where(o => o.Columns.IsSubsetOf(columns)).ToList();
            open.RemoveAll(o => o.Columns.IsSubsetOf(columns));
            result = new Join(JoinKind.Inner, result, next.Relation, Conjunctions.Combine([.. own.Select(o => o.Condition)]));
        }

        return Conjunctions.Filter(result, [.. open.Select(o => o.Condition)]);
    }

    private static HashSet<ColumnId> Within(HashSet<ColumnId> columns, HashSet<ColumnId> all)
    {
        columns.IntersectWith(all);
        return columns;
    }

    private sealed record Candidate(Relation Relation, HashSet<ColumnId> Columns, double Rows);
}

/// <summary>Guesses at how many rows relations have.</summary>
internal static class RelationEstimates
{
    /// <summary>About how many rows.</summary>
    public static double Rows(Relation relation, PlanningContext context) => relation switch
    {
        TableScan scan => context.RowCount(scan.Table) ?? 1000,
        Filter filter => Math.Max(1, Rows(filter.Input, context) * Conjunctions.Split(filter.Condition).Aggregate(1.0, (s, c) => s * Selectivity(c))),
        Values values => values.Rows.Length,
        Limit { Count: BoundConstant { IsNull: false } count } limit => Math.Min(Rows(limit.Input, context), Vectors.VectorAccess.Get<long>(count.Value, 0)),
        Aggregate aggregate => Estimates.Groups(Rows(aggregate.Input, context), aggregate.Keys.Length),
        Distinct distinct => Estimates.Groups(Rows(distinct.Input, context), distinct.Keys.Length),
        FirstPerGroup first => Estimates.Groups(Rows(first.Input, context), first.Keys.Length),
        Join { Condition: null } join => Rows(join.Left, context) * Rows(join.Right, context),
        Join join => Math.Max(Rows(join.Left, context), Rows(join.Right, context)),
        AsofJoin join => Rows(join.Left, context),
        SetOperation operation => Rows(operation.Left, context) + Rows(operation.Right, context),
        _ => RelationTree.Children(relation) is [var only] ? Rows(only, context) : 1000,
    };

    private static double Selectivity(BoundExpression condition) => condition switch
    {
        BoundCall { OperatorName: "=" } => 0.005,
        BoundInList list => Math.Min(1, 0.005 * list.Values.Length),
        BoundIsNull { IsNegated: true } => 0.95,
        _ => Estimates.FilterSelectivity,
    };
}
