using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Makes the filters that bound scans.</summary>
internal static class BoundFilters
{
    /// <summary>The filter for rows whose order value is as good as a value or better; null where it cannot be said of the column.</summary>
    /// <param name="bounded">What is bounded.</param>
    /// <param name="value">The value of the column, or of the function of it; one row, not null.</param>
    /// <param name="context">The execution.</param>
    public static ColumnFilter? Create(BoundedScan bounded, Vector value, QueryContext context)
    {
        var low = bounded.Descending ? value : null;
        var high = bounded.Descending ? null : value;
        if (bounded.Through is not { } call) return ColumnFilter.Range(bounded.Column, low, true, high, true);
        var kernel = (IMonotonicKernel)call.Function.Kernel;
        var place = kernel.MonotonicArgument(call.Arguments.Length);
        var factory = new EvaluatorFactory(context);
        var arguments = new Vector?[call.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i != place) arguments[i] = factory.Create(call.Arguments[i]).EvaluateConstant();
        }

        if (!kernel.TryInvertRange(arguments, low, high, context.Functions, out var argumentLow, out var argumentHigh)) return null;
        return argumentLow is null && argumentHigh is null ? null : ColumnFilter.Range(bounded.Column, argumentLow, true, argumentHigh, true);
    }
}
