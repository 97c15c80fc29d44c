using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>
/// Stored expressions with only the parentheses that PostgreSQL's pretty printing leaves (isSimpleNode of ruleutils.c): what <c>\d</c> of psql shows. Kinds of expressions that are not
/// taken apart here are printed as they are stored.
/// </summary>
internal static class PrettyExpression
{
    /// <summary>The text with fewer parentheses.</summary>
    public static string Of(string sql) => Write(SqlParser.ParseExpression(sql));

    private static string Write(Expression expression) => expression switch
    {
        OperatorExpression { Left: null } e => $"{e.Operator} {Under(e.Right, e)}",
        OperatorExpression e => $"{Under(e.Left!, e)} {e.Operator} {Under(e.Right, e)}",
        LogicalExpression e => string.Join(e.Operator == LogicalOperator.And ? " AND " : " OR ", e.Operands.Select(o => Under(o, e))),
        NotExpression e => $"NOT {Under(e.Operand, e)}",
        NullTest e => $"{Under(e.Operand, e)} IS {(e.IsNot ? "NOT " : "")}NULL",
        BooleanTest e => $"{Under(e.Operand, e)} IS {(e.IsNot ? "NOT " : "")}{e.Value.ToString().ToUpperInvariant()}",
        DistinctFromExpression e => $"{Under(e.Left, e)} IS {(e.IsNot ? "NOT " : "")}DISTINCT FROM {Under(e.Right, e)}",
        QuantifiedArrayExpression e => $"{Under(e.Left, e)} {e.Operator} {(e.IsAll ? "ALL" : "ANY")} ({Write(e.Array)})",
        CastExpression e => $"{Under(e.Operand, e)}::{SyntaxPrinter.Print(e.Type)}",
        ArrayConstructor e => $"ARRAY[{List(e.Elements)}]",
        CoalesceExpression e => $"COALESCE({List(e.Arguments)})",
        NullIfExpression e => $"NULLIF({Write(e.Left)}, {Write(e.Right)})",
        GreatestLeastExpression e => $"{(e.IsGreatest ? "GREATEST" : "LEAST")}({List(e.Arguments)})",
        FunctionCall e when IsPlain(e) => $"{SyntaxPrinter.QuoteIdentifier(e.Name.Object)}({string.Join(", ", e.Arguments.Select(a => Write(a.Value)))})",
        _ => SyntaxPrinter.Print(expression),
    };

    private static string List(SyntaxList<Expression> expressions) => string.Join(", ", expressions.Select(Write));

    // A call with nothing but arguments prints as it would have been written.
    private static bool IsPlain(FunctionCall call) =>
        call.Name.Schema is null && SyntaxPrinter.Print(call).StartsWith($"{SyntaxPrinter.QuoteIdentifier(call.Name.Object)}(", StringComparison.Ordinal) && call.Arguments.All(a => a.Name is null);

    private static string Under(Expression child, Expression parent) => IsSimple(child, parent) ? Write(child) : $"({Write(child)})";

    private static bool IsSimple(Expression child, Expression parent) => child switch
    {
        OperatorExpression o => IsSimple(o, parent),
        LogicalExpression { Operator: LogicalOperator.Or } => parent is LogicalExpression { Operator: LogicalOperator.Or },
        LogicalExpression or NotExpression => parent is LogicalExpression,
        NullTest or BooleanTest or DistinctFromExpression or QuantifiedArrayExpression => parent is LogicalExpression or NotExpression,
        _ => true,
    };

    private static bool IsSimple(OperatorExpression child, Expression parent)
    {
        if (parent is not OperatorExpression above) return parent is LogicalExpression or NotExpression;
        if (child.Left is null || above.Left is null || PrecedenceOf(child) is not { } inner || PrecedenceOf(above) is not { } outer) return false;
        return inner > outer || (inner == outer && ReferenceEquals(child, above.Left));
    }

    private static int? PrecedenceOf(OperatorExpression e) => e.Operator.ToString() switch
    {
        "+" or "-" => 1,
        "*" or "/" or "%" => 2,
        _ => null,
    };
}
