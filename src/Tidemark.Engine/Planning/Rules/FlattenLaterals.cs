using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Turns lateral subqueries into ordinary join sides where the rows that belong to an outer row are found by a condition alone, <c>LATERAL (SELECT ... WHERE r.key = t.key)</c>: the condition becomes
/// the join's, which then may hash. Subqueries that order, limit or group by outer row stay, and so do those that do not speak of the outer row in their conditions only.
/// </summary>
internal sealed class FlattenLaterals : RelationRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new FlattenLaterals().Visit(relation);
    }

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation) => relation switch
    {
        Join { IsLateral: true } join when !ColumnSets.FreeOf(join.Right).Overlaps(ColumnSets.OutputOf(join.Left)) => join with { IsLateral = false },
        Join { IsLateral: true, Kind: JoinKind.Inner or JoinKind.Left } join => (Relation?)TryFlatten(join) ?? join,
        _ => relation,
    };

    private static Project? TryFlatten(Join join)
    {
        var above = new List<Project>();
        var query = join.Right;
        for (; query is Project project; query = project.Input) above.Add(project);
        if (above.Exists(p => p.Items.Any(i => ExpressionVolatility.IsVolatile(i.Expression) || ExpressionVolatility.HasSubquery(i.Expression)))) return null;
        var outer = ColumnSets.OutputOf(join.Left);
        // What the whole rows depend on: neither their order nor their number may be lost.
        if (query is Sort or Distinct) return null;
        var pulled = new PulledSubquery(outer);
        if (!pulled.TryPull(query) || pulled.Correlated.Exists(ExpressionVolatility.IsVolatile)) return null;
        return join.Kind == JoinKind.Inner ? Inner(join, above, pulled) : Left(join, above, pulled, outer);
    }

    // What is computed is computed of the joined rows, and may speak of the outer row.
    private static Project Inner(Join join, List<Project> above, PulledSubquery pulled)
    {
        var flat = new Join(JoinKind.Inner, join.Left, pulled.Inner!, Conjunctions.Combine([.. pulled.Correlated, .. Conjunctions.Split(Through(above, join.Condition))]));
        return new Project(flat, [.. join.Output.Select(c => new ProjectItem(Through(above, c.Reference)!, c))]);
    }

    // Rows without a partner have nulls where something is computed: it has to be computed before, of inner rows alone.
    private static Project? Left(Join join, List<Project> above, PulledSubquery pulled, HashSet<ColumnId> outer)
    {
        if (above.Exists(p => p.Items.Any(i => ColumnSets.Of(i.Expression).Overlaps(outer)))) return null;
        var read = new HashSet<ColumnId>();
        foreach (var condition in pulled.Correlated) ColumnSets.Add(condition, read);
        var rows = pulled.Inner!;
        var kept = rows.Output.Where(c => read.Contains(c.Id)).ToImmutableArray();
        for (var i = above.Count - 1; i >= 0; i--)
        {
            var given = ColumnSets.OutputOf(above[i]);
            rows = new Project(rows, [.. above[i].Items, .. kept.Where(c => !given.Contains(c.Id)).Select(c => new ProjectItem(c.Reference, c))]);
        }

        var flat = new Join(JoinKind.Left, join.Left, rows, Conjunctions.Combine([.. pulled.Correlated, .. Conjunctions.Split(join.Condition)]));
        return new Project(flat, [.. join.Output.Select(c => new ProjectItem(c.Reference, c))]);
    }

    private static BoundExpression? Through(List<Project> above, BoundExpression? expression)
    {
        foreach (var project in above)
        {
            if (expression is not null) expression = ColumnSubstitution.Of(project.Items).Visit(expression);
        }

        return expression;
    }
}
