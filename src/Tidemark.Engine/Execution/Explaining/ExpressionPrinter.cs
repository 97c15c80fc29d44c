using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Expressions as EXPLAIN shows them, close to SQL.</summary>
internal static class ExpressionPrinter
{
    /// <summary>An expression.</summary>
    public static string Print(BoundExpression expression) => expression switch
    {
        InputColumn e => e.Name,
        BoundColumn e => e.Name,
        BoundConstant e => Print(e),
        BoundParameter e => $"${e.Index + 1}",
        BoundCall { OperatorName: { } symbol, Arguments: [var left, var right] } => $"({Print(left)} {symbol} {Print(right)})",
        BoundCall { OperatorName: { } symbol, Arguments: [var operand] } => $"({symbol} {Print(operand)})",
        BoundCall e => $"{e.Function.Name}({List(e.Arguments)})",
        BoundConversion e => $"({Print(e.Operand)})::{e.Type}",
        BoundLogical e => $"({string.Join(e.IsAnd ? " AND " : " OR ", e.Operands.Select(Print))})",
        BoundNot e => $"(NOT {Print(e.Operand)})",
        BoundIsNull e => $"({Print(e.Operand)} IS {(e.IsNegated ? "NOT " : "")}NULL)",
        BoundBooleanTest e => $"({Print(e.Operand)} IS {(e.IsNegated ? "NOT " : "")}{(e.Expected ? "TRUE" : "FALSE")})",
        BoundDistinctFrom e => $"({Print(e.Left)} IS {(e.IsNegated ? "NOT " : "")}DISTINCT FROM {Print(e.Right)})",
        BoundCase e => $"CASE {string.Join(' ', e.Branches.Select(b => $"WHEN {Print(b.Condition)} THEN {Print(b.Result)}"))}{(e.Else is null ? "" : $" ELSE {Print(e.Else)}")} END",
        BoundCoalesce e => $"COALESCE({List(e.Operands)})",
        BoundDomain e => $"({Print(e.Operand)})::{e.Type}",
        BoundNullIf e => $"NULLIF({Print(e.Left)}, {Print(e.Right)})",
        BoundExtreme e => $"{(e.IsGreatest ? "GREATEST" : "LEAST")}({List(e.Operands)})",
        BoundInList e => $"({Print(e.Operand)} {(e.IsNegated ? "NOT " : "")}IN ({List(e.Values)}))",
        BoundArrayComparison e => $"({Print(e.Operand)} {e.OperatorName} {(e.IsAll ? "ALL" : "ANY")} ({Print(e.Array)}))",
        BoundArray e => $"ARRAY[{List(e.Elements)}]",
        BoundSubscript e => $"({Print(e.Operand)})[...]",
        BoundRow e => $"ROW({List(e.Fields)})",
        BoundField e => $"({Print(e.Operand)}).{e.Name}",
        BoundAggregate e => Print(e),
        PlannedSubquery e => $"({(e.Correlations.IsEmpty ? "InitPlan" : "SubPlan")})",
        WidenedNumber e => Print(e.Operand),
        _ => expression.GetType().Name,
    };

    /// <summary>A key of an order.</summary>
    public static string Print(SortKey key) =>
        Print(key.Expression) + (key.Descending ? " DESC" : "") + (key.NullsFirst == key.Descending ? "" : key.NullsFirst ? " NULLS FIRST" : " NULLS LAST");

    /// <summary>Expressions with commas between them.</summary>
    public static string List(ImmutableArray<BoundExpression> expressions) => string.Join(", ", expressions.Select(Print));

    private static string Print(BoundAggregate call)
    {
        var arguments = call.Arguments.IsEmpty ? "*" : List(call.Arguments);
        var order = call.OrderBy.IsEmpty ? "" : " ORDER BY " + string.Join(", ", call.OrderBy.Select(Print));
        var filter = call.Filter is null ? "" : $" FILTER (WHERE {Print(call.Filter)})";
        return $"{call.Function.Name}({(call.IsDistinct ? "DISTINCT " : "")}{arguments}{order}){filter}";
    }

    private static string Print(BoundConstant constant)
    {
        if (constant.IsNull) return $"NULL::{constant.Type}";
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(constant.Type).FormatText(constant.Value, text, FormatSettings.Default);
        var value = Encoding.UTF8.GetString(VectorAccess.GetBytes(text.Build(), 0));
        return constant.Type.Kind switch
        {
            TypeKind.Int4 or TypeKind.Numeric => value,
            TypeKind.Bool => value == "t" ? "true" : "false",
            _ => $"'{value.Replace("'", "''")}'::{constant.Type}",
        };
    }
}
