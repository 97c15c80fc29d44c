using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>A function of one row's arguments to one value.</summary>
internal sealed class ScalarFunction : Routine
{
    /// <summary>Whether a null argument makes the result null without a call.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Whether it is the form of a variadic function that takes the array itself, marked VARIADIC in the call.</summary>
    public bool TakesArray { get; init; }

    /// <summary>What computes it, a vector at a time.</summary>
    public required ScalarKernel Kernel { get; init; }
}

/// <summary>
/// Computes a scalar function for all rows of a batch. Stateless and shared between threads: everything that changes is in the arguments.
/// </summary>
internal abstract class ScalarKernel
{
    /// <summary>Computes the function for rows 0 to <paramref name="rows"/> - 1.</summary>
    /// <param name="arguments">One vector an argument, each <paramref name="rows"/> long and of any shape. Values at null rows are undefined: a kernel that may
    /// fail on a value must not look at them.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="result">An empty builder of the result type that the caller owns and reuses. A strict kernel makes null every row with a null argument.</param>
    /// <param name="context">The session's state that stable functions depend on.</param>
    /// <returns><paramref name="result"/>'s view, or any other vector of <paramref name="rows"/> rows that holds as long as arguments and builder do
    /// (a constant, a dictionary over a transformed dictionary).</returns>
    public abstract Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context);
}
