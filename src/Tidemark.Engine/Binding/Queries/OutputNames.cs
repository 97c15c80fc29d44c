using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Binding;

/// <summary>Names of output columns without an alias, by PostgreSQL's FigureColname.</summary>
internal static class OutputNames
{
    /// <summary>The name for an expression's column.</summary>
    public static string Of(Expression expression) => Find(expression).Name ?? "?column?";

    // A weak name, such as that of a cast's type, gives way to a strong one below it.
    private static (string? Name, bool IsStrong) Find(Expression? expression)
    {
        switch (expression)
        {
            case ColumnReference e:
                return (e.Column, true);
            case FieldSelection e:
                return (e.Field, true);
            case StarExpression { Qualifier.Count: > 0 } e:
                return (e.Qualifier[^1], true);
            case SubscriptExpression e:
                return Find(e.Operand);
            case FunctionCall e:
                return (e.Name.Object, true);
            case NullIfExpression:
                return ("nullif", true);
            case CastExpression e:
                return Find(e.Operand) is { IsStrong: true } inner ? inner : (e.Type.Name.Object, false);
            case TypedLiteral e:
                return (e.Type.Name.Object, false);
            case CollateExpression e:
                return Find(e.Operand);
            case GroupingExpression:
                return ("grouping", true);
            case ExistsExpression:
                return ("exists", true);
            case ArraySubqueryExpression or ArrayConstructor:
                return ("array", true);
            case SubqueryExpression e:
                return FirstColumn(e.Query);
            case CaseExpression e:
                return Find(e.Else) is { IsStrong: true } otherwise ? otherwise : ("case", false);
            case RowConstructor:
                return ("row", true);
            case CoalesceExpression:
                return ("coalesce", true);
            case GreatestLeastExpression e:
                return (e.IsGreatest ? "greatest" : "least", true);
            case SqlValueExpression e:
                return (NameOf(e.Kind), true);
            default:
                return (null, false);
        }
    }

    private static (string? Name, bool IsStrong) FirstColumn(QueryExpression query) => query switch
    {
        SelectQuery { Items: [{ Alias: { } alias }, ..] } => (alias, true),
        SelectQuery { Items: [var item, ..] } => (Of(item.Value), true),
        ValuesQuery => ("column1", true),
        Syntax.Queries.SetOperation e => FirstColumn(e.Left),
        _ => (null, false),
    };

    private static string NameOf(SqlValueKind kind) => kind switch
    {
        SqlValueKind.CurrentDate => "current_date",
        SqlValueKind.CurrentTime => "current_time",
        SqlValueKind.CurrentTimestamp => "current_timestamp",
        SqlValueKind.LocalTime => "localtime",
        SqlValueKind.LocalTimestamp => "localtimestamp",
        SqlValueKind.CurrentRole => "current_role",
        SqlValueKind.CurrentUser => "current_user",
        SqlValueKind.User => "user",
        SqlValueKind.SessionUser => "session_user",
        SqlValueKind.CurrentCatalog => "current_catalog",
        _ => "current_schema",
    };
}
