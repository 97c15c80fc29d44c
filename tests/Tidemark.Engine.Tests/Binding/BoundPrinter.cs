using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>Bound trees as compact text: one relation a line, indented by depth, expressions in a prefix form close to SQL.</summary>
internal static class BoundPrinter
{
    /// <summary>A relation and all below it.</summary>
    public static string Print(Relation relation)
    {
        var text = new StringBuilder();
        Print(relation, 0, text);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>An expression on one line.</summary>
    public static string Print(BoundExpression expression) => expression switch
    {
        BoundConstant e => Print(e),
        BoundColumn e => $"{e.Name}{e.Id}",
        BoundParameter e => $"${e.Index + 1}",
        BoundCall { OperatorName: { } name } e => e.Arguments.Length == 1 ? $"({name} {Print(e.Arguments[0])})" : $"({Print(e.Arguments[0])} {name} {Print(e.Arguments[1])})",
        BoundCall e => $"{e.Function.Name}({List(e.Arguments)})",
        BoundConversion e => $"{Print(e.Operand)}::{e.Type}{(e.IsExplicit ? "" : "~")}",
        BoundLogical e => $"({string.Join(e.IsAnd ? " AND " : " OR ", e.Operands.Select(Print))})",
        BoundNot e => $"NOT {Print(e.Operand)}",
        BoundIsNull e => $"({Print(e.Operand)} IS {(e.IsNegated ? "NOT " : "")}NULL)",
        BoundBooleanTest e => $"({Print(e.Operand)} IS {(e.IsNegated ? "NOT " : "")}{(e.Expected ? "TRUE" : "FALSE")})",
        BoundDistinctFrom e => $"({Print(e.Left)} IS {(e.IsNegated ? "NOT " : "")}DISTINCT FROM {Print(e.Right)})",
        BoundCase e => $"CASE{string.Concat(e.Branches.Select(b => $" WHEN {Print(b.Condition)} THEN {Print(b.Result)}"))}{(e.Else is null ? "" : $" ELSE {Print(e.Else)}")} END",
        BoundCoalesce e => $"COALESCE({List(e.Operands)})",
        BoundDomain e => $"({Print(e.Operand)})::{e.Type}",
        BoundNullIf e => $"NULLIF({Print(e.Left)}, {Print(e.Right)})",
        BoundExtreme e => $"{(e.IsGreatest ? "GREATEST" : "LEAST")}({List(e.Operands)})",
        BoundInList e => $"({Print(e.Operand)} {(e.IsNegated ? "NOT " : "")}IN ({List(e.Values)}))",
        BoundArrayComparison e => $"({Print(e.Operand)} {e.OperatorName} {(e.IsAll ? "ALL" : "ANY")} {Print(e.Array)})",
        BoundArray e => $"ARRAY[{List(e.Elements)}]",
        BoundSubscript e => $"{Print(e.Operand)}{string.Concat(e.Indexes.Select(i => i.IsSlice ? $"[{Optional(i.Lower)}:{Optional(i.Upper)}]" : $"[{Optional(i.Upper)}]"))}",
        BoundRow e => $"ROW({List(e.Fields)})",
        BoundField e => $"({Print(e.Operand)}).{e.Name}",
        BoundAggregate e => Print(e),
        BoundSubquery e => Print(e),
        _ => expression.GetType().Name,
    };

    private static string Print(BoundConstant constant)
    {
        if (constant.IsNull) return "NULL";
        if (constant.Type.Physical == PhysicalType.Bytes && constant.Type.Kind is TypeKind.Unknown) return $"'{Constants.TextOf(constant)}'?";
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(constant.Type).FormatText(constant.Value, text, FormatSettings.Default);
        var value = Encoding.UTF8.GetString(VectorAccess.GetBytes(text.Build(), 0));
        return constant.Type.Kind switch
        {
            TypeKind.Bool => value == "t" ? "true" : "false",
            TypeKind.Int4 or TypeKind.Numeric => value,
            TypeKind.Text => $"'{value}'",
            _ => $"'{value}'::{constant.Type.Name}",
        };
    }

    private static string Print(BoundAggregate e)
    {
        var order = e.OrderBy.IsEmpty ? "" : $" ORDER BY {Keys(e.OrderBy)}";
        var filter = e.Filter is null ? "" : $" FILTER {Print(e.Filter)}";
        return $"{e.Function.Name}({(e.IsDistinct ? "DISTINCT " : "")}{List(e.Arguments)}{order}){filter}";
    }

    private static string Print(BoundSubquery e)
    {
        var query = Print(e.Query).Replace("\n", "; ", StringComparison.Ordinal);
        return e.Kind switch
        {
            SubqueryKind.Any or SubqueryKind.All => $"({List(e.Operands)} {e.OperatorName} {e.Kind.ToString().ToUpperInvariant()} [{query}])",
            SubqueryKind.Exists => $"EXISTS [{query}]",
            SubqueryKind.Array => $"ARRAY [{query}]",
            _ => $"[{query}]",
        };
    }

    private static void Print(Relation relation, int depth, StringBuilder text)
    {
        text.Append(' ', depth * 2).Append(Head(relation)).Append('\n');
        if (relation is With with)
        {
            foreach (var table in with.Tables)
            {
                text.Append(' ', (depth + 1) * 2).Append(table.Name).Append(table.RecursiveTerm is null ? "" : table.IsUnionAll ? " recursive all" : " recursive").Append(":\n");
                if (table.Modification is { } modification) text.Append(' ', (depth + 2) * 2).Append(modification.GetType().Name).Append('\n');
                else Print(table.Query, depth + 2, text);
                if (table.RecursiveTerm is { } term) Print(term, depth + 2, text);
            }

            Print(with.Query, depth + 1, text);
            return;
        }

        foreach (var child in RelationTree.Children(relation)) Print(child, depth + 1, text);
    }

    private static string Head(Relation relation) => relation switch
    {
        TableScan r => $"Scan {r.Chunk?.Name ?? r.Table.Name} {r.Alias}({Columns(r.Output)})",
        VirtualScan r => $"Virtual {r.Table.Schema}.{r.Table.Name}({Columns(r.Output)})",
        FunctionScan r => $"Functions {Calls(r.Calls)}{(r.Ordinality is null ? "" : $" ordinality {r.Ordinality.Id}")}",
        Values r => r.Columns.IsEmpty && r.Rows.Length == 1 ? "Row" : $"Values({Columns(r.Columns)}) {string.Join(", ", r.Rows.Select(row => $"({List(row)})"))}",
        Filter r => $"Filter {Print(r.Condition)}",
        Project r => $"Project {Items(r.Items)}",
        ProjectSet r => $"ProjectSet {Calls(r.Calls)}",
        Join r => $"{r.Kind} Join{(r.IsLateral ? " lateral" : "")}{(r.Condition is null ? "" : $" on {Print(r.Condition)}")}",
        Aggregate r => $"Aggregate by ({Items(r.Keys)}){Sets(r)}: {string.Join(", ", r.Calls.Select(c => $"{Print(c.Call)} -> {c.Output.Id}"))}".TrimEnd(' ', ':'),
        Window r => $"Window partition ({List(r.PartitionBy)}) order ({Keys(r.OrderBy)}) {Frame(r.Frame)}: {string.Join(", ", r.Calls.Select(Call))}",
        LockRows r => $"LockRows {string.Join(", ", r.Locks.Select(l => $"{l.Table.Name} {l.Strength} {l.Wait}"))}",
        Sort r => $"Sort {Keys(r.Keys)}",
        Limit r => $"Limit {Optional(r.Count)}{(r.Offset is null ? "" : $" offset {Print(r.Offset)}")}{(r.TieKeys.IsEmpty ? "" : " with ties")}",
        Distinct r => $"Distinct {List(r.Keys)}",
        FirstPerGroup r => $"FirstPerGroup {List(r.Keys)} order {Keys(r.OrderBy)}",
        SetOperation r => $"{r.Kind}{(r.IsAll ? " all" : "")}({Columns(r.Columns)})",
        With => "With",
        CommonTableScan r => $"CommonTable {r.Name}({Columns(r.Columns)})",
        _ => relation.GetType().Name,
    };

    private static string Call(WindowItem item) =>
        $"{(item.Aggregate is { } aggregate ? Print(aggregate) : $"{item.Function!.Name}({List(item.Arguments)})")} -> {item.Output.Id}";

    private static string Sets(Aggregate aggregate) => aggregate.GroupingId is null
        ? ""
        : $" sets {string.Join(' ', aggregate.GroupingSets.Select(s => $"({string.Join(',', s)})"))} -> {aggregate.GroupingId.Id}";

    private static string Frame(WindowFrame frame) =>
        $"{frame.Unit} {Bound(frame.Start)}..{Bound(frame.End)}{(frame.Exclusion == FrameExclusion.NoOthers ? "" : $" without {frame.Exclusion}")}";

    private static string Bound(FrameBound bound) => bound switch
    {
        { IsUnbounded: true } => bound.IsPreceding ? "-inf" : "+inf",
        { Offset: { } offset } => $"{(bound.IsPreceding ? '-' : '+')}{Print(offset)}",
        _ => "0",
    };

    private static string Keys(IEnumerable<SortKey> keys) => string.Join(", ", keys.Select(k =>
        $"{Print(k.Expression)}{(k.Descending ? " desc" : "")}{(k.NullsFirst == k.Descending ? "" : k.NullsFirst ? " nulls first" : " nulls last")}"));

    private static string Calls(IEnumerable<TableFunctionReference> calls) =>
        string.Join(", ", calls.Select(c => $"{c.Function.Name}({List(c.Arguments)}) -> ({Columns(c.Columns)})"));

    private static string Items(IEnumerable<ProjectItem> items) =>
        string.Join(", ", items.Select(i => i.Expression is BoundColumn column && column.Id == i.Output.Id ? $"{i.Output.Name}{i.Output.Id}" : $"{Print(i.Expression)} -> {i.Output.Name}{i.Output.Id}"));

    private static string Columns(IEnumerable<OutputColumn> columns) => string.Join(", ", columns.Select(c => $"{c.Name}{c.Id}"));

    private static string List(IEnumerable<BoundExpression> expressions) => string.Join(", ", expressions.Select(Print));

    private static string Optional(BoundExpression? expression) => expression is null ? "" : Print(expression);
}
