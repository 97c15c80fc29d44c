using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
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
        var indexes = index is not null ? [index] : binder.Context.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique);
        var keys = indexes.Select(i => binder.BindUniqueKey(i, table, excluded)).ToImmutableArray();
        if (!clause.IsUpdate) return new BoundOnConflict(index, keys, excluded, existing, [], null);
        if (index is null) throw QueryErrors.ConflictTargetRequired(clause.Position);

        var inner = new Scope(scope.Parent) { CommonTables = scope.CommonTables };
        binder.AddRow(inner, name, table, existing);
        binder.AddTable(inner, new ScopeTable { Name = "excluded", Columns = excluded });
        var assignments = new AssignmentBinder(binder, inner).Bind(clause.Assignments, table);
        var where = clause.Where is null ? null : new ExpressionBinder(binder, inner).BindCondition(clause.Where, ExpressionKind.Where);
        return new BoundOnConflict(index, keys, excluded, existing, [.. assignments.Select(a => (a.Column.Number, a.Value))], where);
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
        var wanted = new HashSet<string>();
        foreach (var element in clause.Target) wanted.Add(Name(element, table));
        var promised = clause.TargetWhere is null ? [] : Conditions(clause.TargetWhere).Select(SyntaxPrinter.Print).ToHashSet();

        // A whole index before a partial one: it answers for all rows.
        return indexes.Where(i => i.IsUnique && wanted.SetEquals(i.Keys.Select(k => Name(k, table))) && IsImplied(i, promised)).OrderBy(i => i.WhereSql is not null).FirstOrDefault()
            ?? throw QueryErrors.NoConflictArbiter();
    }

    // An index's condition must follow from what the clause promises: each part of it stands there.
    private static bool IsImplied(Catalog.Index index, HashSet<string> promised) =>
        index.WhereSql is null || Conditions(StoredSql.ParseExpression(index.WhereSql)).All(c => promised.Contains(SyntaxPrinter.Print(c)));

    private static IEnumerable<Expression> Conditions(Expression condition) =>
        condition is LogicalExpression { Operator: LogicalOperator.And } all ? all.Operands : [condition];

    private string Name(IndexElement element, Table table)
    {
        if ((element.Column ?? (element.Value as ColumnReference)?.Column) is not { } name) return $"({SyntaxPrinter.Print(element.Value!)})";
        var column = table.FindColumn(name) ?? throw ColumnLookup.Missing(scope, null, name, element.Position);
        return SyntaxPrinter.QuoteIdentifier(column.Name);
    }

    private static string Name(IndexKey key, Table table) => key.Column == 0 ? $"({key.ExpressionSql})" : SyntaxPrinter.QuoteIdentifier(table.Columns[key.Column - 1].Name);
}
