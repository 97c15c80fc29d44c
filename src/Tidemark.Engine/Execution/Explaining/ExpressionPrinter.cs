using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax;

namespace Tidemark.Engine.Execution;

/// <summary>Expressions as EXPLAIN shows them, in PostgreSQL's form.</summary>
internal static class ExpressionPrinter
{
    /// <summary>An expression.</summary>
    public static string Print(BoundExpression expression) => ExpressionDeparser.Show(expression, TextOf);

    /// <summary>A key of an order.</summary>
    public static string Print(SortKey key) =>
        Print(key.Expression) + (key.Descending ? " DESC" : "") + (key.NullsFirst == key.Descending ? "" : key.NullsFirst ? " NULLS FIRST" : " NULLS LAST");

    /// <summary>Expressions with commas between them.</summary>
    public static string List(ImmutableArray<BoundExpression> expressions) => string.Join(", ", expressions.Select(Print));

    private static string? TextOf(BoundExpression expression) => expression switch
    {
        InputColumn e => SyntaxPrinter.QuoteIdentifier(e.Name),
        WidenedNumber e => Print(e.Operand),
        BoundAggregate e => Print(e),
        BoundRow { IsConstructor: false } e => $"ROW({List(e.Fields)})",
        PlannedSubquery e => $"({(e.Correlations.IsEmpty ? "InitPlan" : "SubPlan")})",
        _ => null,
    };

    private static string Print(BoundAggregate call)
    {
        var arguments = call.Arguments.IsEmpty ? "*" : List(call.Arguments);
        var order = call.OrderBy.IsEmpty ? "" : " ORDER BY " + string.Join(", ", call.OrderBy.Select(Print));
        var filter = call.Filter is null ? "" : $" FILTER (WHERE {Print(call.Filter)})";
        return $"{call.Function.Name}({(call.IsDistinct ? "DISTINCT " : "")}{arguments}{order}){filter}";
    }
}
