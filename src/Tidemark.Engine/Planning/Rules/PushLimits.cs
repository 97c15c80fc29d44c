using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Moves LIMIT below projections, so that it meets the sort below them and only the rows that are left are computed.</summary>
internal sealed class PushLimits : RelationRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new PushLimits().Visit(relation);
    }

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation)
    {
        if (relation is not Limit { Input: Project project } limit) return relation;
        if (project.Items.Any(i => ExpressionVolatility.IsVolatile(i.Expression))) return relation;
        var substitution = ColumnSubstitution.Of(project.Items);
        var keys = limit.TieKeys.Select(substitution.Visit);
        return project with { Input = Rewrite(limit with { Input = project.Input, TieKeys = [.. keys] }) };
    }
}
