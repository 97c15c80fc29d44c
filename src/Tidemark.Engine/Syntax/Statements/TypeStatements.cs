using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>CREATE TYPE name AS ENUM (labels)</c>.</summary>
internal sealed record CreateEnumStatement(QualifiedName Name, SyntaxList<string> Labels) : Statement;

/// <summary><c>ALTER TYPE name ADD VALUE [IF NOT EXISTS] label [BEFORE|AFTER neighbour]</c>.</summary>
internal sealed record AddEnumValueStatement(QualifiedName Name, string Label, bool IfNotExists, string? Neighbour, bool IsAfter) : Statement;

/// <summary><c>ALTER TYPE name RENAME VALUE old TO new</c>.</summary>
internal sealed record RenameEnumValueStatement(QualifiedName Name, string OldLabel, string NewLabel) : Statement;

/// <summary><c>CREATE TYPE name AS (attributes)</c>.</summary>
internal sealed record CreateCompositeTypeStatement(QualifiedName Name, SyntaxList<ColumnDefinition> Attributes) : Statement;

internal enum AttributeActionKind
{
    Add,
    Drop,
    ChangeType,
}

/// <summary><c>ADD ATTRIBUTE name type</c>, <c>DROP ATTRIBUTE [IF EXISTS] name</c> or <c>ALTER ATTRIBUTE name [SET DATA] TYPE type</c>.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">The attribute.</param>
/// <param name="Type">The type; null for one that is dropped.</param>
/// <param name="IfExists">IF EXISTS.</param>
internal sealed record AttributeAction(AttributeActionKind Kind, string Name, TypeName? Type, bool IfExists) : SyntaxNode
{
    public QualifiedName? Collation { get; init; }

    /// <summary>CASCADE, for typed tables, which there are none of.</summary>
    public bool Cascade { get; init; }
}

/// <summary><c>ALTER TYPE name</c> with what is done to the attributes of a composite type.</summary>
internal sealed record AlterCompositeTypeStatement(QualifiedName Name, SyntaxList<AttributeAction> Actions) : Statement;

/// <summary><c>CREATE DOMAIN name [AS] type [COLLATE ...] [constraints]</c>.</summary>
internal sealed record CreateDomainStatement(QualifiedName Name, TypeName Type, SyntaxList<ColumnConstraint> Constraints) : Statement
{
    public QualifiedName? Collation { get; init; }
}

internal enum AlterDomainKind
{
    SetDefault,
    DropDefault,
    SetNotNull,
    DropNotNull,
    AddConstraint,
    DropConstraint,
    ValidateConstraint,
}

/// <summary><c>ALTER DOMAIN name ...</c>.</summary>
internal sealed record AlterDomainStatement(QualifiedName Name, AlterDomainKind Kind) : Statement
{
    public Expression? Default { get; init; }

    /// <summary>The constraint that is added.</summary>
    public TableConstraint? Added { get; init; }

    /// <summary>The constraint that is dropped or validated.</summary>
    public string? Constraint { get; init; }

    public bool IfExists { get; init; }

    public bool Cascade { get; init; }
}
