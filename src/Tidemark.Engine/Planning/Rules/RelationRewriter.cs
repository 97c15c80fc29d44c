using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>What rules are made of: rewrites relations from the leaves up, those inside of subqueries included.</summary>
internal abstract class RelationRewriter : ExpressionRewriter
{
    /// <inheritdoc />
    public sealed override Relation Visit(Relation relation) => Rewrite(base.Visit(relation));

    /// <summary>The relation in place of one whose inputs are rewritten already.</summary>
    protected abstract Relation Rewrite(Relation relation);
}
