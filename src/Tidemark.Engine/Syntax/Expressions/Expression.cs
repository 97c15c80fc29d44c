namespace Tidemark.Engine.Syntax.Expressions;

/// <summary>Anything that has a value.</summary>
internal abstract record Expression : SyntaxNode
{
    /// <summary>
    /// Where the expression begins. <see cref="SyntaxNode.Position"/> of an operator is the operator itself ("operator does not exist"),
    /// while errors about the whole expression ("argument of WHERE must be type boolean") point at its leftmost part.
    /// </summary>
    public virtual int Start => Position;

    /// <summary>The smaller of two places, where 0 is no place.</summary>
    protected static int Leftmost(int a, int b) => a == 0 ? b : b == 0 ? a : Math.Min(a, b);
}
