using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Walks the expressions of plans: those of the binder, and the planner's own.</summary>
internal static class PlanExpressionTree
{
    /// <summary>The expressions directly below. A subquery's plan is not walked.</summary>
    public static ImmutableArray<BoundExpression> Children(BoundExpression expression) => expression switch
    {
        InputColumn => [],
        WidenedNumber e => [e.Operand],
        PlannedSubquery e => [.. e.Operands, .. e.Correlations.Select(c => c.Value)],
        _ => ExpressionTree.Children(expression),
    };

    /// <summary>Whether any node satisfies a condition.</summary>
    public static bool Any(BoundExpression root, Func<BoundExpression, bool> condition)
    {
        if (condition(root)) return true;
        foreach (var child in Children(root))
        {
            if (Any(child, condition)) return true;
        }

        return false;
    }
}
