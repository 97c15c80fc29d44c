using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>What a constraint demands.</summary>
internal enum ConstraintKind
{
    /// <summary>PRIMARY KEY.</summary>
    PrimaryKey,

    /// <summary>UNIQUE.</summary>
    Unique,

    /// <summary>CHECK.</summary>
    Check,

    /// <summary>FOREIGN KEY.</summary>
    ForeignKey,
}

/// <summary>What a foreign key does when the row it points at goes or changes.</summary>
internal enum ReferentialAction
{
    /// <summary>Fails at the end of the statement.</summary>
    NoAction,

    /// <summary>Fails at once.</summary>
    Restrict,

    /// <summary>The pointing rows go or change as well.</summary>
    Cascade,

    /// <summary>The pointing columns become null.</summary>
    SetNull,

    /// <summary>The pointing columns take their defaults.</summary>
    SetDefault,
}

/// <summary>A constraint of a table; part of the table's record.</summary>
internal sealed record Constraint
{
    /// <summary>pg_constraint's oid.</summary>
    public required uint Oid { get; init; }

    /// <summary>The name, unique within the table.</summary>
    public required string Name { get; init; }

    /// <summary>What it demands.</summary>
    public required ConstraintKind Kind { get; init; }

    /// <summary>The column numbers concerned.</summary>
    public ImmutableArray<int> Columns { get; init; } = [];

    /// <summary>The index behind a primary key or unique constraint; 0 for others.</summary>
    public uint IndexOid { get; init; }

    /// <summary>The condition of a check as SQL text.</summary>
    public string? CheckSql { get; init; }

    /// <summary>The table a foreign key points at; 0 for others.</summary>
    public uint ReferencedTable { get; init; }

    /// <summary>The columns a foreign key points at.</summary>
    public ImmutableArray<int> ReferencedColumns { get; init; } = [];

    /// <summary>ON DELETE.</summary>
    public ReferentialAction OnDelete { get; init; }

    /// <summary>ON UPDATE.</summary>
    public ReferentialAction OnUpdate { get; init; }

    /// <summary>The columns that ON DELETE SET NULL or SET DEFAULT is limited to; empty for all.</summary>
    public ImmutableArray<int> OnDeleteColumns { get; init; } = [];

    /// <summary>MATCH FULL: a foreign key's columns are all null or none is.</summary>
    public bool MatchesFully { get; init; }

    /// <summary>The unique index of the referenced table that a foreign key relies on; 0 for others.</summary>
    public uint ReferencedIndex { get; init; }

    /// <summary>DEFERRABLE.</summary>
    public bool IsDeferrable { get; init; }

    /// <summary>INITIALLY DEFERRED.</summary>
    public bool IsDeferred { get; init; }

    /// <summary>NOT VALID: rows from before the constraint were not looked at.</summary>
    public bool IsNotValid { get; init; }

    /// <summary>NO INHERIT of a check, which hypertables refuse.</summary>
    public bool IsNoInherit { get; init; }

    /// <summary>What COMMENT ON says of it.</summary>
    public string? Comment { get; init; }
}
