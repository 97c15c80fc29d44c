using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>Which expressions several workers may evaluate at the same time: those without volatile calls and without subqueries.</summary>
internal static class ParallelSafety
{
    /// <summary>Whether all of them are safe.</summary>
    public static bool IsSafe(IEnumerable<BoundExpression> expressions)
    {
        foreach (var expression in expressions)
        {
            if (!IsSafe(expression)) return false;
        }

        return true;
    }

    /// <summary>Whether the expression is safe.</summary>
    public static bool IsSafe(BoundExpression expression) => !PlanExpressionTree.Any(expression, static e => e switch
    {
        PlannedSubquery => true,
        BoundCall call => call.Function.Volatility == Volatility.Volatile,
        _ => false,
    });
}
