using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Catalog;

/// <summary>Which views show rows of one table, so that statements can change these through them (rewriteHandler.c of PostgreSQL says which).</summary>
internal static class UpdatableQuery
{
    public const string NotOneTable = "Views that do not select from a single table or view are not automatically updatable.";
    public const string NoColumns = "Views that have no updatable columns are not automatically updatable.";

    /// <summary>The clause or call because of which a query's rows are none of a table; null where there is none.</summary>
    public static string? Obstacle(QueryExpression query, RoutineCatalog routines)
    {
        var clause = query switch
        {
            { With: not null } => "WITH",
            { Limit: not null } or { Offset: not null } => "LIMIT or OFFSET",
            SetOperation => "UNION, INTERSECT, or EXCEPT",
            SelectQuery { IsDistinct: true } or SelectQuery { DistinctOn.IsEmpty: false } => "DISTINCT",
            SelectQuery { GroupBy.IsEmpty: false } => "GROUP BY",
            SelectQuery { Having: not null } => "HAVING",
            _ => null,
        };
        if (clause is not null) return $"Views containing {clause} are not automatically updatable.";
        if (query is not SelectQuery select) return NotOneTable;
        foreach (var call in select.Items.Select(i => i.Value).OfType<FunctionCall>())
        {
            if (call.Over is not null) return "Views that return window functions are not automatically updatable.";
            var found = routines.Find(call.Name.Object);
            if (found.Any(r => r is AggregateFunction)) return "Views that return aggregate functions are not automatically updatable.";
            if (found.Any(r => r is TableFunction)) return "Views that return set-returning functions are not automatically updatable.";
        }

        return null;
    }

    /// <summary>The number of the table's column that an item of the select list shows; 0 for one that is computed.</summary>
    public static int NumberOf(SelectItem item, Table table) => item.Value is ColumnReference column ? table.FindColumn(column.Column)?.Number ?? 0 : 0;

    /// <summary>For each column of a view the number of the column of the table behind it, 0 for one that is computed; null where the view's rows are none of a table.</summary>
    public static IReadOnlyList<int>? ColumnsOf(View view, FunctionContext context)
    {
        if (view.Rollup is not null || SqlParser.Parse(view.Query) is not [{ Statement: SelectStatement { Query: SelectQuery query } }]) return null;
        if (Obstacle(query, context.Routines) is not null || query.From is not [TableReference { Sample: null, Name: { Schema: { } schema } name }]) return null;
        switch (context.Catalog.FindRelation(schema, name.Object))
        {
            case Table { Materialized: null } table:
                var columns = query.Items.Select(i => NumberOf(i, table)).ToList();
                return columns.TrueForAll(c => c == 0) ? null : columns;
            case View inner when ColumnsOf(inner, context) is { } below:
                return [.. query.Items.Select(i => i.Value is ColumnReference column && inner.Columns.ToList().FindIndex(c => c.Name == column.Column) is var at and >= 0 ? below[at] : 0)];
            default:
                return null;
        }
    }
}
