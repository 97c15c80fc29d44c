using System.Collections.Immutable;
using System.Diagnostics;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>A rewrite of relations that keeps their meaning and their output.</summary>
/// <param name="Name">What settings and EXPLAIN call it.</param>
/// <param name="Apply">Gives the relation in place of a query's; the same object where there is nothing to do.</param>
internal sealed record Rule(string Name, Func<Relation, PlanningContext, Relation> Apply)
{
    /// <summary>Whether it has something to do where some columns and rows of a table are asked for and nothing else.</summary>
    public bool ConcernsPlainScans { get; init; }
}

/// <summary>Runs the rules over a statement: leaves out those that are disabled, times each, and checks the tree after it, so that a wrong tree names the guilty rule.</summary>
internal sealed class Optimizer(PlanningContext context)
{
    private readonly ImmutableArray<RuleTime>.Builder _times = ImmutableArray.CreateBuilder<RuleTime>();

    /// <summary>The rules in their order.</summary>
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new("inline_common_tables", InlineCommonTables.Apply),
        new("fold_constants", FoldConstants.Apply) { ConcernsPlainScans = true },
        new("decorrelate_subqueries", DecorrelateSubqueries.Apply),
        new("unnest_first_rows", UnnestFirstRows.Apply),
        new("flatten_laterals", FlattenLaterals.Apply),
        new("push_filters", PushFilters.Apply) { ConcernsPlainScans = true },
        new("order_joins", OrderJoins.Apply),
        new("prune_columns", PruneColumns.Apply) { ConcernsPlainScans = true },
        new("merge_projections", MergeProjections.Apply) { ConcernsPlainScans = true },
        new("find_last_points", FindLastPoints.Apply),
        new("push_limits", PushLimits.Apply),
        new("remove_sorts", RemoveSorts.Apply),
    ];

    /// <summary>What was run so far.</summary>
    public ImmutableArray<RuleTime> Times => _times.ToImmutable();

    /// <summary>The statement over rewritten relations.</summary>
    public BoundStatement Rewrite(BoundStatement statement) => statement switch
    {
        BoundQuery s => s with { Relation = Rewrite(s.Relation) },
        BoundInsert s => s with { Source = Rewrite(s.Source) },
        BoundUpdate s => s with { Source = Rewrite(s.Source) },
        BoundMerge s => s with { Source = Rewrite(s.Source) },
        BoundDelete s => s with { Source = Rewrite(s.Source) },
        _ => statement,
    };

    // Look-ups are planned in less time than most rules take to see that there is nothing to do.
    private static bool IsPlainScan(Relation relation) => relation switch
    {
        TableScan => true,
        Filter { Input: TableScan } filter => !HasSubquery(filter.Condition),
        Project { Input: TableScan or Filter { Input: TableScan } } project => !project.Items.Any(i => HasSubquery(i.Expression)) && IsPlainScan(project.Input),
        _ => false,
    };

    private static bool HasSubquery(BoundExpression expression) => PlanExpressionTree.Any(expression, static e => e is BoundSubquery);

    private Relation Rewrite(Relation relation)
    {
        if (relation is Values { Rows.Length: > 100 }) return relation;
        relation = PlanGapFills.Apply(relation, context);
        var isPlain = IsPlainScan(relation);
        foreach (var rule in Rules)
        {
            if (isPlain && !rule.ConcernsPlainScans) continue;
            if (context.DisabledRules.Contains(rule.Name)) continue;
            var start = Stopwatch.GetTimestamp();
            var rewritten = rule.Apply(relation, context);
            _times.Add(new RuleTime(rule.Name, Stopwatch.GetElapsedTime(start), !ReferenceEquals(rewritten, relation)));
            if (context.ChecksInvariants && !ReferenceEquals(rewritten, relation)) PlanInvariants.Check(relation, rewritten, rule.Name);
            relation = rewritten;
        }

        return relation;
    }
}
