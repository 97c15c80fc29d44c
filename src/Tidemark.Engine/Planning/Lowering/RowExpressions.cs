using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Expressions over the columns of a row that no query stands around: of keys, conditions and checks of stored definitions.</summary>
internal static class RowExpressions
{
    /// <summary>The expression with its columns replaced by their places in the row.</summary>
    /// <param name="expression">A bound expression.</param>
    /// <param name="row">The columns that it was bound over.</param>
    /// <param name="context">The planner's surroundings.</param>
    public static BoundExpression Lower(BoundExpression expression, ImmutableArray<OutputColumn> row, PlanningContext context) =>
        new ExpressionLowering(new Lowering(context), row).Visit(expression);
}
