using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Errors;

namespace Tidemark.Engine.Planning;

/// <summary>What must hold of a tree after every rule.</summary>
internal static class PlanInvariants
{
    /// <summary>Fails with XX000 and the rule's name where the rewritten tree is broken or means something else at first sight.</summary>
    public static void Check(Relation before, Relation after, string rule)
    {
        if (!before.Output.SequenceEqual(after.Output)) throw Broken(rule, $"the output was {Describe(before.Output)} and is {Describe(after.Output)}");
        var free = ColumnSets.FreeOf(after);
        free.ExceptWith(ColumnSets.FreeOf(before));
        if (free.Count > 0) throw Broken(rule, $"columns {string.Join(", ", free)} are produced nowhere");
        CheckScopes(after, [], rule);
    }

    // Every column comes from an input, from an outer query, or for the right side of a lateral join from the left.
    private static void CheckScopes(Relation relation, ImmutableHashSet<ColumnId> outer, string rule)
    {
        var children = RelationTree.Children(relation);
        var visible = outer;
        foreach (var child in children) visible = visible.Union(child.Output.Select(c => c.Id));
        foreach (var expression in RelationTree.Expressions(relation)) CheckExpression(expression, visible, rule);
        if (relation is Join join)
        {
            CheckScopes(join.Left, outer, rule);
            CheckScopes(join.Right, join.IsLateral ? outer.Union(join.Left.Output.Select(c => c.Id)) : outer, rule);
            return;
        }

        foreach (var child in children) CheckScopes(child, outer, rule);
    }

    private static void CheckExpression(BoundExpression expression, ImmutableHashSet<ColumnId> visible, string rule)
    {
        switch (expression)
        {
            case BoundColumn column when !visible.Contains(column.Id):
                throw Broken(rule, $"column {column.Name} {column.Id} is not visible where it is used");
            case BoundSubquery subquery:
                CheckScopes(subquery.Query, visible, rule);
                break;
        }

        foreach (var child in PlanExpressionTree.Children(expression)) CheckExpression(child, visible, rule);
    }

    private static string Describe(ImmutableArray<OutputColumn> columns) => string.Join(", ", columns.Select(c => $"{c.Name} {c.Id} {c.Type}"));

    private static SqlException Broken(string rule, string what) => InternalErrors.Unexpected($"planner rule {rule}: {what}");
}
