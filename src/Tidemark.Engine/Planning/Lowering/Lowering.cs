using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <summary>Chooses an operator for each relation.</summary>
internal sealed partial class Lowering(PlanningContext context)
{
    /// <summary>The plan of a relation.</summary>
    public PlanNode Lower(Relation relation) => relation switch
    {
        TableScan r => Scan(r, []),
        VirtualScan r => new VirtualScanNode(r.Table, r.Alias, VirtualColumns(r), r.Columns),
        FunctionScan r => new FunctionScanNode(LowerCalls(r.Calls, new ExpressionLowering(this, [])), r.Ordinality is not null, r.Output),
        Values r => LowerValues(r),
        Filter r => LowerFilter(r),
        LockRows r => LowerLocks(r, null, null),
        Project r => LowerProject(r),
        ProjectSet r => LowerProjectSet(r),
        Join r => LowerJoin(r),
        AsofJoin r => LowerAsof(r),
        Aggregate r => LowerAggregate(r),
        Window r => LowerWindow(r),
        Sort r => LowerSort(r),
        Limit r => LowerLimit(r),
        Distinct r => LowerDistinct(r),
        FirstPerGroup r => LowerFirstPerGroup(r),
        GapFill r => LowerGapFill(r),
        SetOperation r => LowerSetOperation(r),
        With r => LowerWith(r),
        CommonTableScan r => new CommonTableScanNode(r.Id, r.Name, r.Columns),
        _ => throw InternalErrors.Unexpected($"no operator for {relation.GetType().Name}"),
    };

    /// <summary>The plan of a relation of which only these expressions read: a scan does not read columns that are only tested by storage.</summary>
    private PlanNode LowerFor(Relation relation, IEnumerable<BoundExpression> readers)
    {
        if (relation is not Filter { Input: TableScan scan } filter) return Lower(relation);
        var conditions = Conjunctions.Split(filter.Condition);
        if (conditions.Any(Estimates.IsNeverTrue)) return new EmptyNode(filter.Output);
        var read = new HashSet<ColumnId>();
        foreach (var reader in readers) ColumnSets.Add(reader, read);
        return Scan(scan, conditions, read);
    }

    private PlanNode Scan(TableScan scan, ImmutableArray<BoundExpression> conditions, HashSet<ColumnId>? read = null)
    {
        var pushed = new List<ScanCondition>();
        var alternatives = new List<ScanAlternatives>();
        var remaining = new List<BoundExpression>();
        new ScanConditions(scan).Divide(conditions, pushed, alternatives, remaining);
        if (read is not null)
        {
            foreach (var condition in remaining) ColumnSets.Add(condition, read);
            scan = scan with { Columns = scan.Columns.RemoveAll(c => !read.Contains(c.Output.Id)) };
        }

        var outer = new ExpressionLowering(this, []);
        var rows = context.RowCount(scan.Table) ?? 1000;
        var node = new SeqScanNode(
            scan.Table,
            scan.Chunk,
            scan.Alias,
            [.. scan.Columns.Select(c => c.Number)],
            scan.RowId is not null,
            scan.ChunkOid is not null,
            [.. pushed.Select(Lowered)],
            ChunkOrder.Any,
            scan.Output)
        {
            Alternatives = [.. alternatives.Select(a => new ScanAlternatives([.. a.Cases.Select(c => c.Select(Lowered).ToImmutableArray())]))],
            EstimatedRows = Estimates.AfterConditions(rows, pushed),
        };
        return Filtered(node, remaining);

        ScanCondition Lowered(ScanCondition condition) => condition with { Values = outer.Visit(condition.Values), Through = condition.Through is null ? null : (BoundCall)outer.Visit(condition.Through) };
    }

    private PlanNode Filtered(PlanNode input, IReadOnlyCollection<BoundExpression> conditions)
    {
        if (conditions.Count == 0 || input is EmptyNode) return input;
        var lowering = new ExpressionLowering(this, input.Output);
        // Subqueries are dear: what can be tested without them is tested first.
        var ordered = conditions.OrderBy(c => ExpressionVolatility.HasSubquery(c) ? 1 : 0);
        return new FilterNode(input, [.. ordered.Select(lowering.Visit)]) { EstimatedRows = input.EstimatedRows * Math.Pow(Estimates.FilterSelectivity, conditions.Count) };
    }

    private PlanNode LowerFilter(Filter filter)
    {
        var conditions = Conjunctions.Split(filter.Condition);
        if (conditions.Any(Estimates.IsNeverTrue)) return new EmptyNode(filter.Output);
        return filter.Input switch
        {
            TableScan scan => Scan(scan, conditions),
            Window window when !context.DisabledRules.Contains("window_top_n") => Filtered(LowerWindow(window) with { FirstRows = FirstRows(window, conditions) }, conditions),
            var input => Filtered(Lower(input), conditions),
        };
    }

    private PlanNode LowerProject(Project project)
    {
        var input = LowerFor(project.Input, project.Items.Select(i => i.Expression));
        if (input is EmptyNode) return new EmptyNode(project.Output);
        var lowering = new ExpressionLowering(this, input.Output);
        var expressions = project.Items.Select(i => lowering.Visit(i.Expression)).ToImmutableArray();
        if (expressions.Length == input.Output.Length && IsIdentity(expressions, project.Output, input.Output)) return input;
        return new ProjectNode(input, expressions, project.Output) { EstimatedRows = input.EstimatedRows };
    }

    private static bool IsIdentity(ImmutableArray<BoundExpression> expressions, ImmutableArray<OutputColumn> output, ImmutableArray<OutputColumn> input)
    {
        for (var i = 0; i < expressions.Length; i++)
        {
            if (expressions[i] is not InputColumn column || column.Ordinal != i || output[i].Id != input[i].Id) return false;
        }

        return true;
    }

    private ProjectSetNode LowerProjectSet(ProjectSet set)
    {
        var input = Lower(set.Input);
        return new ProjectSetNode(input, LowerCalls(set.Calls, new ExpressionLowering(this, input.Output)), set.Output) { EstimatedRows = input.EstimatedRows * 10 };
    }

    private static ImmutableArray<TableFunctionReference> LowerCalls(ImmutableArray<TableFunctionReference> calls, ExpressionLowering lowering) =>
        [.. calls.Select(c => c with { Arguments = lowering.Visit(c.Arguments) })];

    private ValuesNode LowerValues(Values values)
    {
        var lowering = new ExpressionLowering(this, []);
        return new ValuesNode([.. values.Rows.Select(lowering.Visit)], values.Columns) { EstimatedRows = values.Rows.Length };
    }

    private static ImmutableArray<int> VirtualColumns(VirtualScan scan)
    {
        var columns = ImmutableArray.CreateBuilder<int>(scan.Columns.Length);
        foreach (var column in scan.Columns)
        {
            var place = -1;
            for (var i = 0; i < scan.Table.Columns.Length && place < 0; i++)
            {
                if (scan.Table.Columns[i].Name == column.Name) place = i;
            }

            columns.Add(place >= 0 ? place : throw InternalErrors.Unexpected($"{scan.Table.Name} has no column {column.Name}"));
        }

        return columns.DrainToImmutable();
    }

    private PlanNode LowerSort(Sort sort)
    {
        var input = Lower(sort.Input);
        var keys = LowerKeys(sort.Keys, input);
        return (UsesOrder("ordered_scans") ? _orders.TryOrder(input, keys) : null) ?? new SortNode(input, keys) { EstimatedRows = input.EstimatedRows };
    }

    private ImmutableArray<SortKey> LowerKeys(ImmutableArray<SortKey> keys, PlanNode input)
    {
        var lowering = new ExpressionLowering(this, input.Output);
        return [.. keys.Select(lowering.Visit)];
    }

    private PlanNode LowerLimit(Limit limit)
    {
        var outer = new ExpressionLowering(this, []);
        var count = limit.Count is null ? null : outer.Visit(limit.Count);
        var offset = limit.Offset is null ? null : outer.Visit(limit.Offset);
        if (limit.Input is Sort sort && count is not null && limit.TieKeys.IsEmpty && !context.DisabledRules.Contains("top_n"))
        {
            var sorted = Lower(sort.Input);
            if (HasOrder(sorted) && _orders.TryOrder(sorted, LowerKeys(sort.Keys, sorted)) is { } ordered) return new LimitNode(ordered, count, offset, []) { EstimatedRows = Math.Min(sorted.EstimatedRows, 100) };
            return Bounds.Bind(new TopNNode(sorted, LowerKeys(sort.Keys, sorted), count, offset) { EstimatedRows = Math.Min(sorted.EstimatedRows, 100) }, context);
        }

        var input = limit.Input is LockRows locks && limit.TieKeys.IsEmpty ? LowerLocks(locks, count, offset)
            : limit.Input is Aggregate aggregate && count is not null ? LowerAggregate(aggregate, isLimited: true) : Lower(limit.Input);
        var lowering = new ExpressionLowering(this, input.Output);
        return new LimitNode(input, count, offset, [.. limit.TieKeys.Select(k => lowering.Visit(k.Expression))]) { EstimatedRows = Math.Min(input.EstimatedRows, 100) };
    }

    private PlanNode LowerDistinct(Distinct distinct)
    {
        if (distinct.Input is Sort sort && !context.DisabledRules.Contains("first_per_group") && TrySplitOrder(distinct, sort) is { } rest)
        {
            var first = LowerFirstPerGroup(new FirstPerGroup(sort.Input, distinct.Keys, rest));
            return new SortNode(first, LowerKeys(sort.Keys, first)) { EstimatedRows = first.EstimatedRows };
        }

        var input = Lower(distinct.Input);
        var lowered = new ExpressionLowering(this, input.Output).Visit(distinct.Keys);
        return InOrder(new DistinctNode(input, lowered) { EstimatedRows = Estimates.Groups(input.EstimatedRows, distinct.Keys.Length) });
    }

    private FirstPerGroupNode LowerFirstPerGroup(FirstPerGroup first)
    {
        var rows = Lower(first.Input);
        var keys = new ExpressionLowering(this, rows.Output).Visit(first.Keys);
        return new FirstPerGroupNode(rows, keys, LowerKeys(first.OrderBy, rows)) { EstimatedRows = Estimates.Groups(rows.EstimatedRows, keys.Length) };
    }

    // The order that is left once rows are grouped by the DISTINCT ON keys, which lead the order; null where they do not.
    private static ImmutableArray<SortKey>? TrySplitOrder(Distinct distinct, Sort sort)
    {
        var groups = distinct.Keys.ToHashSet(ExpressionComparer.Instance);
        var leading = sort.Keys.TakeWhile(k => groups.Contains(k.Expression)).Count();
        if (leading == 0 || leading == sort.Keys.Length || sort.Keys.Take(leading).Select(k => k.Expression).Distinct(ExpressionComparer.Instance).Count() != groups.Count) return null;
        var rest = sort.Keys.RemoveRange(0, leading);
        return rest.All(k => HasKeyBytes(k.Expression.Type)) ? rest : null;
    }

    /// <summary>Whether values of a type have a form in which bytes compare as they do, which finding first rows needs.</summary>
    internal static bool HasKeyBytes(SqlType type) => ValueComparison.OrderOf(type) is not (ValueOrder.Jsonb or ValueOrder.Array or ValueOrder.Record);

    private PlanNode LowerSetOperation(SetOperation operation)
    {
        if (operation.Kind != SetOperationKind.Union)
        {
            var left = Lower(operation.Left);
            return new SetOperationNode(operation.Kind, operation.IsAll, left, Lower(operation.Right), operation.Columns) { EstimatedRows = left.EstimatedRows };
        }

        var parts = ImmutableArray.CreateBuilder<PlanNode>();
        AddParts(operation, operation, parts);
        var append = new AppendNode(parts.ToImmutable(), operation.Columns) { EstimatedRows = parts.Sum(p => p.EstimatedRows) };
        if (operation.IsAll) return append;
        return new DistinctNode(append, [.. operation.Columns.Select((c, i) => new InputColumn(i, c.Type, c.Name))]) { EstimatedRows = append.EstimatedRows / 2 };
    }

    // UNION of UNIONs: what is inside of a UNION may keep its duplicates, and a UNION ALL is taken apart anywhere.
    private void AddParts(Relation relation, SetOperation root, ImmutableArray<PlanNode>.Builder parts)
    {
        if (relation is SetOperation { Kind: SetOperationKind.Union } union && (union.IsAll || !root.IsAll))
        {
            AddParts(union.Left, root, parts);
            AddParts(union.Right, root, parts);
        }
        else
        {
            parts.Add(Lower(relation));
        }
    }
}
