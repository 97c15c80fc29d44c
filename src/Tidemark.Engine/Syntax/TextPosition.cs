namespace Tidemark.Engine.Syntax;

/// <summary>A place in the text beside a node's own, in characters from 1. As <see cref="SyntaxNode.Position"/> it does not count when nodes are compared: any two are equal.</summary>
internal readonly record struct TextPosition(int Value)
{
    public bool Equals(TextPosition other) => true;

    public override int GetHashCode() => 0;
}
