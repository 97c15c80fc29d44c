namespace Tidemark.Engine.Syntax.Names;

/// <summary>A name of one to three (or, where PostgreSQL complains later, more) parts: <c>catalog.schema.object</c>.</summary>
internal sealed record QualifiedName(SyntaxList<string> Parts) : SyntaxNode
{
    /// <summary>The last part: the object itself.</summary>
    public string Object => Parts[^1];

    /// <summary>The part before the last; null for an unqualified name.</summary>
    public string? Schema => Parts.Count > 1 ? Parts[^2] : null;

    /// <summary>The part before the schema; null when absent.</summary>
    public string? Catalog => Parts.Count > 2 ? Parts[^3] : null;

    /// <summary>The parts with dots between them, unquoted, as PostgreSQL's messages show names.</summary>
    public override string ToString() => Parts.Count == 1 ? Parts[0] : string.Join('.', (IEnumerable<string>)Parts);
}
