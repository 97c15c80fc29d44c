using System.Collections.Immutable;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>A column of a set-returning function's result.</summary>
internal sealed record TableFunctionColumn(string Name, SqlType Type);

/// <summary>A set-returning function: arguments of one row to any number of rows.</summary>
internal sealed class TableFunction : Routine
{
    /// <summary>The columns; a single one named like the function for functions that return SETOF a scalar. Polymorphic types are resolved at binding.</summary>
    public required ImmutableArray<TableFunctionColumn> Columns { get; init; }

    /// <summary>True when a null argument means no rows.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>True for functions that return one composite row rather than a set, such as create_hypertable.</summary>
    public bool ReturnsOneRow { get; init; }

    /// <summary>
    /// Produces the rows. Arguments are flat vectors of length 1 (some null where the function is not strict). Each batch holds until the next is asked for.
    /// </summary>
    public required Func<TableFunctionCall, IEnumerable<Batch>> Invoke { get; init; }
}

/// <summary>One call of a set-returning function.</summary>
/// <param name="Arguments">The argument values, each a flat vector of length 1.</param>
/// <param name="Columns">The result columns after resolution.</param>
/// <param name="BatchRows">How many rows to put into a batch.</param>
/// <param name="Context">The session's state.</param>
internal sealed record TableFunctionCall(
    ImmutableArray<Vector> Arguments,
    ImmutableArray<TableFunctionColumn> Columns,
    int BatchRows,
    FunctionContext Context);
