using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Planning;

/// <summary>INSERT. Returning and checks read the row's columns by place, in the order of the table's live columns.</summary>
internal sealed record InsertNode(
    Table Table,
    PlanNode Source,
    ConflictPlan? OnConflict,
    ImmutableArray<BoundExpression> Returning,
    ImmutableArray<BoundCheck> Checks,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <summary>The one chunk that all rows must lie in; null for a whole table.</summary>
    public Chunk? Chunk { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Source];
}

/// <summary>ON CONFLICT.</summary>
/// <param name="Index">The arbiter; null for any.</param>
/// <param name="Keys">The keys of the arbiter, or of all unique indexes, over the new row's columns by place.</param>
/// <param name="Updates">For each live column of the table its new value, over the existing row's columns followed by the excluded row's; empty for DO NOTHING.</param>
/// <param name="Where">The condition of DO UPDATE over the same columns, or null.</param>
internal sealed record ConflictPlan(Catalog.Index? Index, ImmutableArray<BoundUniqueKey> Keys, ImmutableArray<BoundExpression> Updates, BoundExpression? Where)
{
    /// <summary>What the existing row must satisfy to be seen through a view, over the same columns.</summary>
    public ImmutableArray<BoundCheck> Visible { get; init; } = [];
}

/// <summary>UPDATE: deletes each row and inserts its new version.</summary>
/// <param name="Table">The table.</param>
/// <param name="Source">Produces ids, chunks and new rows, among others.</param>
/// <param name="RowId">The place of the row id in the source.</param>
/// <param name="ChunkOid">The place of the chunk's oid in the source.</param>
/// <param name="NewRow">The places of the new values, in the order of the table's live columns.</param>
/// <param name="Returning">Over the source's columns.</param>
/// <param name="ChangesKey">Whether columns of a unique key are assigned.</param>
/// <param name="Checks">Over the source's columns.</param>
/// <param name="Output">RETURNING's columns.</param>
internal sealed record UpdateNode(
    Table Table,
    PlanNode Source,
    int RowId,
    int ChunkOid,
    ImmutableArray<int> NewRow,
    ImmutableArray<BoundExpression> Returning,
    bool ChangesKey,
    ImmutableArray<BoundCheck> Checks,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <summary>The one chunk that all rows must lie in; null for a whole table.</summary>
    public Chunk? Chunk { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Source];
}

/// <summary>MERGE.</summary>
/// <param name="Table">The table.</param>
/// <param name="Source">Produces ids, chunks, new rows and a truth value for each WHEN clause.</param>
/// <param name="RowId">The place of the matched row's id.</param>
/// <param name="ChunkOid">The place of its chunk's oid.</param>
/// <param name="NewRow">The places of the new values, in the order of the table's live columns.</param>
/// <param name="Actions">The WHEN clauses: the place of the truth value, and what is done.</param>
/// <param name="ChangesKey">Whether columns of a unique key are assigned.</param>
/// <param name="Checks">Over the source's columns.</param>
/// <param name="Output">None.</param>
internal sealed record MergeNode(
    Table Table,
    PlanNode Source,
    int RowId,
    int ChunkOid,
    ImmutableArray<int> NewRow,
    ImmutableArray<(int When, Syntax.Statements.MergeAction Action)> Actions,
    bool ChangesKey,
    ImmutableArray<BoundCheck> Checks,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Source];
}

/// <summary>FOR UPDATE and its kin.</summary>
/// <param name="Input">The rows with the places of what is locked.</param>
/// <param name="Locks">What is locked.</param>
/// <param name="Most">How many rows the LIMIT above takes at most, over no columns; null for all.</param>
/// <param name="Skipped">How many its OFFSET skips.</param>
/// <param name="Output">The input's columns without those that only the locks read.</param>
internal sealed record LockRowsNode(
    PlanNode Input,
    ImmutableArray<RowLockPlan> Locks,
    BoundExpression? Most,
    BoundExpression? Skipped,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Input];
}

/// <summary>A table whose rows are locked, by the places of its columns in the input.</summary>
internal sealed record RowLockPlan(Table Table, int RowId, int ChunkOid, Syntax.Queries.LockStrength Strength, Syntax.Queries.LockWaitPolicy Wait);

/// <summary>A table that a plan changes, or locks rows of.</summary>
/// <param name="Table">The table.</param>
/// <param name="IsChanged">Whether its rows are changed rather than locked.</param>
internal readonly record struct PlanTarget(Table Table, bool IsChanged);

/// <summary>DELETE.</summary>
internal sealed record DeleteNode(
    Table Table,
    PlanNode Source,
    int RowId,
    int ChunkOid,
    ImmutableArray<BoundExpression> Returning,
    ImmutableArray<OutputColumn> Output) : PlanNode(Output)
{
    /// <inheritdoc />
    public override ImmutableArray<PlanNode> Inputs => [Source];
}
