using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Binds ON CONFLICT.</summary>
internal sealed class ConflictBinder(Binder binder, Scope scope, UpdatableView? viewed)
{
    /// <summary>Binds the clause.</summary>
    /// <param name="clause">The clause.</param>
    /// <param name="table">The table.</param>
    /// <param name="name">The name that the row which is there goes by.</param>
    public BoundOnConflict Bind(OnConflictClause clause, Table table, string name)
    {
        var excluded = binder.NewColumns(table);
        var existing = binder.NewColumns(table);
        var unique = binder.Context.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique).Select(i => (Index: i, Key: binder.BindUniqueKey(i, table, excluded))).ToList();
        var index = FindArbiter(clause, table, excluded, unique);
        var keys = unique.Where(u => index is null || u.Index == index).Select(u => u.Key).ToImmutableArray();
        if (!clause.IsUpdate) return new BoundOnConflict(index, keys, excluded, existing, [], null);
        if (index is null) throw QueryErrors.ConflictTargetRequired(clause.Position);

        var inner = new Scope(scope.Parent) { CommonTables = scope.CommonTables };
        var (shownExisting, shownExcluded) = (viewed?.Show(binder, existing), viewed?.Show(binder, excluded));
        binder.AddRow(inner, name, table, shownExisting?.Columns ?? existing);
        binder.AddTable(inner, new ScopeTable { Name = "excluded", Columns = shownExcluded?.Columns ?? excluded });
        var clauses = viewed is null ? clause.Assignments : [.. clause.Assignments.Select(c => c with { Targets = [.. c.Targets.Select(t => viewed.OfTable(t, "update"))] })];
        var assignments = new AssignmentBinder(binder, inner, viewed).Bind(clauses, table).ConvertAll(a => a with { Value = OfTable(a.Value) });
        var where = clause.Where is null ? null : OfTable(new ExpressionBinder(binder, inner).BindCondition(clause.Where, ExpressionKind.Where));
        return new BoundOnConflict(index, keys, excluded, existing, [.. assignments.Select(a => (a.Column.Number, a.Value)), .. Generated(table, existing, assignments)], where)
        {
            Visible = shownExisting is null ? [] : [.. shownExisting.Conditions.Select(c => new BoundCheck(viewed!.View.Name, c.Condition) { IsOfView = true })],
        };

        BoundExpression OfTable(BoundExpression value) => shownExisting is null ? value : shownExcluded!.OfTable(shownExisting.OfTable(value));
    }

    // Generated columns are computed from the row as it will be.
    private IEnumerable<(int Column, BoundExpression Value)> Generated(Table table, ImmutableArray<OutputColumn> existing, List<Assignment> assignments)
    {
        var live = table.LiveColumns.ToList();
        var assigned = assignments.ToDictionary(a => existing[live.IndexOf(a.Column)].Id, a => a.Value);
        foreach (var column in live.Where(c => c.GeneratedSql is not null))
        {
            var value = StoredSql.Unplaced(() => binder.BindExpression(StoredSql.ParseExpression(column.GeneratedSql!), table.Name, existing, ExpressionKind.Generated));
            yield return (column.Number, binder.Assign(new ColumnReplacement(assigned).Visit(value), column, 0));
        }
    }

    private Catalog.Index? FindArbiter(OnConflictClause clause, Table table, ImmutableArray<OutputColumn> row, List<(Catalog.Index Index, BoundUniqueKey Key)> unique)
    {
        if (clause.Constraint is { } constraint)
        {
            var found = table.Constraints.FirstOrDefault(c => c.Name == constraint) ?? throw NameErrors.ConstraintDoesNotExist(constraint, table.Name);
            return unique.Find(u => u.Index.Oid == found.IndexOid).Index ?? throw QueryErrors.WrongRelationKind("constraint in ON CONFLICT clause has no associated index");
        }

        if (clause.Target.IsEmpty) return null;
        var wanted = new HashSet<BoundExpression>(ExpressionComparer.Instance);
        foreach (var element in clause.Target) wanted.Add(Bind(element, table, row));
        var promised = new HashSet<BoundExpression>(ExpressionComparer.Instance);
        if (clause.TargetWhere is not null) promised.UnionWith(Conditions(binder.Coercion.ToBoolean(BindOver(clause.TargetWhere, table, row, ExpressionKind.Where), "WHERE")));

        // An index's condition must follow from what the clause promises: each part of it stands there. A whole index goes before a partial one: it answers for all rows.
        return unique.Where(u => wanted.SetEquals(u.Key.Elements) && (u.Key.Condition is null || Conditions(u.Key.Condition).All(promised.Contains)))
            .OrderBy(u => u.Key.Condition is not null)
            .FirstOrDefault().Index ?? throw QueryErrors.NoConflictArbiter();
    }

    private BoundExpression Bind(IndexElement element, Table table, ImmutableArray<OutputColumn> row)
    {
        if ((element.Column ?? (element.Value as ColumnReference)?.Column) is not { } name) return BindOver(element.Value!, table, row, ExpressionKind.Index);
        var column = (viewed is null ? table.FindColumn(name) : viewed.Find(name, "insert into")) ?? throw ColumnLookup.Missing(scope, null, name, element.Position);
        return row[table.LiveColumns.ToList().IndexOf(column)].Reference;
    }

    private BoundExpression BindOver(Syntax.Expressions.Expression expression, Table table, ImmutableArray<OutputColumn> row, ExpressionKind kind)
    {
        if (viewed is null) return binder.BindExpression(expression, table.Name, row, kind);
        var shown = viewed.Show(binder, row);
        return shown.OfTable(binder.BindExpression(expression, viewed.View.Name, shown.Columns, kind));
    }

    private static IEnumerable<BoundExpression> Conditions(BoundExpression condition) =>
        condition is BoundLogical { IsAnd: true } all ? all.Operands.SelectMany(Conditions) : [condition];
}
