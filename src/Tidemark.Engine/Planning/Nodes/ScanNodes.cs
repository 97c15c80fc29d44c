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
    /// <summary>The type of the column where a value is an integer of another width, or a time of another type; null otherwise.</summary>
    public SqlType? Fit { get; init; }

    /// <summary>Whether rows may pass here that do not meet the condition, which then also stays behind as a filter.</summary>
    public bool IsImplied => Through is not null || TimeFits.IsImplied(Values, Fit);
}

/// <summary>
/// What a condition that stays behind as a filter says of where its rows lie: each of them meets all conditions of one case at least. Chunks that no case admits are excluded, and blocks
/// outside of all cases are passed over.
/// </summary>
/// <param name="Cases">The cases.</param>
internal sealed record ScanAlternatives(ImmutableArray<ImmutableArray<ScanCondition>> Cases);

/// <summary>Times of one type beside columns of another.</summary>
internal static class TimeFits
{
    /// <summary>Whether values of a type can be compared with a column of another by their place in time.</summary>
    public static bool Fits(SqlType value, SqlType column) => IsTime(value) && IsTime(column) && !value.Is(column);

    /// <summary>Whether some values have no exact place among a column's: a time of day among dates, a moment among times of a wall clock.</summary>
    public static bool IsImplied(ImmutableArray<BoundExpression> values, SqlType? fit) => fit is not null && IsTime(fit) && values.Any(v => Rank(v.Type) > Rank(fit));

    private static bool IsTime(SqlType type) => Rank(type) > 0;

    private static int Rank(SqlType type) => type.Kind switch
    {
        TypeKind.Date => 1,
        TypeKind.Timestamp => 2,
        TypeKind.TimestampTz => 3,
        _ => 0,
    };
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
    /// <summary>What conditions that stay behind as filters say of where their rows lie.</summary>
    public ImmutableArray<ScanAlternatives> Alternatives { get; init; } = [];

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
