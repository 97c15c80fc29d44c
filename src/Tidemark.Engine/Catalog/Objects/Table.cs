using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>A table: ordinary, with one storage chunk of its own, or a hypertable, whose rows lie in <see cref="Chunk"/>s.</summary>
internal sealed record Table : SchemaObject
{
    /// <summary>All columns ever, in attribute order; dropped ones stay as place holders.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>Primary key, unique, check and foreign keys.</summary>
    public ImmutableArray<Constraint> Constraints { get; init; } = [];

    /// <summary>The storage chunk of an ordinary table; 0 for a hypertable.</summary>
    public long StorageId { get; init; }

    /// <summary>What makes the table a hypertable; null for an ordinary one.</summary>
    public Hypertable? Hypertable { get; init; }

    /// <summary>What makes the table a materialized view; null for another table.</summary>
    public Materialization? Materialized { get; init; }

    /// <summary>Whether it goes with the session (CREATE TEMP TABLE).</summary>
    public bool IsTemporary { get; init; }

    /// <summary>UNLOGGED, for pg_class.relpersistence: it is logged all the same.</summary>
    public bool IsUnlogged { get; init; }

    /// <summary>What becomes of a temporary table's rows, or of itself, when a transaction commits.</summary>
    public Syntax.Definitions.OnCommitAction OnCommit { get; init; }

    /// <summary>Storage parameters as given in WITH (...), for pg_class.reloptions.</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The columns that are there, in attribute order.</summary>
    [JsonIgnore]
    public IEnumerable<Column> LiveColumns => Columns.Where(c => !c.IsDropped);

    /// <summary>The columns that storage alone knows.</summary>
    [JsonIgnore]
    public IEnumerable<Column> StateColumns => Columns.Where(c => c.IsState);

    /// <summary>The columns of rows as they are stored: the live ones, and behind them those that storage alone knows.</summary>
    [JsonIgnore]
    public IEnumerable<Column> StoredColumns => LiveColumns.Concat(StateColumns);

    /// <inheritdoc />
    public override CatalogObject WithTypes(Func<SqlType, SqlType> resolve)
    {
        var columns = Columns;
        for (var i = 0; i < columns.Length; i++)
            if (resolve(columns[i].Type) is var type && !ReferenceEquals(type, columns[i].Type))
                columns = columns.SetItem(i, columns[i] with { Type = type });
        return columns == Columns ? this : this with { Columns = columns };
    }

    /// <summary>The column of this name, or null.</summary>
    public Column? FindColumn(string name) => Columns.FirstOrDefault(c => !c.IsDropped && c.Name == name);

    /// <summary>The constraint of this name, or null.</summary>
    public Constraint? FindConstraint(string name) => Constraints.FirstOrDefault(c => c.Name == name);

    /// <summary>The foreign keys.</summary>
    [JsonIgnore]
    public IEnumerable<Constraint> ForeignKeys => Constraints.Where(c => c.Kind == ConstraintKind.ForeignKey);
}

/// <summary>A column of a table.</summary>
internal sealed record Column
{
    /// <summary>The attribute number, from 1; also the column's id in storage. Never used again in this table.</summary>
    public required int Number { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The type with its modifier.</summary>
    public required SqlType Type { get; init; }

    /// <summary>Whether NULL is refused.</summary>
    public bool IsNotNull { get; init; }

    /// <summary>The default as SQL text; null for none.</summary>
    public string? DefaultSql { get; init; }

    /// <summary>The expression of GENERATED ALWAYS AS (...) STORED as SQL text; null for an ordinary column.</summary>
    public string? GeneratedSql { get; init; }

    /// <summary>GENERATED ... AS IDENTITY; its sequence is named in <see cref="DefaultSql"/>.</summary>
    public IdentityKind Identity { get; init; }

    /// <summary>
    /// The value, in text form, that rows have which are older than the column: its default at the time when it was added. Null where they have NULL, or where no row is older.
    /// </summary>
    public string? Missing { get; init; }

    /// <summary>Dropped by ALTER TABLE.</summary>
    public bool IsDropped { get; init; }

    /// <summary>
    /// What a continuous aggregate keeps beside what it shows, so that late rows can be merged into its rows (<see cref="RollupMerging"/>). For SQL it is dropped, so that no query, no command and no view of the
    /// catalog meets it; storage has it behind the live columns. Rows that anybody but a refresh writes have null there.
    /// </summary>
    public bool IsState { get; init; }

    /// <summary>What COMMENT ON says of it.</summary>
    public string? Comment { get; init; }
}

/// <summary>Whether an identity column takes explicit values.</summary>
internal enum IdentityKind
{
    /// <summary>Not an identity column.</summary>
    None,

    /// <summary>GENERATED ALWAYS: explicit values need OVERRIDING SYSTEM VALUE.</summary>
    Always,

    /// <summary>GENERATED BY DEFAULT.</summary>
    ByDefault,
}
