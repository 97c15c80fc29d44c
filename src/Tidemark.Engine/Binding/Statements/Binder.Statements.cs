using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Binding;

/// <summary>Statements, and what those that change rows share.</summary>
internal sealed partial class Binder
{
    private readonly Dictionary<(uint Table, int Column), BoundExpression> _defaults = [];

    /// <summary>Binds a statement; inside of WITH its scope may see items already.</summary>
    internal BoundStatement BindStatement(Statement statement, Scope? scope)
    {
        scope ??= new Scope(null);
        return statement switch
        {
            SelectStatement s => new BoundQuery(BindQuery(s.Query, scope, QueryUse.Nested)),
            InsertStatement s => new InsertBinder(this, scope).Bind(s),
            UpdateStatement s => new UpdateBinder(this, scope).Bind(s),
            DeleteStatement s => new DeleteBinder(this, scope).Bind(s),
            MergeStatement s => new MergeBinder(this, scope).Bind(s),
            CallStatement s => BindCall(s, scope),
            _ => throw InternalErrors.NotSupported($"binding {statement.GetType().Name}", statement.Position),
        };
    }

    private BoundProcedureCall BindCall(CallStatement statement, Scope scope)
    {
        var call = new ExpressionBinder(this, scope).ResolveProcedure(statement.Call);
        return new BoundProcedureCall(call.Routine, call.Arguments);
    }

    /// <summary>The table that a statement changes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="verb">insert into, update or delete from.</param>
    internal (Table Table, Chunk? Chunk) ResolveTarget(QualifiedName name, string verb)
    {
        switch (Relations.Resolve(name))
        {
            case Table { Materialized: not null } materialized:
                throw verb == "merge into" ? MaterializedViewErrors.CannotMerge(materialized.Name) : MaterializedViewErrors.CannotChange(materialized.Name);
            case Table table:
                return (table, null);
            case Chunk chunk:
                return (Context.Catalog.Find<Table>(chunk.TableOid)!, chunk);
            case View view:
                throw QueryErrors.CannotModifyView(verb, view.Name, "Views that can be changed are not supported.");
            case VirtualTable table:
                throw table.IsView
                    ? QueryErrors.CannotModifyView(verb, table.Name, "It is a system view.")
                    : new SqlException(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"permission denied: \"{table.Name}\" is a system catalog" });
            case Sequence sequence:
                throw QueryErrors.WrongRelationKind($"cannot change sequence \"{sequence.Name}\"", name.Position);
            case Catalog.Index index:
                throw QueryErrors.WrongRelationKind($"\"{index.Name}\" is an index", name.Position);
            default:
                throw QueryErrors.WrongRelationKind($"cannot change relation \"{name.Object}\"", name.Position);
        }
    }

    /// <summary>The value that a column takes when none is given: its default, or NULL.</summary>
    internal BoundExpression DefaultOf(Table table, Column column, UpdatableView? viewed = null)
    {
        if (viewed?.DefaultOf(column) is { } ofView)
        {
            var given = BindStandalone(ofView);
            return Coercion.TryCoerceTo(given, column.Type, CastContext.Assignment) ?? throw TypeErrors.DefaultTypeMismatch(column.Name, column.Type.DisplayName, given.Type.DisplayName);
        }

        if (column.DefaultSql is null && column.Type.Kind == TypeKind.Domain) return Domains.DefaultOf(column.Type) ?? Coercion.Coerce(Constants.Null(SqlTypes.Unknown), column.Type, CastContext.Assignment);
        if (column.DefaultSql is null) return Coercion.ApplyModifier(Constants.Null(column.Type), column.Type, CastContext.Assignment);
        if (_defaults.TryGetValue((table.Oid, column.Number), out var known)) return known;
        var bound = BindStandalone(column.DefaultSql);
        var value = Coercion.TryCoerceTo(bound, column.Type, CastContext.Assignment)
            ?? throw TypeErrors.DefaultTypeMismatch(column.Name, column.Type.DisplayName, bound.Type.DisplayName);
        _defaults.Add((table.Oid, column.Number), value);
        return value;
    }

    /// <summary>Whether some of these columns belong to a unique key of the table.</summary>
    internal bool AreKeys(Table table, IEnumerable<Column> columns)
    {
        var numbers = columns.Select(c => c.Number).ToHashSet();
        return Context.Catalog.IndexesOf(table.Oid).Any(i => i.IsUnique && (i.WhereSql is not null || i.Keys.Any(k => k.Column == 0 || numbers.Contains(k.Column))));
    }

    /// <summary>A value as a column takes it.</summary>
    internal BoundExpression Assign(BoundExpression value, Column column, int position) =>
        Coercion.TryCoerceTo(value, column.Type, CastContext.Assignment)
        ?? throw TypeErrors.ColumnTypeMismatch(column.Name, column.Type.DisplayName, value.Type.DisplayName, position);

    /// <summary>The table's check constraints over a row's columns.</summary>
    internal ImmutableArray<BoundCheck> BindChecks(Table table, ImmutableArray<OutputColumn> row) =>
        [.. table.Constraints.Where(c => c.Kind == ConstraintKind.Check).Select(c => new BoundCheck(
            c.Name,
            StoredSql.Unplaced(() => Coercion.ToBoolean(BindExpression(StoredSql.ParseExpression(c.CheckSql!), table.Name, row, ExpressionKind.Check), "CHECK"))))];

    /// <summary>The key of a unique index over a row's columns.</summary>
    internal BoundUniqueKey BindUniqueKey(Catalog.Index index, Table table, ImmutableArray<OutputColumn> row)
    {
        var live = table.LiveColumns.ToList();
        return StoredSql.Unplaced(() => new BoundUniqueKey(
            [.. index.Keys.Select(k => k.Column == 0
                ? BindExpression(StoredSql.ParseExpression(k.ExpressionSql!), table.Name, row, ExpressionKind.Index)
                : row[live.FindIndex(c => c.Number == k.Column)].Reference)],
            index.WhereSql is null ? null : Coercion.ToBoolean(BindExpression(StoredSql.ParseExpression(index.WhereSql), table.Name, row, ExpressionKind.Check), "WHERE"),
            index.NullsNotDistinct));
    }

    /// <summary>The row with its generated columns computed from the others; the relation itself where there are none.</summary>
    /// <param name="row">Gives a column for each live column of the table, in order; values of generated ones mean nothing.</param>
    /// <param name="columns">Those columns.</param>
    internal (Relation Row, ImmutableArray<OutputColumn> Columns) ComputeGenerated(Table table, Relation row, ImmutableArray<OutputColumn> columns)
    {
        var live = table.LiveColumns.ToList();
        if (!live.Exists(c => c.GeneratedSql is not null)) return (row, columns);
        var named = columns.Select((c, i) => c with { Name = live[i].Name }).ToImmutableArray();
        var items = live.Select((column, i) =>
        {
            if (column.GeneratedSql is not { } sql) return new ProjectItem(columns[i].Reference, columns[i]);
            var value = StoredSql.Unplaced(() => BindExpression(StoredSql.ParseExpression(sql), table.Name, named, ExpressionKind.Generated));
            return new ProjectItem(Assign(value, column, 0), NewColumn(column.Name, column.Type));
        }).ToImmutableArray();
        var others = row.Output.Where(c => !columns.Contains(c)).Select(c => new ProjectItem(c.Reference, c));
        return (new Project(row, [.. items, .. others]), [.. items.Select(i => i.Output)]);
    }

    /// <summary>RETURNING over what a scope sees.</summary>
    internal ImmutableArray<ProjectItem> BindReturning(IReadOnlyList<SelectItem> items, Scope scope)
    {
        var expressions = new ExpressionBinder(this, scope);
        var returning = ImmutableArray.CreateBuilder<ProjectItem>();
        foreach (var item in items)
        {
            if (expressions.ExpandStar(item.Value, ExpressionKind.Returning) is { } expanded)
            {
                foreach (var (value, name) in expanded) Add(value, name);
            }
            else
            {
                Add(Coercion.ResolveUnknown(expressions.Bind(item.Value, ExpressionKind.Returning)), item.Alias ?? OutputNames.Of(item.Value));
            }
        }

        return returning.ToImmutable();

        void Add(BoundExpression value, string name) => returning.Add(new ProjectItem(
            value, value is BoundColumn column ? new OutputColumn(column.Id, name, column.Type) : NewColumn(name, value.Type)));
    }

    /// <summary>A scope that sees one row of a table under a name, beside what it saw.</summary>
    internal ScopeTable AddRow(Scope scope, string name, Table table, ImmutableArray<OutputColumn> columns, SystemColumns? system = null)
    {
        var entry = new ScopeTable { Name = name, Relation = name == table.Name ? table.QualifiedName : null, Columns = columns, Table = table, SystemColumns = system };
        AddTable(scope, entry);
        return entry;
    }

    /// <summary>Whether an expression is the word DEFAULT.</summary>
    internal static bool IsDefault(Expression expression) => expression is Syntax.Expressions.DefaultExpression;
}
