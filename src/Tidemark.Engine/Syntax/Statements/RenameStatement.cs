using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>ALTER kind name RENAME [COLUMN|CONSTRAINT part] TO name</c>.</summary>
/// <param name="Kind">What is renamed; for a column, constraint or attribute, the part itself.</param>
/// <param name="RelationKind">What <paramref name="Name"/> is: for ALTER VIEW v RENAME COLUMN c, a view.</param>
/// <param name="Name">The object, or the relation that has the part. A database, schema, role or extension has one part.</param>
/// <param name="Part">The column, constraint or attribute; else null.</param>
/// <param name="NewName">What it is called from now on.</param>
internal sealed record RenameStatement(ObjectKind Kind, ObjectKind RelationKind, QualifiedName Name, string? Part, string NewName) : Statement
{
    public bool IfExists { get; init; }

    public bool IsOnly { get; init; }

    public bool Cascade { get; init; }

    /// <summary>The parameter types, when a function is renamed.</summary>
    public FunctionSignature? Function { get; init; }
}

/// <summary><c>ALTER kind name SET SCHEMA schema</c>.</summary>
internal sealed record SetSchemaStatement(ObjectKind Kind, QualifiedName Name, string Schema) : Statement
{
    public bool IfExists { get; init; }

    public bool IsOnly { get; init; }

    public FunctionSignature? Function { get; init; }
}

/// <summary><c>ALTER kind name OWNER TO role</c>, for what ALTER TABLE does not cover.</summary>
internal sealed record ChangeOwnerStatement(ObjectKind Kind, QualifiedName Name, RoleName Owner) : Statement
{
    public FunctionSignature? Function { get; init; }
}
