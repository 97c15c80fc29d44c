using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>Plans as the named properties that PostgreSQL gives them in JSON, YAML and XML; tools read these names.</summary>
internal static class PlanProperties
{
    private const int PageBytes = 8192;

    // There are no shared buffers and no local ones; tools expect the numbers to be there.
    private static readonly string[] _unusedBuffers =
    [
        "Shared Hit Blocks", "Shared Read Blocks", "Shared Dirtied Blocks", "Shared Written Blocks",
        "Local Hit Blocks", "Local Read Blocks", "Local Dirtied Blocks", "Local Written Blocks",
    ];

    /// <summary>The properties of a node and of all below it.</summary>
    public static List<(string Name, object Value)> Of(PlanNode node, ExplainOptions options, string? relationship = null, string? subplan = null)
    {
        if (node is ProjectNode { Expressions: var expressions } project && !options.Verbose && !expressions.Any(ExplainPrinter.HasSubplan)) return Of(project.Input, options, relationship, subplan);
        var properties = new List<(string, object)> { ("Node Type", TypeOf(node)) };
        AddKind(node, properties);
        if (relationship is not null) properties.Add(("Parent Relationship", relationship));
        if (subplan is not null) properties.Add(("Subplan Name", subplan));
        properties.Add(("Parallel Aware", false));
        properties.Add(("Async Capable", false));
        AddRelation(node, options, properties);
        if (options.Costs)
        {
            var (startup, total) = PlanCosts.Of(node);
            properties.Add(("Startup Cost", Cost(startup)));
            properties.Add(("Total Cost", Cost(total)));
            properties.Add(("Plan Rows", (long)Math.Round(node.EstimatedRows)));
            properties.Add(("Plan Width", PlanCosts.WidthOf(node)));
        }

        AddFigures(node, options, properties);
        if (options.Verbose && !node.Output.IsEmpty) properties.Add(("Output", node.Output.Select(c => c.Name).ToList()));
        foreach (var detail in ExplainPrinter.Details(node, options))
        {
            var colon = detail.IndexOf(": ", StringComparison.Ordinal);
            var (name, value) = (detail[..colon], detail[(colon + 2)..]);
            properties.Add(name is "Sort Key" or "Group Key" ? (name, value.Split(", ")) : long.TryParse(value, out var number) ? (name, number) : (name, value));
        }

        AddSpace(node, options, properties);
        AddBuffers(node, options, properties);
        if (Plans(node, options) is { Count: > 0 } plans) properties.Add(("Plans", plans));
        return properties;
    }

    private static List<IReadOnlyList<(string Name, object Value)>> Plans(PlanNode node, ExplainOptions options)
    {
        var plans = new List<IReadOnlyList<(string, object)>>();
        foreach (var subquery in ExplainPrinter.Subplans(node))
        {
            var isInitial = subquery.Correlations.IsEmpty;
            plans.Add(Of(subquery.Plan, options, isInitial ? "InitPlan" : "SubPlan", isInitial ? "InitPlan" : "SubPlan"));
        }

        if (node is WithNode with)
        {
            foreach (var table in with.Tables)
            {
                plans.Add(Of(table.Query, options, "InitPlan", $"CTE {table.Name}"));
                if (table.Recursive is not null) plans.Add(Of(table.Recursive, options, "InitPlan", $"CTE {table.Name} (recursive term)"));
            }

            plans.Add(Of(with.Query, options, "Outer"));
            return plans;
        }

        if (node is OrderedScanNode) return plans;
        for (var i = 0; i < node.Inputs.Length; i++) plans.Add(Of(node.Inputs[i], options, node is AppendNode ? "Member" : i == 0 ? "Outer" : "Inner"));
        return plans;
    }

    private static string TypeOf(PlanNode node) => node switch
    {
        SeqScanNode or VirtualScanNode => "Seq Scan",
        OrderedScanNode => "Index Scan",
        FunctionScanNode => "Function Scan",
        ValuesNode { Output.IsEmpty: false } => "Values Scan",
        ValuesNode or EmptyNode or ProjectNode or FilterNode => "Result",
        SortNode or TopNNode => "Sort",
        LimitNode => "Limit",
        DistinctNode { IsOrdered: true } => "Unique",
        DistinctNode or AggregateNode => "Aggregate",
        GapFillNode => "Custom Scan",
        AppendNode or WithNode => "Append",
        SetOperationNode => "SetOp",
        WindowNode => "WindowAgg",
        CommonTableScanNode => "CTE Scan",
        HashJoinNode => "Hash Join",
        MergeJoinNode => "Merge Join",
        AsofJoinNode => "Asof Join",
        NestedLoopNode => "Nested Loop",
        InsertNode or UpdateNode or DeleteNode or MergeNode => "ModifyTable",
        ProjectSetNode => "ProjectSet",
        LockRowsNode => "LockRows",
        FirstPerGroupNode => "Unique",
        _ => node.GetType().Name,
    };

    private static void AddKind(PlanNode node, List<(string, object)> properties)
    {
        switch (node)
        {
            case AggregateNode { Keys.IsEmpty: true }:
                properties.Add(("Strategy", "Plain"));
                properties.Add(("Partial Mode", "Simple"));
                break;
            case DistinctNode { IsOrdered: true }:
                break;
            case AggregateNode { IsOrdered: true }:
                properties.Add(("Strategy", "Sorted"));
                properties.Add(("Partial Mode", "Simple"));
                break;
            case DistinctNode or AggregateNode:
                properties.Add(("Strategy", "Hashed"));
                properties.Add(("Partial Mode", "Simple"));
                break;
            case SetOperationNode n:
                properties.Add(("Strategy", "Hashed"));
                properties.Add(("Command", $"{n.Kind}{(n.IsAll ? " All" : "")}"));
                break;
            case GapFillNode:
                properties.Add(("Custom Plan Provider", "GapFill"));
                break;
            case InsertNode or UpdateNode or DeleteNode or MergeNode:
                properties.Add(("Operation", node.GetType().Name.Replace("Node", "", StringComparison.Ordinal)));
                break;
            case HashJoinNode { Kind: var kind }:
                properties.Add(("Join Type", kind.ToString()));
                break;
            case NestedLoopNode { Kind: var kind }:
                properties.Add(("Join Type", kind.ToString()));
                break;
            case MergeJoinNode { Kind: var kind }:
                properties.Add(("Join Type", kind.ToString()));
                break;
            case AsofJoinNode { Kind: var kind }:
                properties.Add(("Join Type", kind.ToString()));
                break;
        }
    }

    private static void AddRelation(PlanNode node, ExplainOptions options, List<(string, object)> properties)
    {
        switch (node)
        {
            case SeqScanNode n:
                properties.Add(("Relation Name", n.Chunk?.Name ?? n.Table.Name));
                if (options.Verbose) properties.Add(("Schema", n.Table.Schema));
                properties.Add(("Alias", n.Alias));
                break;
            case OrderedScanNode n:
                properties.Add(("Scan Direction", "Forward"));
                properties.Add(("Index Name", n.Index));
                AddRelation(n.Scan, options, properties);
                break;
            case VirtualScanNode n:
                properties.Add(("Relation Name", n.Table.Name));
                properties.Add(("Alias", n.Alias));
                break;
            case FunctionScanNode n:
                properties.Add(("Function Name", n.Calls[0].Function.Name));
                break;
            case CommonTableScanNode n:
                properties.Add(("CTE Name", n.Name));
                break;
            case InsertNode n:
                properties.Add(("Relation Name", n.Table.Name));
                break;
            case UpdateNode n:
                properties.Add(("Relation Name", n.Table.Name));
                break;
            case DeleteNode n:
                properties.Add(("Relation Name", n.Table.Name));
                break;
            case MergeNode n:
                properties.Add(("Relation Name", n.Table.Name));
                break;
        }
    }

    private static void AddFigures(PlanNode node, ExplainOptions options, List<(string, object)> properties)
    {
        if (options.Profile is null) return;
        var profile = options.Profile.Find(node);
        if (options.Timing)
        {
            properties.Add(("Actual Startup Time", 0.0));
            properties.Add(("Actual Total Time", profile?.Elapsed.TotalMilliseconds ?? 0.0));
        }

        properties.Add(("Actual Rows", profile?.Rows ?? 0));
        properties.Add(("Actual Loops", profile?.Loops ?? 0));
    }

    private static void AddSpace(PlanNode node, ExplainOptions options, List<(string, object)> properties)
    {
        if (options.Profile?.Find(node) is not { } used || used.Memory + used.Disk == 0) return;
        switch (node)
        {
            case SortNode or WindowNode:
                properties.Add(("Sort Method", used.Disk > 0 ? "external merge" : "quicksort"));
                properties.Add(("Sort Space Used", Kilobytes(used.Disk > 0 ? used.Disk : used.Memory)));
                properties.Add(("Sort Space Type", used.Disk > 0 ? "Disk" : "Memory"));
                break;
            case HashJoinNode:
                properties.Add(("Hash Batches", used.Batches));
                properties.Add(("Peak Memory Usage", Kilobytes(used.Memory)));
                properties.Add(("Disk Usage", Kilobytes(used.Disk)));
                break;
            case AggregateNode or DistinctNode or SetOperationNode:
                properties.Add(("HashAgg Batches", used.Batches));
                properties.Add(("Peak Memory Usage", Kilobytes(used.Memory)));
                properties.Add(("Disk Usage", Kilobytes(used.Disk)));
                break;
        }
    }

    private static void AddBuffers(PlanNode node, ExplainOptions options, List<(string, object)> properties)
    {
        if (!options.Buffers) return;
        foreach (var name in _unusedBuffers) properties.Add((name, 0));
        var pages = Pages(options.Profile?.Find(node)?.Disk ?? 0);
        properties.Add(("Temp Read Blocks", pages));
        properties.Add(("Temp Written Blocks", pages));
    }

    // Beyond what a decimal holds nobody tells costs apart.
    private static decimal Cost(double cost) => (decimal)Math.Min(cost, 1e20);

    /// <summary>Pages of PostgreSQL's size.</summary>
    internal static long Pages(long bytes) => (bytes + PageBytes - 1) / PageBytes;

    internal static long Kilobytes(long bytes) => (bytes + 1023) / 1024;
}
