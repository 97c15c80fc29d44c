namespace Tidemark.Engine.Syntax;

/// <summary>
/// A node of the syntax tree. Trees are immutable. Equality is that of the SQL: two nodes are equal when they say the same, wherever
/// they stand, so <see cref="Position"/> does not count.
/// </summary>
internal abstract record SyntaxNode
{
    /// <summary>The place that PostgreSQL blames: characters (code points) from 1 in the whole text; 0 where the parser made the node up.</summary>
    public int Position { get; init; }

    public virtual bool Equals(SyntaxNode? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}
