using System.Collections.Immutable;

namespace Tidemark.Engine.Binding;

/// <summary>Walks bound expressions without knowing their kinds.</summary>
internal static class ExpressionTree
{
    /// <summary>The expressions directly below, in order. Those inside of a subquery's relation are not among them.</summary>
    public static ImmutableArray<BoundExpression> Children(BoundExpression expression) => expression switch
    {
        BoundConstant or BoundColumn or BoundParameter => [],
        BoundCall e => e.Arguments,
        BoundConversion e => [e.Operand],
        BoundDomain e => [e.Operand],
        BoundLogical e => e.Operands,
        BoundNot e => [e.Operand],
        BoundIsNull e => [e.Operand],
        BoundBooleanTest e => [e.Operand],
        BoundDistinctFrom e => [e.Left, e.Right],
        BoundCase e => [.. e.Branches.SelectMany(b => new[] { b.Condition, b.Result }), .. Optional(e.Else)],
        BoundCoalesce e => e.Operands,
        BoundNullIf e => [e.Left, e.Right],
        BoundExtreme e => e.Operands,
        BoundInList e => [e.Operand, .. e.Values],
        BoundArrayComparison e => [e.Operand, e.Array],
        BoundArray e => e.Elements,
        BoundSubscript e => [e.Operand, .. e.Indexes.SelectMany(i => Optional(i.Lower).Concat(Optional(i.Upper)))],
        BoundRow e => e.Fields,
        BoundField e => [e.Operand],
        BoundAggregate e => [.. e.Arguments, .. e.OrderBy.Select(k => k.Expression), .. Optional(e.Filter)],
        BoundSubquery e => e.Operands,
        _ => throw Errors.InternalErrors.Unexpected($"an expression of unknown kind {expression.GetType().Name}"),
    };

    /// <summary>All nodes from the root down, parents first, subqueries' relations left out.</summary>
    public static IEnumerable<BoundExpression> Descend(BoundExpression root)
    {
        yield return root;
        foreach (var child in Children(root))
            foreach (var node in Descend(child))
                yield return node;
    }

    /// <summary>Whether any node, the insides of subqueries included, satisfies a condition.</summary>
    public static bool Any(BoundExpression root, Func<BoundExpression, bool> condition)
    {
        if (condition(root)) return true;
        foreach (var child in Children(root))
            if (Any(child, condition))
                return true;
        return root is BoundSubquery subquery && RelationTree.AnyExpression(subquery.Query, e => Any(e, condition));
    }

    private static BoundExpression[] Optional(BoundExpression? expression) => expression is null ? [] : [expression];
}
