using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <summary>How a scan condition tests its column.</summary>
internal enum ScanConditionKind
{
    /// <summary>column = value.</summary>
    Equal,

    /// <summary>column &lt; value.</summary>
    Less,

    /// <summary>column &lt;= value.</summary>
    LessOrEqual,

    /// <summary>column &gt; value.</summary>
    Greater,

    /// <summary>column &gt;= value.</summary>
    GreaterOrEqual,

    /// <summary>column IN (values).</summary>
    In,

    /// <summary>column = ANY (array).</summary>
    InArray,

    /// <summary>column IS NULL.</summary>
    IsNull,

    /// <summary>column IS NOT NULL.</summary>
    IsNotNull,
}

/// <summary>
/// A condition on a scanned column whose values are known when execution starts: it goes down to storage, and chunks are excluded by it.
/// </summary>
/// <param name="Column">The table column's number.</param>
/// <param name="Kind">The test.</param>
/// <param name="Values">The operands: expressions without columns of the scan, of the column's type, or integers of any width for a column of integers.</param>
/// <param name="Through">For a test of f(column), such as time_bucket: the monotonic function's call, whose range is turned into one of the column. The test itself then also
/// stays behind as a filter, because the range is only implied by it.</param>
/// <param name="Source">The condition as it was written, for EXPLAIN.</param>
internal sealed record ScanCondition(int Column, ScanConditionKind Kind, ImmutableArray<BoundExpression> Values, BoundCall? Through, BoundExpression Source)
{
    /// <summary>The integer type of the column where a value is an integer of another width; null otherwise.</summary>
    public SqlType? Fit { get; init; }
}

/// <summary>The order in which a scan visits the chunks of a hypertable. It brings what is wanted early; the rows do not come in order.</summary>
internal enum ChunkOrder
{
    /// <summary>Any; several workers may share them.</summary>
    Any,

    /// <summary>The oldest first.</summary>
    Ascending,

    /// <summary>The newest first.</summary>
    Descending,
}

/// <summary>Reads a table, the chunks of a hypertable, or one chunk.</summary>
/// <param name="Table">The table; of a chunk its hypertable.</param>
/// <param name="Chunk">The one chunk to read; null for all.</param>
/// <param name="Alias">Its name in the query.</param>
/// <param name="Columns">The numbers of the columns read, in order of output.</param>
/// <param name="HasRowIds">Whether row ids follow.</param>
/// <param name="HasChunkOids">Whether the oid of the chunk follows, last.</param>
/// <param name="Conditions">What rows must meet.</param>
/// <param name="Order">The order of chunks.</param>
/// <param name="Output">The columns.</param>
internal sealed record SeqScanNode(
    Table Table,
    Chunk? Chunk,
    string Alias,
    ImmutableArray<int> Columns,
    bool HasRowIds,
    bool HasChunkOids,
    ImmutableArray<ScanCondition> Conditions,
    ChunkOrder Order,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [];
}

/// <summary>Reads a relation that code produces.</summary>
internal sealed record VirtualScanNode(VirtualTable Table, string Alias, ImmutableArray<int> Columns, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [];
}

/// <summary>Calls set-returning functions side by side.</summary>
internal sealed record FunctionScanNode(ImmutableArray<TableFunctionReference> Calls, bool HasOrdinality, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [];
}

/// <summary>Gives rows of expressions.</summary>
internal sealed record ValuesNode(ImmutableArray<ImmutableArray<BoundExpression>> Rows, ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [];
}

/// <summary>Gives no rows.</summary>
internal sealed record EmptyNode(ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [];
}
