using System.Collections.Immutable;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Binding;

/// <summary>A statement that reads or changes rows, bound. Everything else (DDL, settings, transactions) is carried out from its syntax by the session.</summary>
internal abstract record BoundStatement
{
    /// <summary>The columns of the result; empty for a statement without one.</summary>
    public abstract ImmutableArray<OutputColumn> Output { get; }

    /// <summary>The statement with its relation, and those of subqueries in its expressions, replaced.</summary>
    public abstract BoundStatement MapRelations(Func<Relation, Relation> map);

    /// <summary>The columns of RETURNING.</summary>
    protected static ImmutableArray<OutputColumn> OutputOf(ImmutableArray<ProjectItem> returning) => [.. returning.Select(r => r.Output)];
}

/// <summary>A query.</summary>
internal sealed record BoundQuery(Relation Relation) : BoundStatement
{
    /// <inheritdoc />
    public override ImmutableArray<OutputColumn> Output => Relation.Output;

    /// <inheritdoc />
    public override BoundStatement MapRelations(Func<Relation, Relation> map) => this with { Relation = map(Relation) };
}

/// <summary>CALL: a procedure or a set-returning function in its place, run for its effect.</summary>
/// <param name="Function">What is called.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record BoundProcedureCall(Routine Function, ImmutableArray<BoundExpression> Arguments) : BoundStatement
{
    /// <inheritdoc />
    public override ImmutableArray<OutputColumn> Output => [];

    /// <inheritdoc />
    public override BoundStatement MapRelations(Func<Relation, Relation> map) => this;
}

/// <summary>INSERT.</summary>
/// <param name="Table">The table; of a chunk its hypertable.</param>
/// <param name="Source">The rows: one column for each live column of the table, in attribute order, defaults and conversions included.</param>
/// <param name="OnConflict">ON CONFLICT, or null.</param>
/// <param name="Returning">RETURNING over the inserted row (<see cref="RowColumns"/>); empty for none.</param>
/// <param name="RowColumns">The inserted row's columns, as RETURNING and checks see them.</param>
/// <param name="Checks">Check constraints over the row: each must not be false.</param>
internal sealed record BoundInsert(
    Table Table,
    Relation Source,
    BoundOnConflict? OnConflict,
    ImmutableArray<ProjectItem> Returning,
    ImmutableArray<OutputColumn> RowColumns,
    ImmutableArray<BoundCheck> Checks) : BoundStatement
{
    /// <summary>The one chunk that the statement names, where all rows must lie; null for a whole table.</summary>
    public Chunk? Chunk { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<OutputColumn> Output => OutputOf(Returning);

    /// <inheritdoc />
    public override BoundStatement MapRelations(Func<Relation, Relation> map) => this with { Source = map(Source) };
}

/// <summary>A check constraint bound over a row's columns.</summary>
internal sealed record BoundCheck(string Name, BoundExpression Condition)
{
    /// <summary>Whether a view of this name demands it (WITH CHECK OPTION): it must be true, and is tested once the row is written.</summary>
    public bool IsOfView { get; init; }
}

/// <summary>ON CONFLICT.</summary>
/// <param name="Index">The arbiter; null for any unique index (only DO NOTHING).</param>
/// <param name="Keys">The keys of the arbiter, or of all unique indexes.</param>
/// <param name="Excluded">The columns of the row that was to be inserted.</param>
/// <param name="Existing">The columns of the row that is there.</param>
/// <param name="Assignments">Column number and new value; empty for DO NOTHING.</param>
/// <param name="Where">The condition of DO UPDATE, or null.</param>
internal sealed record BoundOnConflict(
    Catalog.Index? Index,
    ImmutableArray<BoundUniqueKey> Keys,
    ImmutableArray<OutputColumn> Excluded,
    ImmutableArray<OutputColumn> Existing,
    ImmutableArray<(int Column, BoundExpression Value)> Assignments,
    BoundExpression? Where)
{
    /// <summary>What the row that is there must satisfy to be seen through the view that is named, over <see cref="Existing"/>; 55000 where it does not.</summary>
    public ImmutableArray<BoundCheck> Visible { get; init; } = [];
}

/// <summary>The key of a unique index.</summary>
/// <param name="Elements">Its columns and expressions.</param>
/// <param name="Condition">Which rows have a key; null for all.</param>
/// <param name="NullsNotDistinct">Whether nulls are equal to each other.</param>
internal sealed record BoundUniqueKey(ImmutableArray<BoundExpression> Elements, BoundExpression? Condition, bool NullsNotDistinct);

/// <summary>UPDATE: the source gives for each row to change its row id and chunk, the whole new row, and what RETURNING needs.</summary>
/// <param name="Table">The table.</param>
/// <param name="Source">Produces <paramref name="RowId"/>, <paramref name="ChunkOid"/> and <paramref name="NewRow"/>, among others.</param>
/// <param name="RowId">The row's id.</param>
/// <param name="ChunkOid">The oid of the table or chunk it lies in.</param>
/// <param name="NewRow">The new values, one for each live column of the table in attribute order.</param>
/// <param name="Returning">RETURNING over the source's columns; empty for none.</param>
/// <param name="ChangesKey">Whether columns of a unique key are assigned.</param>
/// <param name="Checks">Check constraints over the new row.</param>
internal sealed record BoundUpdate(
    Table Table,
    Relation Source,
    OutputColumn RowId,
    OutputColumn ChunkOid,
    ImmutableArray<OutputColumn> NewRow,
    ImmutableArray<ProjectItem> Returning,
    bool ChangesKey,
    ImmutableArray<BoundCheck> Checks) : BoundStatement
{
    /// <summary>The one chunk that the statement names, where all rows must lie; null for a whole table.</summary>
    public Chunk? Chunk { get; init; }

    /// <inheritdoc />
    public override ImmutableArray<OutputColumn> Output => OutputOf(Returning);

    /// <inheritdoc />
    public override BoundStatement MapRelations(Func<Relation, Relation> map) => this with { Source = map(Source) };
}

/// <summary>MERGE.</summary>
/// <param name="Table">The table.</param>
/// <param name="Source">The rows of the source with the row that each matches.</param>
/// <param name="RowId">The matched row's id; null for none.</param>
/// <param name="ChunkOid">The oid of the table or chunk it lies in.</param>
/// <param name="NewRow">The values that an UPDATE or INSERT gives the row, one for each live column of the table in attribute order.</param>
/// <param name="Actions">The WHEN clauses: the column that tells whether a row is for it, and what it does.</param>
/// <param name="ChangesKey">Whether columns of a unique key are assigned.</param>
/// <param name="Checks">Check constraints over the new row.</param>
internal sealed record BoundMerge(
    Table Table,
    Relation Source,
    OutputColumn RowId,
    OutputColumn ChunkOid,
    ImmutableArray<OutputColumn> NewRow,
    ImmutableArray<(OutputColumn When, Syntax.Statements.MergeAction Action)> Actions,
    bool ChangesKey,
    ImmutableArray<BoundCheck> Checks) : BoundStatement
{
    /// <inheritdoc />
    public override ImmutableArray<OutputColumn> Output => [];

    /// <inheritdoc />
    public override BoundStatement MapRelations(Func<Relation, Relation> map) => this with { Source = map(Source) };
}

/// <summary>DELETE: the source gives the ids of the rows to delete.</summary>
internal sealed record BoundDelete(
    Table Table,
    Relation Source,
    OutputColumn RowId,
    OutputColumn ChunkOid,
    ImmutableArray<ProjectItem> Returning) : BoundStatement
{
    /// <inheritdoc />
    public override ImmutableArray<OutputColumn> Output => OutputOf(Returning);

    /// <inheritdoc />
    public override BoundStatement MapRelations(Func<Relation, Relation> map) => this with { Source = map(Source) };
}
