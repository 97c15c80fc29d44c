using System.Collections.Immutable;
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
/// <param name="Below">The view that this one reads; null where it reads the table itself.</param>
/// <param name="Select">The view's query.</param>
/// <param name="Name">The name that the table, or the view below, has in the query.</param>
internal sealed record UpdatableView(View View, Table Table, IReadOnlyList<int> Columns, UpdatableView? Below, SelectQuery Select, string Name)
{
    /// <summary>Finds the table behind a view; 55000 where rows of the view are none of a table.</summary>
    /// <param name="view">The view.</param>
    /// <param name="verb">insert into, update or delete from.</param>
    /// <param name="binder">The statement's binder, which takes note that the view's owner touches what is behind it.</param>
    public static UpdatableView Of(View view, string verb, Binder binder) => Of(view, verb, binder, null);

    /// <summary>Why a query's rows are none of a table; null where they are.</summary>
    public static string? ObstacleOf(QueryExpression query, Binder binder)
    {
        if (UpdatableQuery.Obstacle(query, binder.Context.Routines) is { } obstacle) return obstacle;
        if (((SelectQuery)query) is not { From: [TableReference { Sample: null } from] } select) return UpdatableQuery.NotOneTable;
        return binder.Relations.Resolve(from.Name) switch
        {
            Table { Materialized: null } table => select.Items.All(i => UpdatableQuery.NumberOf(i, table) == 0) ? UpdatableQuery.NoColumns : null,
            View { Rollup: null } => null,
            _ => UpdatableQuery.NotOneTable,
        };
    }

    private static UpdatableView Of(View view, string verb, Binder binder, string? invoker)
    {
        var query = StoredSql.ParseQuery(view.Query);
        if (UpdatableQuery.Obstacle(query, binder.Context.Routines) is { } obstacle) throw Refused(view, verb, obstacle);
        var select = (SelectQuery)query;
        if (select.From is not [TableReference { Sample: null } from]) throw Refused(view, verb, UpdatableQuery.NotOneTable);
        var name = from.Alias?.Name ?? from.Name.Object;
        var role = view.IsInvoker ? invoker : view.Owner;
        switch (binder.Relations.Resolve(from.Name))
        {
            case Table { Materialized: null } table:
                var columns = select.Items.Select(i => UpdatableQuery.NumberOf(i, table)).ToList();
                if (columns.TrueForAll(c => c == 0)) throw Refused(view, verb, UpdatableQuery.NoColumns);
                binder.Accesses.Add(new RelationAccess(table, LetterOf(verb), role, null, 0));
                return new UpdatableView(view, table, columns, null, select, name);
            case View inner:
                var below = Of(inner, verb, binder, role);
                binder.Accesses.Add(new RelationAccess(inner, LetterOf(verb), role, null, 0));
                var mapped = select.Items.Select(i => i.Value is ColumnReference column && inner.Columns.ToList().FindIndex(c => c.Name == column.Column) is var at and >= 0 ? below.Columns[at] : 0).ToList();
                return new UpdatableView(view, below.Table, mapped, below, select, name);
            default:
                throw Refused(view, verb, UpdatableQuery.NotOneTable);
        }
    }

    /// <summary>The default that the view gives a column of the table, as SQL; null where it has none of its own.</summary>
    public string? DefaultOf(Column column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column.Number && View.Columns[i].DefaultSql is { } sql) return sql;
        }

        return Below?.DefaultOf(column);
    }

    /// <summary>A row of the table as the view shows it.</summary>
    /// <param name="binder">The statement's binder.</param>
    /// <param name="row">The row: one column for each live column of the table, in order.</param>
    public ViewRow Show(Binder binder, ImmutableArray<OutputColumn> row)
    {
        var conditions = ImmutableArray.CreateBuilder<(View, BoundExpression)>();
        var values = Values(binder, row, conditions);
        var computed = new Dictionary<ColumnId, BoundExpression>();
        var columns = values.Select((value, i) =>
        {
            if (value is BoundColumn column) return new OutputColumn(column.Id, View.Columns[i].Name, value.Type);
            var made = binder.NewColumn(View.Columns[i].Name, value.Type);
            computed.Add(made.Id, value);
            return made;
        }).ToImmutableArray();
        return new ViewRow(columns, computed, conditions.ToImmutable());
    }

    /// <summary>What WITH CHECK OPTION demands of new rows, the innermost view first.</summary>
    public ImmutableArray<BoundCheck> BindChecks(Binder binder, ImmutableArray<OutputColumn> row)
    {
        var demanding = new HashSet<uint>();
        var isCascaded = false;
        for (var level = this; level is not null; level = level.Below)
        {
            isCascaded |= level.View.CheckOption == ViewCheckOption.Cascaded;
            if (isCascaded || level.View.CheckOption == ViewCheckOption.Local) demanding.Add(level.View.Oid);
        }

        return demanding.Count == 0 ? [] : [.. Show(binder, row).Conditions.Where(c => demanding.Contains(c.View.Oid)).Select(c => new BoundCheck(c.View.Name, c.Condition) { IsOfView = true })];
    }

    // The values of the view's columns over those of the table.
    private List<BoundExpression> Values(Binder binder, ImmutableArray<OutputColumn> row, ImmutableArray<(View View, BoundExpression Condition)>.Builder conditions)
    {
        List<(string Name, BoundExpression Value)> below = Below is null
            ? [.. Table.LiveColumns.Zip(row, (column, output) => (column.Name, (BoundExpression)output.Reference))]
            : [.. Below.View.Columns.Zip(Below.Values(binder, row, conditions), (column, value) => (column.Name, value))];
        var seen = below.Select(b => binder.NewColumn(b.Name, b.Value.Type)).ToImmutableArray();
        var replacement = new ColumnReplacement(seen.Zip(below).ToDictionary(p => p.First.Id, p => p.Second.Value));
        if (Select.Where is { } where)
        {
            var condition = StoredSql.Unplaced(() => binder.Coercion.ToBoolean(binder.BindExpression(where, Name, seen, ExpressionKind.Where), "WHERE"));
            conditions.Add((View, replacement.Visit(condition)));
        }

        return [.. Select.Items.Select((item, i) =>
        {
            var value = StoredSql.Unplaced(() => binder.Coercion.ResolveUnknown(binder.BindExpression(item.Value, Name, seen, ExpressionKind.Select)));
            return replacement.Visit(value.Type.Equals(View.Columns[i].Type) ? value : binder.Coercion.TryCoerceTo(value, View.Columns[i].Type, CastContext.Explicit)!);
        })];
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
