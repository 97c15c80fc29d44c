using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// A kernel whose function grows with one of its arguments while the others stay, such as time_bucket, but for what clocks are put back: a condition on its result bounds that argument,
/// so that scans can skip chunks and blocks.
/// </summary>
internal interface IMonotonicKernel
{
    /// <summary>The argument that the function grows with, for a call with this many arguments; -1 for none.</summary>
    int MonotonicArgument(int arguments);

    /// <summary>Bounds the argument by bounds of the result: every argument value whose result lies within them lies within what is given back.</summary>
    /// <param name="arguments">The call's arguments, flat vectors of one row; the monotonic one is null and not to be read.</param>
    /// <param name="low">The least result, inclusive; null for no bound. A flat vector of one row.</param>
    /// <param name="high">The greatest result, inclusive; null for no bound.</param>
    /// <param name="context">The session's state.</param>
    /// <param name="argumentLow">The least argument, inclusive; null for no bound.</param>
    /// <param name="argumentHigh">The greatest argument, inclusive; null for no bound.</param>
    /// <returns>False when nothing can be said.</returns>
    bool TryInvertRange(ReadOnlySpan<Vector?> arguments, Vector? low, Vector? high, FunctionContext context, out Vector? argumentLow, out Vector? argumentHigh);
}
