using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>
/// A view whose rows are rows of one table: INSERT, UPDATE and DELETE of it are those of the table (rewriteHandler.c of PostgreSQL says which views are). A view over such a view is one too.
/// </summary>
/// <param name="View">The view that a statement names.</param>
/// <param name="Table">The table whose rows it shows.</param>
/// <param name="Columns">For each column of the view the number of the table's column; 0 for one that is computed.</param>
/// <param name="Conditions">What rows must satisfy to be seen, as SQL over the table's columns, each with the name that may qualify them.</param>
internal sealed record UpdatableView(View View, Table Table, IReadOnlyList<int> Columns, IReadOnlyList<(string Name, Expression Condition)> Conditions)
{
    /// <summary>Finds the table behind a view; 55000 where rows of the view are none of a table.</summary>
    /// <param name="view">The view.</param>
    /// <param name="verb">insert into, update or delete from.</param>
    /// <param name="binder">The statement's binder, which takes note that the view's owner touches what is behind it.</param>
    public static UpdatableView Of(View view, string verb, Binder binder)
    {
        var query = StoredSql.ParseQuery(view.Query);
        if (Obstacle(query, binder) is { } obstacle) throw Refused(view, verb, obstacle);
        var select = (SelectQuery)query;
        if (select.From is not [TableReference { Sample: null } from]) throw Refused(view, verb, "Views that do not select from a single table or view are not automatically updatable.");
        var name = from.Alias?.Name ?? from.Name.Object;
        switch (binder.Relations.Resolve(from.Name))
        {
            case Table { Materialized: null } table:
                var columns = select.Items.Select(i => NumberOf(i, table)).ToList();
                if (columns.TrueForAll(c => c == 0)) throw Refused(view, verb, "Views that have no updatable columns are not automatically updatable.");
                binder.Accesses.Add(new RelationAccess(table, LetterOf(verb), view.Owner, null, 0));
                return new UpdatableView(view, table, columns, select.Where is null ? [] : [(name, select.Where)]);
            case View { Rollup: null } inner:
                if (select.Where is not null) throw InternalErrors.NotSupported($"changing rows through view \"{view.Name}\", which has a condition over another view");
                var below = Of(inner, verb, binder);
                binder.Accesses.Add(new RelationAccess(inner, LetterOf(verb), view.Owner, null, 0));
                var mapped = select.Items.Select(i => i.Value is ColumnReference column && inner.Columns.ToList().FindIndex(c => c.Name == column.Column) is var at and >= 0 ? below.Columns[at] : 0).ToList();
                return new UpdatableView(view, below.Table, mapped, below.Conditions);
            default:
                throw Refused(view, verb, "Views that do not select from a single table or view are not automatically updatable.");
        }
    }

    /// <summary>The privilege that a verb takes.</summary>
    public static char LetterOf(string verb) => verb switch
    {
        "insert into" => 'a',
        "update" => 'w',
        _ => 'd',
    };

    /// <summary>The table's column behind one of the view's; null where the view has no such column. 0A000 for one that is computed.</summary>
    public Column? Find(string name, string verb)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (View.Columns[i].Name != name) continue;
            return Columns[i] > 0
                ? Table.Columns[Columns[i] - 1]
                : throw new SqlException(new SqlError
                {
                    State = SqlState.FeatureNotSupported,
                    Message = $"cannot {verb} column \"{name}\" of view \"{View.Name}\"",
                    Detail = "View columns that are not columns of their base relation are not updatable.",
                });
        }

        return null;
    }

    /// <summary>A target of SET or INSERT with the name of the table's column.</summary>
    public AssignmentTarget OfTable(AssignmentTarget target, string verb) => target with
    {
        Column = (Find(target.Column, verb) ?? throw NameErrors.ColumnOfRelationDoesNotExist(target.Column, View.Name, target.Position)).Name,
    };

    /// <summary>The columns of the view that are the table's, each with its place among the table's live columns.</summary>
    public IEnumerable<(string Name, int Place)> Shown()
    {
        var live = Table.LiveColumns.Select(c => c.Number).ToList();
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] > 0) yield return (View.Columns[i].Name, live.IndexOf(Columns[i]));
        }
    }

    private static int NumberOf(SelectItem item, Table table) => item.Value is ColumnReference column ? table.FindColumn(column.Column)?.Number ?? 0 : 0;

    private static string? Obstacle(QueryExpression query, Binder binder)
    {
        var clause = query switch
        {
            { With: not null } => "WITH",
            { Limit: not null } or { Offset: not null } => "LIMIT or OFFSET",
            Syntax.Queries.SetOperation => "UNION, INTERSECT, or EXCEPT",
            SelectQuery { IsDistinct: true } or SelectQuery { DistinctOn.IsEmpty: false } => "DISTINCT",
            SelectQuery { GroupBy.IsEmpty: false } => "GROUP BY",
            SelectQuery { Having: not null } => "HAVING",
            _ => null,
        };
        if (clause is not null) return $"Views containing {clause} are not automatically updatable.";
        if (query is not SelectQuery select) return "Views that do not select from a single table or view are not automatically updatable.";
        foreach (var call in select.Items.Select(i => i.Value).OfType<FunctionCall>())
        {
            if (call.Over is not null) return "Views that return window functions are not automatically updatable.";
            var routines = binder.Context.Routines.Find(call.Name.Object);
            if (routines.Any(r => r is AggregateFunction)) return "Views that return aggregate functions are not automatically updatable.";
            if (routines.Any(r => r is TableFunction)) return "Views that return set-returning functions are not automatically updatable.";
        }

        return null;
    }

    private static SqlException Refused(View view, string verb, string detail)
    {
        var (doing, event_) = verb switch
        {
            "insert into" => ("inserting into", "INSERT"),
            "update" => ("updating", "UPDATE"),
            _ => ("deleting from", "DELETE"),
        };
        var error = QueryErrors.CannotModifyView(verb, view.Name, detail).Error;
        return new SqlException(error with { Hint = $"To enable {doing} the view, provide an INSTEAD OF {event_} trigger or an unconditional ON {event_} DO INSTEAD rule." });
    }
}
