using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Definitions;

/// <summary>A constraint or property that follows a column's type.</summary>
internal abstract record ColumnConstraint : SyntaxNode
{
    /// <summary><c>CONSTRAINT name</c>.</summary>
    public string? Name { get; init; }

    public ConstraintTiming Timing { get; init; }
}

/// <summary>What [NOT] DEFERRABLE and INITIALLY said.</summary>
internal enum ConstraintTiming
{
    /// <summary>Nothing was written: not deferrable.</summary>
    Default,
    NotDeferrable,

    /// <summary>Deferrable, initially immediate.</summary>
    Deferrable,

    /// <summary>Deferrable, initially deferred.</summary>
    InitiallyDeferred,
}

internal sealed record NotNullConstraint : ColumnConstraint;

/// <summary>An explicit NULL.</summary>
internal sealed record NullConstraint : ColumnConstraint;

internal sealed record DefaultConstraint(Expression Value) : ColumnConstraint;

internal sealed record ColumnCheckConstraint(Expression Condition, bool IsNoInherit) : ColumnConstraint;

/// <summary>PRIMARY KEY or UNIQUE on the one column.</summary>
internal sealed record ColumnUniqueConstraint(bool IsPrimaryKey) : ColumnConstraint
{
    /// <summary><c>UNIQUE NULLS NOT DISTINCT</c>.</summary>
    public bool NullsNotDistinct { get; init; }

    public SyntaxList<Option> Options { get; init; }

    /// <summary><c>USING INDEX TABLESPACE</c>.</summary>
    public string? Tablespace { get; init; }
}

internal sealed record ColumnReferencesConstraint(ForeignKeyReference Reference) : ColumnConstraint;

/// <summary><c>GENERATED ALWAYS AS (expression) STORED</c>.</summary>
internal sealed record GeneratedConstraint(Expression Value) : ColumnConstraint;

/// <summary><c>GENERATED ALWAYS|BY DEFAULT AS IDENTITY (options)</c>.</summary>
internal sealed record IdentityConstraint(bool IsAlways, SyntaxList<SequenceOption> Options) : ColumnConstraint;
