using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Definitions;

/// <summary>A constraint of a table, in CREATE TABLE or ALTER TABLE ADD.</summary>
internal abstract record TableConstraint : TableElement
{
    /// <summary><c>CONSTRAINT name</c>.</summary>
    public string? Name { get; init; }

    public ConstraintTiming Timing { get; init; }

    /// <summary><c>NOT VALID</c>.</summary>
    public bool IsNotValid { get; init; }
}

internal sealed record CheckConstraint(Expression Condition, bool IsNoInherit) : TableConstraint;

/// <summary><c>PRIMARY KEY|UNIQUE (columns)</c>.</summary>
internal sealed record UniqueConstraint(bool IsPrimaryKey, SyntaxList<Name> Columns) : TableConstraint
{
    public bool NullsNotDistinct { get; init; }

    /// <summary><c>INCLUDE (columns)</c>.</summary>
    public SyntaxList<Name> Include { get; init; }

    public SyntaxList<Option> Options { get; init; }

    /// <summary><c>USING INDEX TABLESPACE</c>.</summary>
    public string? Tablespace { get; init; }

    /// <summary><c>USING INDEX name</c>; then there are no columns.</summary>
    public string? ExistingIndex { get; init; }
}

internal sealed record ForeignKeyConstraint(SyntaxList<Name> Columns, ForeignKeyReference Reference) : TableConstraint;

/// <summary><c>EXCLUDE [USING method] (element WITH operator, ...)</c>.</summary>
internal sealed record ExcludeConstraint(string? Method, SyntaxList<ExcludeElement> Elements) : TableConstraint
{
    public SyntaxList<Name> Include { get; init; }

    public SyntaxList<Option> Options { get; init; }

    public string? Tablespace { get; init; }

    public Expression? Where { get; init; }
}

internal sealed record ExcludeElement(IndexElement Element, OperatorName Operator) : SyntaxNode;
