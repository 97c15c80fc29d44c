using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>Plans as lines of text, in the form that PostgreSQL gives them.</summary>
internal static class ExplainPrinter
{
    /// <summary>EXPLAIN and EXPLAIN ANALYZE; the latter runs the plan. Any other format than text is one line.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="context">The execution.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="options">What of it is shown.</param>
    public static IReadOnlyList<string> Print(Plan plan, QueryContext context, ExplainRequest request, ExplainOptions options)
    {
        if (!request.IsAnalyzed) return Finish(plan, request, options with { Chunks = node => ScanSource.CountChunks(node, context) }, null);
        var profile = new QueryProfile();
        var start = Stopwatch.GetTimestamp();
        using (var stream = Operators.Open(plan.Root, context.Measured(profile)))
        {
            while (stream.Next() is not null)
            {
            }
        }

        return Finish(plan, request, options with { Profile = profile }, Stopwatch.GetElapsedTime(start));
    }

    private static List<string> Finish(Plan plan, ExplainRequest request, ExplainOptions options, TimeSpan? execution)
    {
        if (request.Format == ExplainFormat.Text)
        {
            var lines = new List<string>(Print(plan, options));
            if (request.PlanningTime is { } planned) lines.Add(string.Create(CultureInfo.InvariantCulture, $"Planning Time: {planned.TotalMilliseconds:F3} ms"));
            if (execution is { } run && request.PlanningTime is not null) lines.Add(string.Create(CultureInfo.InvariantCulture, $"Execution Time: {run.TotalMilliseconds:F3} ms"));
            return lines;
        }

        var properties = new List<(string, object)> { ("Plan", PlanProperties.Of(plan.Root, options)) };
        if (request.PlanningTime is { } planning) properties.Add(("Planning Time", planning.TotalMilliseconds));
        if (execution is not null) properties.Add(("Triggers", new List<IReadOnlyList<(string Name, object Value)>>()));
        if (execution is { } elapsed && request.PlanningTime is not null) properties.Add(("Execution Time", elapsed.TotalMilliseconds));
        return [PlanText.Write(properties, request.Format)];
    }

    /// <summary>The lines of a plan.</summary>
    public static IReadOnlyList<string> Print(Plan plan, ExplainOptions options)
    {
        var lines = new List<string>();
        Print(plan.Root, 0, "", options, lines);
        return lines;
    }

    private static void Print(PlanNode node, int depth, string label, ExplainOptions options, List<string> lines)
    {
        // A projection costs nothing to speak of and is not shown, as PostgreSQL does not show its own.
        if (node is ProjectNode { Expressions: var expressions } project && !options.Verbose && !expressions.Any(HasSubplan))
        {
            Print(project.Input, depth, label, options, lines);
            return;
        }

        var indent = depth == 0 ? "" : new string(' ', (depth * 6) - 4) + "->  ";
        var margin = new string(' ', depth == 0 ? 2 : (depth * 6) + 2);
        if (label.Length > 0)
        {
            lines.Add(new string(' ', Math.Max(0, (depth * 6) - 4)) + label);
        }

        lines.Add(indent + NameOf(node) + Figures(node, options));
        if (options.Verbose && !node.Output.IsEmpty) lines.Add($"{margin}Output: {string.Join(", ", node.Output.Select(c => c.Name))}");
        foreach (var detail in Details(node, options).Concat(Space(node, options)).Concat(Buffers(node, options))) lines.Add(margin + detail);
        PrintSubplans(node, depth, options, lines);
        if (node is WithNode with)
        {
            foreach (var table in with.Tables)
            {
                Print(table.Query, depth + 1, $"CTE {table.Name}", options, lines);
                if (table.Recursive is not null) Print(table.Recursive, depth + 1, $"CTE {table.Name} (recursive term)", options, lines);
            }

            Print(with.Query, depth + 1, "", options, lines);
            return;
        }

        if (node is OrderedScanNode) return;
        foreach (var input in node.Inputs) Print(input, depth + 1, "", options, lines);
    }

    private static string NameOf(PlanNode node) => node switch
    {
        SeqScanNode n => $"Seq Scan on {(n.Chunk is null ? n.Table.Name : n.Chunk.Name)}{(n.Alias == n.Table.Name || n.Alias.Length == 0 ? "" : " " + n.Alias)}",
        OrderedScanNode n => $"Index Scan using {n.Index} on {(n.Scan.Chunk is null ? n.Scan.Table.Name : n.Scan.Chunk.Name)}{(n.Scan.Alias == n.Scan.Table.Name || n.Scan.Alias.Length == 0 ? "" : " " + n.Scan.Alias)}",
        VirtualScanNode n => $"Seq Scan on {n.Table.Name}{(n.Alias == n.Table.Name || n.Alias.Length == 0 ? "" : " " + n.Alias)}",
        FunctionScanNode n => $"Function Scan on {string.Join(", ", n.Calls.Select(c => c.Function.Name))}",
        ValuesNode { Output.IsEmpty: true } => "Result",
        ValuesNode => "Values Scan",
        EmptyNode => "Result",
        FilterNode => "Filter",
        ProjectNode => "Result",
        ProjectSetNode => "ProjectSet",
        LockRowsNode => "LockRows",
        SortNode => "Sort",
        TopNNode => "Top-N Sort",
        LimitNode => "Limit",
        DistinctNode { IsOrdered: true } => "Unique",
        DistinctNode => "HashAggregate",
        FirstPerGroupNode => "First per Group",
        GapFillNode => "Custom Scan (GapFill)",
        AppendNode => "Append",
        SetOperationNode n => $"HashSetOp {n.Kind}{(n.IsAll ? " All" : "")}",
        WindowNode => "WindowAgg",
        WithNode => "CTE",
        CommonTableScanNode n => $"CTE Scan on {n.Name}",
        AggregateNode { Keys.IsEmpty: true } => "Aggregate",
        AggregateNode { IsOrdered: true } => "GroupAggregate",
        AggregateNode => "HashAggregate",
        HashJoinNode n => $"Hash{Kind(n.Kind)} Join",
        MergeJoinNode n => $"Merge{Kind(n.Kind)} Join",
        AsofJoinNode n => $"Asof{Kind(n.Kind)} Join",
        NestedLoopNode n => $"Nested Loop{Kind(n.Kind)}{(n.Kind == JoinKind.Inner ? "" : " Join")}",
        InsertNode n => $"Insert on {n.Table.Name}",
        MergeNode n => $"Merge on {n.Table.Name}",
        UpdateNode n => $"Update on {n.Table.Name}",
        DeleteNode n => $"Delete on {n.Table.Name}",
        _ => node.GetType().Name,
    };

    private static string Kind(JoinKind kind) => kind == JoinKind.Inner ? "" : " " + kind;

    private static string Figures(PlanNode node, ExplainOptions options)
    {
        var text = new StringBuilder();
        if (options.Costs)
        {
            var (startup, total) = PlanCosts.Of(node);
            text.Append(CultureInfo.InvariantCulture, $"  (cost={startup:F2}..{total:F2} rows={Math.Round(node.EstimatedRows)} width={PlanCosts.WidthOf(node)})");
        }

        if (options.Profile is null) return text.ToString();
        if (options.Profile.Find(node) is not { } profile) return text.Append(" (never executed)").ToString();
        text.Append(CultureInfo.InvariantCulture, $" (actual {(options.Timing ? $"time={profile.Elapsed.TotalMilliseconds:F3} " : "")}rows={profile.Rows} loops={profile.Loops})");
        return text.ToString();
    }

    /// <summary>What is told of a node besides its name and figures, each as "name: value".</summary>
    internal static IEnumerable<string> Details(PlanNode node, ExplainOptions options)
    {
        switch (node)
        {
            case SeqScanNode scan:
                if (!scan.Conditions.IsEmpty) yield return $"Index Cond: {All(scan.Conditions.Select(c => ExpressionPrinter.Print(c.Source)))}";
                if (scan.Order != ChunkOrder.Any) yield return $"Order: {(scan.Order == ChunkOrder.Descending ? "newest" : "oldest")} chunk first";
                if (scan.Table.Hypertable is not null && scan.Chunk is null && Chunks(scan, options) is var (read, total))
                {
                    yield return $"Chunks read: {read} of {total}";
                    if (read < total) yield return $"Chunks excluded: {total - read}";
                }

                if (options.Profile?.Find(scan)?.Segments is { } segments && segments.Read < segments.Total)
                {
                    yield return $"Segments skipped: {segments.Total - segments.Read} of {segments.Total}{(segments.Filtered > 0 ? $", {segments.Filtered} of them by filters" : "")}";
                }

                break;
            case OrderedScanNode ordered:
                foreach (var detail in Details(ordered.Scan, options)) yield return detail;
                break;
            case FilterNode filter:
                yield return $"Filter: {All(filter.Conditions.Select(ExpressionPrinter.Print))}";
                break;
            case EmptyNode:
                yield return "One-Time Filter: false";
                break;
            case SortNode sort:
                yield return $"Sort Key: {string.Join(", ", sort.Keys.Select(ExpressionPrinter.Print))}";
                break;
            case TopNNode top:
                yield return $"Sort Key: {string.Join(", ", top.Keys.Select(ExpressionPrinter.Print))}";
                yield return $"Limit: {ExpressionPrinter.Print(top.Count)}";
                break;
            case AggregateNode { Keys.IsEmpty: false } aggregate:
                yield return $"Group Key: {ExpressionPrinter.List(aggregate.Keys)}";
                break;
            case DistinctNode { IsOrdered: false } distinct:
                yield return $"Group Key: {ExpressionPrinter.List(distinct.Keys)}";
                break;
            case FirstPerGroupNode first:
                yield return $"Group Key: {ExpressionPrinter.List(first.Keys)}";
                yield return $"Order: {string.Join(", ", first.OrderBy.Select(ExpressionPrinter.Print))}";
                break;
            case HashJoinNode join:
                yield return $"Hash Cond: {All(join.LeftKeys.Zip(join.RightKeys, (l, r) => $"({ExpressionPrinter.Print(l)} = {ExpressionPrinter.Print(r)})"))}";
                if (join.Residual is not null) yield return $"Join Filter: {ExpressionPrinter.Print(join.Residual)}";
                break;
            case MergeJoinNode merge:
                yield return $"Merge Cond: {All(merge.LeftKeys.Zip(merge.RightKeys, (l, r) => $"({ExpressionPrinter.Print(l)} = {ExpressionPrinter.Print(r)})"))}";
                if (merge.Residual is not null) yield return $"Join Filter: {ExpressionPrinter.Print(merge.Residual)}";
                break;
            case AsofJoinNode asof:
                yield return $"Asof Cond: {All(asof.LeftKeys.Zip(asof.RightKeys, (l, r) => $"({ExpressionPrinter.Print(l)} = {ExpressionPrinter.Print(r)})").Append($"({ExpressionPrinter.Print(asof.LeftOrder)} {asof.Symbol} {ExpressionPrinter.Print(asof.RightOrder)})"))}";
                if (asof.Tolerance is not null) yield return $"Tolerance: {ExpressionPrinter.Print(asof.Tolerance)}";
                break;
            case WindowNode { FirstRows: { } first }:
                yield return $"First Rows: {ExpressionPrinter.Print(first)}";
                break;
            case NestedLoopNode { Condition: { } condition }:
                yield return $"Join Filter: {ExpressionPrinter.Print(condition)}";
                break;
        }
    }

    private static (int Read, int Total)? Chunks(SeqScanNode scan, ExplainOptions options) => options.Profile?.Find(scan)?.Chunks ?? options.Chunks?.Invoke(scan);

    private static string All(IEnumerable<string> conditions)
    {
        var list = conditions.ToList();
        return list.Count == 1 ? list[0] : $"({string.Join(" AND ", list)})";
    }

    /// <summary>Whether an expression runs a plan of its own.</summary>
    internal static bool HasSubplan(BoundExpression expression) => PlanExpressionTree.Any(expression, e => e is PlannedSubquery);

    // Memory and disk that an operator used.
    private static IEnumerable<string> Space(PlanNode node, ExplainOptions options)
    {
        if (!options.Timing || options.Profile?.Find(node) is not { } used || used.Memory + used.Disk == 0) yield break;
        var (memory, disk) = (PlanProperties.Kilobytes(used.Memory), PlanProperties.Kilobytes(used.Disk));
        switch (node)
        {
            case SortNode or WindowNode:
                yield return disk > 0 ? $"Sort Method: external merge  Disk: {disk}kB" : $"Sort Method: quicksort  Memory: {memory}kB";
                break;
            case HashJoinNode:
                yield return $"Batches: {used.Batches}  Memory Usage: {memory}kB{(disk > 0 ? $"  Disk Usage: {disk}kB" : "")}";
                break;
            case AggregateNode { Keys.IsEmpty: false } or DistinctNode or SetOperationNode:
                yield return $"Batches: {used.Batches}  Memory Usage: {memory}kB{(disk > 0 ? $"  Disk Usage: {disk}kB" : "")}";
                break;
            case WithNode when disk > 0:
                yield return $"Storage: Disk  Disk Usage: {disk}kB";
                break;
        }
    }

    private static IEnumerable<string> Buffers(PlanNode node, ExplainOptions options)
    {
        if (options.Buffers && options.Profile?.Find(node) is { Disk: > 0 } used) yield return $"Buffers: temp read={PlanProperties.Pages(used.Disk)} written={PlanProperties.Pages(used.Disk)}";
    }

    private static void PrintSubplans(PlanNode node, int depth, ExplainOptions options, List<string> lines)
    {
        foreach (var subquery in Subplans(node)) Print(subquery.Plan, depth + 1, subquery.Correlations.IsEmpty ? "InitPlan" : "SubPlan", options, lines);
    }

    /// <summary>The plans that a node's expressions run.</summary>
    internal static IEnumerable<PlannedSubquery> Subplans(PlanNode node)
    {
        IEnumerable<BoundExpression> expressions = node switch
        {
            FilterNode n => n.Conditions,
            ProjectNode n => n.Expressions,
            SeqScanNode n => n.Conditions.SelectMany(c => c.Values),
            OrderedScanNode n => n.Scan.Conditions.SelectMany(c => c.Values),
            ValuesNode n => n.Rows.SelectMany(r => r),
            _ => [],
        };
        return expressions.SelectMany(Subqueries);
    }

    private static IEnumerable<PlannedSubquery> Subqueries(BoundExpression expression)
    {
        if (expression is PlannedSubquery subquery) yield return subquery;
        foreach (var child in PlanExpressionTree.Children(expression))
        {
            foreach (var found in Subqueries(child)) yield return found;
        }
    }
}
