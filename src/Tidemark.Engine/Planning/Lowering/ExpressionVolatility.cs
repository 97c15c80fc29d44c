using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Planning;

/// <summary>What expressions promise about being evaluated more or less often than they are written.</summary>
internal static class ExpressionVolatility
{
    /// <summary>Whether the value may differ from one evaluation to the next.</summary>
    public static bool IsVolatile(BoundExpression expression) => ExpressionTree.Any(expression, static e => e is BoundCall { Function.Volatility: Volatility.Volatile });

    /// <summary>Whether it holds a subquery.</summary>
    public static bool HasSubquery(BoundExpression expression) => PlanExpressionTree.Any(expression, static e => e is BoundSubquery or PlannedSubquery);
}
