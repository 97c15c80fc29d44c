using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Binds MERGE as a join of the source with the target, over which each WHEN clause is a column that tells whether it is the one for the row, and the new row takes its values from that clause.
/// </summary>
internal sealed class MergeBinder(Binder binder, Scope scope)
{
    /// <summary>Binds the statement.</summary>
    public BoundStatement Bind(MergeStatement statement)
    {
        CheckReachable(statement);
        var with = statement.With is null ? null : new WithBinder(binder, scope).Open(statement.With);
        CheckTarget(statement);
        var source = new FromBinder(binder, scope).Bind([statement.Source]);
        var target = new TargetScan(binder, scope, statement.Target, "merge into");
        binder.Access(target.Table, 'r', statement.Target.Name);
        foreach (var letter in statement.Clauses.Select(c => c.Action).Distinct())
        {
            if (letter is MergeAction.Update) binder.Access(target.Table, 'w');
            if (letter is MergeAction.Delete) binder.Access(target.Table, 'd');
            if (letter is MergeAction.Insert) binder.Access(target.Table, 'a');
        }

        if (scope.Visible.Exists(t => t != target.Entry && t.IsTableVisible && t.Name == target.Entry.Name))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.DuplicateAlias,
                Message = $"name \"{target.Entry.Name}\" specified more than once",
                Detail = "The name is used both as MERGE target table and data source.",
            });
        }

        var condition = new ExpressionBinder(binder, scope).BindCondition(statement.On, ExpressionKind.JoinCondition);
        Relation relation = new Join(JoinKind.Left, source, target.Scan, condition);

        var whens = new List<OutputColumn>();
        var values = new List<IReadOnlyDictionary<Column, BoundExpression>>();
        foreach (var clause in statement.Clauses)
        {
            // What has no match has no target row that could be seen.
            if (!clause.IsMatched) scope.Visible.Remove(target.Entry);
            relation = AddWhen(relation, clause, target, whens);
            values.Add(ValuesOf(clause, target.Table));
            if (!clause.IsMatched) scope.Visible.Add(target.Entry);
        }

        var live = target.Table.LiveColumns.ToList();
        var items = live.Select((column, i) => new ProjectItem(NewValue(column, target.Entry.Columns[i], whens, values), binder.NewColumn(column.Name, column.Type))).ToImmutableArray();
        var places = whens.Append(target.RowId).Append(target.ChunkOid).Select(c => new ProjectItem(c.Reference, c));
        var (rows, newRow) = binder.ComputeGenerated(target.Table, new Project(relation, [.. items, .. places]), [.. items.Select(i => i.Output)]);
        if (with is not null) rows = new With(with.Close(), rows);
        var actions = statement.Clauses.Select((clause, i) => (whens[i], clause.Action)).ToImmutableArray();
        return new BoundMerge(target.Table, rows, target.RowId, target.ChunkOid, newRow, actions, ChangesKey(statement, values, target.Table), binder.BindChecks(target.Table, newRow));
    }

    private void CheckTarget(MergeStatement statement)
    {
        if (binder.Relations.Resolve(statement.Target.Name) is not (View or VirtualTable { IsView: true })) return;
        throw new SqlException(new SqlError
        {
            State = SqlState.FeatureNotSupported,
            Message = $"cannot execute MERGE on relation \"{statement.Target.Name.Object}\"",
            Detail = "This operation is not supported for views.",
        });
    }

    private static void CheckReachable(MergeStatement statement)
    {
        foreach (var isMatched in new[] { true, false })
        {
            var clauses = statement.Clauses.Where(c => c.IsMatched == isMatched).ToList();
            var last = clauses.FindIndex(c => c.Condition is null);
            if (last >= 0 && last < clauses.Count - 1)
            {
                throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "unreachable WHEN clause specified after unconditional WHEN clause" });
            }
        }
    }

    private Project AddWhen(Relation relation, MergeClause clause, TargetScan target, List<OutputColumn> whens)
    {
        BoundExpression test = new BoundIsNull(target.RowId.Reference, IsNegated: clause.IsMatched);
        if (clause.Condition is not null)
            test = new BoundCase([(test, new ExpressionBinder(binder, scope).BindCondition(clause.Condition, ExpressionKind.MergeWhen))], Constants.Bool(false), SqlTypes.Bool);
        var branches = whens.Select(w => ((BoundExpression)w.Reference, (BoundExpression)Constants.Bool(false))).ToImmutableArray();
        if (!branches.IsEmpty) test = new BoundCase(branches, test, SqlTypes.Bool);
        var when = binder.NewColumn($"when {whens.Count + 1}", SqlTypes.Bool);
        whens.Add(when);
        return new Project(relation, [.. relation.Output.Select(c => new ProjectItem(c.Reference, c)), new ProjectItem(test, when)]);
    }

    private static BoundExpression NewValue(Column column, OutputColumn old, List<OutputColumn> whens, List<IReadOnlyDictionary<Column, BoundExpression>> values)
    {
        var branches = ImmutableArray.CreateBuilder<(BoundExpression Condition, BoundExpression Result)>();
        for (var i = 0; i < whens.Count; i++)
        {
            if (values[i].TryGetValue(column, out var value)) branches.Add((whens[i].Reference, value));
        }

        return branches.Count == 0 ? old.Reference : new BoundCase(branches.ToImmutable(), old.Reference, column.Type);
    }

    private IReadOnlyDictionary<Column, BoundExpression> ValuesOf(MergeClause clause, Table table) => clause.Action switch
    {
        MergeAction.Update => new AssignmentBinder(binder, scope).Bind(clause.Assignments, table).ToDictionary(a => a.Column, a => a.Value),
        MergeAction.Insert => InsertedValues(clause, table),
        _ => ImmutableDictionary<Column, BoundExpression>.Empty,
    };

    private Dictionary<Column, BoundExpression> InsertedValues(MergeClause clause, Table table)
    {
        var targets = clause.Columns.IsEmpty ? table.LiveColumns.ToList() : [];
        foreach (var written in clause.Columns)
        {
            var column = table.FindColumn(written.Column) ?? throw NameErrors.ColumnOfRelationDoesNotExist(written.Column, table.Name, written.Position);
            if (!written.Path.IsEmpty) throw InternalErrors.NotSupported("INSERT into an element of a column", written.Position);
            if (targets.Contains(column)) throw QueryErrors.DuplicateColumn($"column \"{written.Column}\" specified more than once", written.Position);
            targets.Add(column);
        }

        var given = clause.Values;
        if (given.Count > targets.Count) throw QueryErrors.InsertColumnCount(tooManyValues: true, given[targets.Count].Start);
        if (given.Count < targets.Count && !clause.Columns.IsEmpty) throw QueryErrors.InsertColumnCount(tooManyValues: false, clause.Columns[given.Count].Position);
        var values = new Dictionary<Column, BoundExpression>();
        var expressions = new ExpressionBinder(binder, scope);
        for (var i = 0; i < given.Count; i++)
        {
            if (Binder.IsDefault(given[i])) continue;
            var column = targets[i];
            if (column.GeneratedSql is not null) throw QueryErrors.GeneratedColumnAssigned(column.Name, isIdentity: false, isUpdate: false);
            if (column.Identity != IdentityKind.None && clause.Overriding == OverridingKind.UserValue) continue;
            if (column.Identity == IdentityKind.Always && clause.Overriding == OverridingKind.None)
                throw QueryErrors.GeneratedColumnAssigned(column.Name, isIdentity: true, isUpdate: false);
            values.Add(column, binder.Assign(expressions.Bind(given[i], ExpressionKind.ValuesSingle), column, given[i].Start));
        }

        foreach (var column in table.LiveColumns)
        {
            if (!values.ContainsKey(column)) values.Add(column, column.GeneratedSql is null ? binder.DefaultOf(table, column) : Constants.Null(column.Type));
        }

        return values;
    }

    private bool ChangesKey(MergeStatement statement, List<IReadOnlyDictionary<Column, BoundExpression>> values, Table table) =>
        binder.AreKeys(table, values.Where((_, i) => statement.Clauses[i].Action == MergeAction.Update).SelectMany(v => v.Keys));
}
