using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Binding;

/// <summary>A column and its new value, converted.</summary>
internal readonly record struct Assignment(Column Column, BoundExpression Value);

/// <summary>Binds SET of UPDATE, ON CONFLICT and MERGE.</summary>
internal sealed class AssignmentBinder(Binder binder, Scope scope, UpdatableView? viewed = null)
{
    // The columns of which parts are assigned to.
    private readonly HashSet<int> _parts = [];
    private readonly ExpressionBinder _expressions = new(binder, scope);

    /// <summary>Binds the clauses.</summary>
    public List<Assignment> Bind(IReadOnlyList<SetClause> clauses, Table table)
    {
        var assignments = new List<Assignment>();
        foreach (var clause in clauses)
        {
            if (!clause.IsMultiple)
            {
                Add(assignments, table, clause.Targets[0], clause.Value);
                continue;
            }

            switch (clause.Value)
            {
                case RowConstructor row:
                    if (row.Fields.Count != clause.Targets.Count) throw CountMismatch(clause);
                    for (var i = 0; i < clause.Targets.Count; i++) Add(assignments, table, clause.Targets[i], row.Fields[i]);
                    break;
                case SubqueryExpression query:
                    AddSubquery(assignments, table, clause, query);
                    break;
                default:
                    throw QueryErrors.NotImplemented("source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression", clause.Value.Start);
            }
        }

        return assignments;
    }

    private void Add(List<Assignment> assignments, Table table, AssignmentTarget target, Expression value)
    {
        var column = Target(assignments, table, target);
        if (!target.Path.IsEmpty)
        {
            if (Binder.IsDefault(value)) throw QueryErrors.Malformed("cannot set an array element to DEFAULT", value.Start);
            CheckGenerated(column);
            AssignPart(assignments, table, column, target, _expressions.Bind(value, ExpressionKind.Update));
            return;
        }

        if (Binder.IsDefault(value))
        {
            // A generated column is computed anew in any case.
            if (column.GeneratedSql is null) assignments.Add(new Assignment(column, binder.DefaultOf(table, column, viewed)));
            return;
        }

        CheckGenerated(column);
        var bound = _expressions.Bind(value, ExpressionKind.Update);
        assignments.Add(new Assignment(column, binder.Assign(bound, column, value.Start)));
    }

    // One subquery for each column of the list, over the same rows: the relation is bound once, and each takes its column.
    private void AddSubquery(List<Assignment> assignments, Table table, SetClause clause, SubqueryExpression query)
    {
        var relation = binder.BindNested(query.Query, scope, QueryUse.Nested);
        if (relation.Output.Length != clause.Targets.Count) throw CountMismatch(clause);
        for (var i = 0; i < clause.Targets.Count; i++)
        {
            var column = Target(assignments, table, clause.Targets[i]);
            CheckGenerated(column);
            var one = new Project(relation, [new ProjectItem(relation.Output[i].Reference, relation.Output[i])]);
            var value = new BoundSubquery(SubqueryKind.Scalar, one, [], [], null, relation.Output[i].Type) { Position = query.Position };
            if (!clause.Targets[i].Path.IsEmpty) AssignPart(assignments, table, column, clause.Targets[i], value);
            else assignments.Add(new Assignment(column, binder.Assign(value, column, query.Position)));
        }
    }

    // Several parts of one column may be assigned to: each takes what the one before it has made.
    private void AssignPart(List<Assignment> assignments, Table table, Column column, AssignmentTarget target, BoundExpression value)
    {
        var known = assignments.FindIndex(a => a.Column == column);
        var old = known >= 0 ? assignments[known].Value : Current(table, column);
        var assignment = new Assignment(column, binder.Assign(new ElementAssignment(binder, _expressions, target).Apply(old, value), column, target.Position));
        if (known >= 0) assignments[known] = assignment;
        else assignments.Add(assignment);
    }

    private BoundColumn Current(Table table, Column column)
    {
        var row = scope.Visible.First(t => t.Table == table);
        return row.Columns.First(c => c.Name == column.Name).Reference;
    }

    private Column Target(List<Assignment> assignments, Table table, AssignmentTarget target)
    {
        var column = table.FindColumn(target.Column) ?? throw NameErrors.ColumnOfRelationDoesNotExist(target.Column, table.Name, target.Position);
        if (!target.Path.IsEmpty && !assignments.Exists(a => a.Column == column)) _parts.Add(column.Number);
        if (assignments.Exists(a => a.Column == column) && (target.Path.IsEmpty || !_parts.Contains(column.Number)))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.SyntaxError,
                Message = $"multiple assignments to same column \"{column.Name}\"",
            });
        }

        return column;
    }

    private static void CheckGenerated(Column column)
    {
        if (column.GeneratedSql is not null) throw QueryErrors.GeneratedColumnAssigned(column.Name, isIdentity: false, isUpdate: true);
        if (column.Identity == IdentityKind.Always) throw QueryErrors.GeneratedColumnAssigned(column.Name, isIdentity: true, isUpdate: true);
    }

    private static SqlException CountMismatch(SetClause clause) =>
        QueryErrors.Malformed("number of columns does not match number of values", clause.Value.Start);
}
