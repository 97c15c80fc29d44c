using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Computes in one projection, aggregation or window what stood in two, where nothing is computed twice by it.</summary>
internal sealed class MergeProjections : RelationRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new MergeProjections().Visit(relation);
    }

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation)
    {
        switch (relation)
        {
            case Project { Input: Project inner } outer when CanMerge(inner, outer):
                var substitution = ColumnSubstitution.Of(inner.Items);
                return new Project(inner.Input, [.. outer.Items.Select(i => i with { Expression = substitution.Visit(i.Expression) })]);
            case Aggregate { Input: Project inner } aggregate when CanMerge(inner, aggregate):
                var columns = ColumnSubstitution.Of(inner.Items);
                return aggregate with
                {
                    Input = inner.Input,
                    Keys = [.. aggregate.Keys.Select(k => k with { Expression = columns.Visit(k.Expression) })],
                    Calls = [.. aggregate.Calls.Select(c => c with { Call = columns.Visit(c.Call) })],
                };
            default:
                return relation;
        }
    }

    // Columns and constants may be repeated; what is computed may be used once, and not from within a subquery, which may run often.
    private static bool CanMerge(Project inner, Relation outer)
    {
        var uses = new Dictionary<ColumnId, int>();
        var bySubquery = new HashSet<ColumnId>();
        foreach (var expression in RelationTree.Expressions(outer)) Count(expression, uses, bySubquery);
        foreach (var item in inner.Items)
        {
            if (item.Expression is BoundColumn or BoundConstant or BoundParameter) continue;
            if (ExpressionVolatility.IsVolatile(item.Expression) || ExpressionVolatility.HasSubquery(item.Expression)) return false;
            if (uses.GetValueOrDefault(item.Output.Id) > 1 || bySubquery.Contains(item.Output.Id)) return false;
        }

        return true;
    }

    private static void Count(BoundExpression expression, Dictionary<ColumnId, int> uses, HashSet<ColumnId> bySubquery)
    {
        if (expression is BoundColumn column) uses[column.Id] = uses.GetValueOrDefault(column.Id) + 1;
        if (expression is BoundSubquery subquery) bySubquery.UnionWith(ColumnSets.FreeOf(subquery.Query));
        foreach (var child in PlanExpressionTree.Children(expression)) Count(child, uses, bySubquery);
    }
}
