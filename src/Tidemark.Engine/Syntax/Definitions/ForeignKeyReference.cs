using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Definitions;

internal enum ForeignKeyMatch
{
    Simple,
    Full,
    Partial,
}

internal enum ReferentialAction
{
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// <summary><c>REFERENCES table [(columns)] [MATCH ...] [ON DELETE ...] [ON UPDATE ...]</c>.</summary>
internal sealed record ForeignKeyReference(QualifiedName Table, SyntaxList<Name> Columns) : SyntaxNode
{
    public ForeignKeyMatch Match { get; init; }

    public ReferentialAction OnDelete { get; init; }

    public ReferentialAction OnUpdate { get; init; }

    /// <summary>The columns of <c>ON DELETE SET NULL|DEFAULT (columns)</c>.</summary>
    public SyntaxList<Name> OnDeleteColumns { get; init; }
}
