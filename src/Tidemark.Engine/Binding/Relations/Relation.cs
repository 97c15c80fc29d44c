using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>A column that a relation produces.</summary>
internal sealed record OutputColumn(ColumnId Id, string Name, SqlType Type)
{
    /// <summary>A reference to the column.</summary>
    public BoundColumn Reference => new(Id, Type, Name);
}

/// <summary>
/// A bound query, or a part of one: a tree of relational operators over typed expressions. Immutable; the planner's rules rewrite it. Equality is that of references.
/// </summary>
internal abstract record Relation
{
    // Computed when first asked for. A copy made by "with" has other parts and computes its own, so the copy constructor leaves it empty.
    private ImmutableArray<OutputColumn> _output;

    protected Relation()
    {
    }

    protected Relation(Relation original)
    {
    }

    /// <summary>The columns it produces, in order.</summary>
    public ImmutableArray<OutputColumn> Output
    {
        get
        {
            if (_output.IsDefault) _output = ComputeOutput();
            return _output;
        }
    }

    /// <inheritdoc />
    public virtual bool Equals(Relation? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    protected abstract ImmutableArray<OutputColumn> ComputeOutput();
}

/// <summary>The rows of a table, of a hypertable, or of one chunk of it.</summary>
/// <param name="Table">The table; of a chunk its hypertable.</param>
/// <param name="Chunk">The one chunk to read; null for all rows.</param>
/// <param name="Alias">The name it has in the query.</param>
/// <param name="Columns">The columns produced, each with the number of its table column.</param>
/// <param name="RowId">The hidden column with row ids, where an UPDATE or DELETE needs it: int8, with <see cref="ChunkOid"/> beside it.</param>
/// <param name="ChunkOid">The hidden column with the oid of the table or chunk a row lies in (tableoid); null where nobody asks.</param>
internal sealed record TableScan(
    Table Table,
    Chunk? Chunk,
    string Alias,
    ImmutableArray<ScanColumn> Columns,
    OutputColumn? RowId,
    OutputColumn? ChunkOid) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() =>
        [.. Columns.Select(c => c.Output), .. RowId is null ? [] : new[] { RowId }, .. ChunkOid is null ? [] : new[] { ChunkOid }];
}

/// <summary>A table column that a scan reads.</summary>
internal sealed record ScanColumn(int Number, OutputColumn Output);

/// <summary>The rows of a catalog view or another relation that code produces.</summary>
internal sealed record VirtualScan(VirtualTable Table, string Alias, ImmutableArray<OutputColumn> Columns) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Columns;
}

/// <summary>Set-returning functions side by side (ROWS FROM), lateral to what stands left of them.</summary>
/// <param name="Calls">The functions with their arguments.</param>
/// <param name="Ordinality">The WITH ORDINALITY column, or null.</param>
internal sealed record FunctionScan(ImmutableArray<TableFunctionReference> Calls, OutputColumn? Ordinality) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() =>
        [.. Calls.SelectMany(c => c.Columns), .. Ordinality is null ? [] : new[] { Ordinality }];
}

/// <summary>A set-returning function in FROM. A scalar function there is bound as a projection over one row.</summary>
internal sealed record TableFunctionReference(TableFunction Function, ImmutableArray<BoundExpression> Arguments, ImmutableArray<OutputColumn> Columns);

/// <summary>Rows given as expressions; no columns and one row for a SELECT without FROM.</summary>
internal sealed record Values(ImmutableArray<ImmutableArray<BoundExpression>> Rows, ImmutableArray<OutputColumn> Columns) : Relation
{
    /// <summary>One row without columns.</summary>
    public static Values SingleRow { get; } = new([[]], []);

    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Columns;
}

/// <summary>FOR UPDATE and its kin: the rows, each locked before it comes out. What <see cref="Locks"/> read does not come out.</summary>
internal sealed record LockRows(Relation Input, ImmutableArray<RowLock> Locks) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Input.Output.RemoveAll(c => Locks.Any(l => l.RowId.Id == c.Id || l.ChunkOid.Id == c.Id));
}

/// <summary>A table whose rows a query locks.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowId">The column with the rows' ids; null where an outer join found none.</param>
/// <param name="ChunkOid">The column that says which table or chunk a row lies in.</param>
/// <param name="Strength">How.</param>
/// <param name="Wait">What is done about rows that others have.</param>
internal sealed record RowLock(Table Table, OutputColumn RowId, OutputColumn ChunkOid, Syntax.Queries.LockStrength Strength, Syntax.Queries.LockWaitPolicy Wait);

/// <summary>The rows for which a condition is true.</summary>
internal sealed record Filter(Relation Input, BoundExpression Condition) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Input.Output;
}

/// <summary>Expressions computed for each row.</summary>
internal sealed record Project(Relation Input, ImmutableArray<ProjectItem> Items) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => [.. Items.Select(i => i.Output)];
}

/// <summary>An expression and the column it becomes. A plain column passed through keeps its id.</summary>
internal sealed record ProjectItem(BoundExpression Expression, OutputColumn Output);

/// <summary>The select list's set-returning functions, expanded in lockstep as PostgreSQL does.</summary>
internal sealed record ProjectSet(Relation Input, ImmutableArray<TableFunctionReference> Calls) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => [.. Input.Output, .. Calls.SelectMany(c => c.Columns)];
}

/// <summary>How a join treats rows without a partner.</summary>
internal enum JoinKind
{
    /// <summary>Drops them.</summary>
    Inner,

    /// <summary>Keeps those of the left.</summary>
    Left,

    /// <summary>Keeps those of the right.</summary>
    Right,

    /// <summary>Keeps both.</summary>
    Full,

    /// <summary>Left rows that have a partner, once each; only left columns come out.</summary>
    Semi,

    /// <summary>Left rows that have none; only left columns come out.</summary>
    Anti,
}

/// <summary>A join. A cross join has no condition. In a lateral one the right side may use columns of the left.</summary>
internal sealed record Join(JoinKind Kind, Relation Left, Relation Right, BoundExpression? Condition, bool IsLateral = false) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() =>
        Kind is JoinKind.Semi or JoinKind.Anti ? Left.Output : [.. Left.Output, .. Right.Output];
}

/// <summary>Grouping and aggregation.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">What is grouped by; over no keys there is one group, even without rows.</param>
/// <param name="GroupingSets">For each grouping set the indexes into <paramref name="Keys"/>; one set of all keys for a plain GROUP BY.</param>
/// <param name="Calls">The aggregates.</param>
/// <param name="GroupingId">The int4 column that tells which grouping set a row belongs to; null for one set.</param>
internal sealed record Aggregate(
    Relation Input,
    ImmutableArray<ProjectItem> Keys,
    ImmutableArray<ImmutableArray<int>> GroupingSets,
    ImmutableArray<AggregateItem> Calls,
    OutputColumn? GroupingId) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() =>
        [.. Keys.Select(k => k.Output), .. Calls.Select(c => c.Output), .. GroupingId is null ? [] : new[] { GroupingId }];
}

/// <summary>An aggregate call and the column it becomes.</summary>
internal sealed record AggregateItem(BoundAggregate Call, OutputColumn Output);

/// <summary>Window functions over one window; a query with several windows stacks them.</summary>
internal sealed record Window(
    Relation Input,
    ImmutableArray<BoundExpression> PartitionBy,
    ImmutableArray<SortKey> OrderBy,
    WindowFrame Frame,
    ImmutableArray<WindowItem> Calls) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => [.. Input.Output, .. Calls.Select(c => c.Output)];
}

/// <summary>A window function's or an aggregate's call over a window, and the column it becomes. One of the two is set.</summary>
internal sealed record WindowItem(WindowFunction? Function, ImmutableArray<BoundExpression> Arguments, BoundAggregate? Aggregate, OutputColumn Output);

/// <summary>How frame bounds are counted.</summary>
internal enum FrameUnit
{
    /// <summary>By rows.</summary>
    Rows,

    /// <summary>By the value of the one order key.</summary>
    Range,

    /// <summary>By groups of peers.</summary>
    Groups,
}

/// <summary>Which rows around the current one a frame leaves out.</summary>
internal enum FrameExclusion
{
    /// <summary>None.</summary>
    NoOthers,

    /// <summary>The current row.</summary>
    CurrentRow,

    /// <summary>The current row and its peers.</summary>
    Group,

    /// <summary>The peers, not the current row.</summary>
    Ties,
}

/// <summary>A bound of a frame: unbounded (<paramref name="IsUnbounded"/>), the current row (no offset), or an offset before or after it.</summary>
internal sealed record FrameBound(bool IsUnbounded, bool IsPreceding, BoundExpression? Offset);

/// <summary>A window frame. For RANGE with offsets the comparison functions are in_range's addition and subtraction over the order key.</summary>
internal sealed record WindowFrame(FrameUnit Unit, FrameBound Start, FrameBound End, FrameExclusion Exclusion);

/// <summary>Ordered rows.</summary>
internal sealed record Sort(Relation Input, ImmutableArray<SortKey> Keys) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Input.Output;
}

/// <summary>The first rows.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Count">int8, null or absent for all.</param>
/// <param name="Offset">int8, null or absent for none skipped.</param>
/// <param name="TieKeys">For WITH TIES the keys of the order; empty otherwise.</param>
internal sealed record Limit(Relation Input, BoundExpression? Count, BoundExpression? Offset, ImmutableArray<SortKey> TieKeys) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Input.Output;
}

/// <summary>One row of each set of rows equal in the keys: the first in the input's order (DISTINCT ON), any for DISTINCT.</summary>
internal sealed record Distinct(Relation Input, ImmutableArray<BoundExpression> Keys) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Input.Output;
}

/// <summary>For each group the row that comes first in an order; the groups come out in no order. Made by the planner out of the many ways to ask for the last value of each key.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">The groups; nulls are equal.</param>
/// <param name="OrderBy">What decides which row is first.</param>
internal sealed record FirstPerGroup(Relation Input, ImmutableArray<BoundExpression> Keys, ImmutableArray<SortKey> OrderBy) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Input.Output;
}

/// <summary>Which rows of two inputs come out.</summary>
internal enum SetOperationKind
{
    /// <summary>Those of either.</summary>
    Union,

    /// <summary>Those of both.</summary>
    Intersect,

    /// <summary>Those of the left that the right has not.</summary>
    Except,
}

/// <summary>UNION, INTERSECT and EXCEPT: columns correspond by position and have the same types.</summary>
internal sealed record SetOperation(SetOperationKind Kind, bool IsAll, Relation Left, Relation Right, ImmutableArray<OutputColumn> Columns) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Columns;
}

/// <summary>A query with common table expressions that are computed once each, before it, in order.</summary>
internal sealed record With(ImmutableArray<CommonTable> Tables, Relation Query) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Query.Output;
}

/// <summary>A common table expression. A recursive one has a term that reads <see cref="CommonTableScan"/>s of itself.</summary>
/// <param name="Id">Unique within the statement.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">What it computes; of a recursive one the first term.</param>
/// <param name="RecursiveTerm">The term that is repeated until it gives no more rows; null for an ordinary one.</param>
/// <param name="IsUnionAll">Whether repeated rows of a recursive one are kept.</param>
/// <param name="Modification">The data-modifying statement that gives the rows instead of <paramref name="Query"/>; null for a query.</param>
internal sealed record CommonTable(int Id, string Name, Relation Query, Relation? RecursiveTerm, bool IsUnionAll, BoundStatement? Modification)
{
    /// <summary>Whether MATERIALIZED (true) or NOT MATERIALIZED (false) was written; null leaves it to the planner.</summary>
    public bool? IsMaterialized { get; init; }
}

/// <summary>The rows of a common table expression.</summary>
internal sealed record CommonTableScan(int Id, string Name, ImmutableArray<OutputColumn> Columns) : Relation
{
    /// <inheritdoc />
    protected override ImmutableArray<OutputColumn> ComputeOutput() => Columns;
}
