using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>COMMENT ON kind name IS text</c>.</summary>
/// <param name="Kind">What the comment is about.</param>
/// <param name="Name">The object; for a column its last part is the column; for a constraint, the table or domain.</param>
/// <param name="Comment">Null removes it.</param>
internal sealed record CommentStatement(ObjectKind Kind, QualifiedName Name, string? Comment) : Statement
{
    /// <summary>The constraint of <c>COMMENT ON CONSTRAINT name ON table</c>.</summary>
    public string? Constraint { get; init; }

    public FunctionSignature? Function { get; init; }
}
