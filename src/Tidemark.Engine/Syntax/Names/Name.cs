namespace Tidemark.Engine.Syntax.Names;

/// <summary>One identifier, folded and truncated, with the place it was written at.</summary>
internal sealed record Name(string Text) : SyntaxNode
{
    public static implicit operator string(Name name) => name.Text;

    public override string ToString() => Text;
}
