using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of mathematical functions, in PostgreSQL's words.</summary>
internal static class MathErrors
{
    /// <summary>22003.</summary>
    public static SqlException FactorialOfNegative() => Make(SqlState.NumericValueOutOfRange, "factorial of a negative number is undefined");

    /// <summary>22003: a trigonometric function of an infinity and the like.</summary>
    public static SqlException InputOutOfRange() => Make(SqlState.NumericValueOutOfRange, "input is out of range");

    /// <summary>2201G.</summary>
    public static SqlException BucketCount() => Make(SqlState.InvalidArgumentForWidthBucket, "count must be greater than zero");

    /// <summary>2201G.</summary>
    public static SqlException BucketNaN() => Make(SqlState.InvalidArgumentForWidthBucket, "operand, lower bound, and upper bound cannot be NaN");

    /// <summary>2201G.</summary>
    public static SqlException BucketInfinite() => Make(SqlState.InvalidArgumentForWidthBucket, "lower and upper bounds must be finite");

    /// <summary>2201G.</summary>
    public static SqlException BucketBoundsEqual() => Make(SqlState.InvalidArgumentForWidthBucket, "lower bound cannot equal upper bound");

    private static SqlException Make(SqlState state, string message) => new(new SqlError { State = state, Message = message });
}
