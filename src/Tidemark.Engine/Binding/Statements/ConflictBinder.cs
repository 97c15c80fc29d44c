using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Binds ON CONFLICT.</summary>
internal sealed class ConflictBinder(Binder binder, Scope scope)
{
    /// <summary>Binds the clause.</summary>
    /// <param name="clause">The clause.</param>
    /// <param name="table">The table.</param>
    /// <param name="name">The name that the row which is there goes by.</param>
    public BoundOnConflict Bind(OnConflictClause clause, Table table, string name)
    {
        var index = FindArbiter(clause, table);
        var excluded = binder.NewColumns(table);
        var existing = binder.NewColumns(table);
        if (!clause.IsUpdate) return new BoundOnConflict(index, excluded, existing, [], null);
        if (index is null) throw QueryErrors.ConflictTargetRequired(clause.Position);

        var inner = new Scope(scope.Parent) { CommonTables = scope.CommonTables };
        binder.AddRow(inner, name, table, existing);
        binder.AddTable(inner, new ScopeTable { Name = "excluded", Columns = excluded });
        var assignments = new AssignmentBinder(binder, inner).Bind(clause.Assignments, table);
        var where = clause.Where is null ? null : new ExpressionBinder(binder, inner).BindCondition(clause.Where, ExpressionKind.Where);
        return new BoundOnConflict(index, excluded, existing, [.. assignments.Select(a => (a.Column.Number, a.Value))], where);
    }

    private Catalog.Index? FindArbiter(OnConflictClause clause, Table table)
    {
        var indexes = binder.Context.Catalog.IndexesOf(table.Oid);
        if (clause.Constraint is { } constraint)
        {
            var found = table.Constraints.FirstOrDefault(c => c.Name == constraint) ?? throw NameErrors.ConstraintDoesNotExist(constraint, table.Name);
            return indexes.FirstOrDefault(i => i.Oid == found.IndexOid)
                ?? throw QueryErrors.WrongRelationKind("constraint in ON CONFLICT clause has no associated index");
        }

        if (clause.Target.IsEmpty) return null;
        var wanted = new HashSet<int>();
        foreach (var element in clause.Target)
        {
            var name = element.Column ?? (element.Value as ColumnReference)?.Column ?? throw InternalErrors.NotSupported("an expression as ON CONFLICT target", element.Position);
            var column = table.FindColumn(name) ?? throw ColumnLookup.Missing(scope, null, name, element.Position);
            wanted.Add(column.Number);
        }

        return indexes.FirstOrDefault(i => i.IsUnique && i.Keys.All(k => k.Column != 0) && wanted.SetEquals(i.Keys.Select(k => k.Column))
                && (i.WhereSql is null || (clause.TargetWhere is { } where && where.Equals(StoredSql.ParseExpression(i.WhereSql)))))
            ?? throw QueryErrors.NoConflictArbiter();
    }
}
