using Tidemark.Engine.Binding;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Planning;

/// <summary>Guesses at row counts, as rough as PostgreSQL's without statistics.</summary>
internal static class Estimates
{
    /// <summary>The part of rows that a condition lets through of which nothing is known.</summary>
    public const double FilterSelectivity = 1.0 / 3;

    /// <summary>Rows after conditions on columns.</summary>
    public static double AfterConditions(double rows, IEnumerable<ScanCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            rows *= condition.Kind switch
            {
                ScanConditionKind.Equal => 0.005,
                ScanConditionKind.In => Math.Min(1, 0.005 * condition.Values.Length),
                ScanConditionKind.InArray => 0.05,
                ScanConditionKind.IsNull => 0.05,
                ScanConditionKind.IsNotNull => 0.95,
                _ => FilterSelectivity,
            };
        }

        return Math.Max(rows, 1);
    }

    /// <summary>How many groups there may be.</summary>
    public static double Groups(double rows, int keys) => keys == 0 ? 1 : Math.Max(1, Math.Min(rows, Math.Pow(rows, 0.75)));

    /// <summary>Whether a condition is a constant that is not true.</summary>
    public static bool IsNeverTrue(BoundExpression condition) =>
        condition is BoundConstant constant && constant.Type.Is(SqlTypes.Bool) && (constant.IsNull || !VectorAccess.Get<bool>(constant.Value, 0));
}
