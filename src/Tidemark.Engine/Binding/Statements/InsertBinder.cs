using System.Collections.Immutable;
using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Binding;

/// <summary>Binds INSERT: the rows as whole rows of the table, and what is done with rows that are there already.</summary>
internal sealed class InsertBinder(Binder binder, Scope scope)
{
    private UpdatableView? _viewed;

    /// <summary>Binds the statement.</summary>
    public BoundStatement Bind(InsertStatement statement)
    {
        var with = statement.With is null ? null : new WithBinder(binder, scope).Open(statement.With);
        var viewed = binder.Relations.Resolve(statement.Table) is View view ? UpdatableView.Of(view, "insert into", binder) : null;
        _viewed = viewed;
        var (table, chunk) = viewed is null ? binder.ResolveTarget(statement.Table, "insert into") : (viewed.Table, null);
        SchemaObject named = viewed is null ? table : viewed.View;
        binder.Access(named, 'a', statement.Table);
        if (!statement.Returning.IsEmpty) binder.Access(named, 'r');
        if (statement.OnConflict is { Assignments.IsEmpty: false }) binder.Access(named, 'w');
        var name = statement.Alias ?? named.Name;
        if (viewed is not null)
        {
            statement = statement with { Columns = ColumnsOf(viewed, statement) };
        }

        // The values cannot see the table, but errors about missing columns name its columns.
        scope.Tables.Add(new ScopeTable { Name = name, Columns = [.. table.LiveColumns.Select(c => new OutputColumn(default, c.Name, c.Type))] });
        var targets = Targets(statement, table);
        var given = statement.Source switch
        {
            null => Values.SingleRow,
            ValuesQuery { With: null, OrderBy.IsEmpty: true, Limit: null, Offset: null, Locking.IsEmpty: true } values => BindValues(values, statement, table, targets),
            var query => BindQuery(query, statement, targets),
        };

        var row = FullRow(given, statement, table, targets);
        var (source, columns) = binder.ComputeGenerated(table, row, row.Output);
        if (columns.Length != source.Output.Length) throw InternalErrors.Unexpected("an inserted row has columns of its own");
        if (with is not null) source = new With(with.Close(), source);

        var inserted = binder.NewColumns(table);
        var conflict = statement.OnConflict is { } clause ? new ConflictBinder(binder, scope, viewed).Bind(clause, table, name) : null;
        var returning = ImmutableArray<ProjectItem>.Empty;
        if (!statement.Returning.IsEmpty)
        {
            var inner = new Scope(scope.Parent) { CommonTables = scope.CommonTables };
            var shown = viewed?.Show(binder, inserted);
            var system = new SystemColumns((column, type) => binder.NewColumn(column, type));
            binder.AddRow(inner, name, table, shown?.Columns ?? inserted, system);
            returning = binder.BindReturning(statement.Returning, inner);
            if (shown is not null) returning = shown.OfTable(returning);
            if (system.TableOid is { } tableOid)
            {
                if (table.Hypertable is not null && chunk is null) throw InternalErrors.NotSupported("RETURNING tableoid of rows inserted into a hypertable", statement.Position);
                var constant = new ColumnReplacement(new Dictionary<ColumnId, BoundExpression> { [tableOid.Id] = Constants.Long(SqlTypes.Oid, (chunk ?? (SchemaObject)table).Oid) });
                returning = [.. returning.Select(r => r with { Expression = constant.Visit(r.Expression) })];
            }
        }

        return KeptCommonTables.Mark(new BoundInsert(table, source, conflict, returning, inserted, [.. binder.BindChecks(table, inserted), .. viewed?.BindChecks(binder, inserted) ?? []]) { Chunk = chunk });
    }

    // The table's columns in the order of the view's, as many as there are values.
    private static SyntaxList<AssignmentTarget> ColumnsOf(UpdatableView viewed, InsertStatement statement)
    {
        if (!statement.Columns.IsEmpty) return [.. statement.Columns.Select(c => viewed.OfTable(c, "insert into"))];
        if (statement.Source is null) return [];
        var count = statement.Source is ValuesQuery values ? Math.Min(values.Rows[0].Count, viewed.View.Columns.Length) : viewed.View.Columns.Length;
        return [.. viewed.View.Columns.Take(count).Select(c => viewed.OfTable(new AssignmentTarget(c.Name) { Position = statement.Table.Position }, "insert into"))];
    }

    private static List<Column> Targets(InsertStatement statement, Table table)
    {
        if (statement.Columns.IsEmpty) return statement.Source is null ? [] : [.. table.LiveColumns];
        var targets = new List<Column>();
        foreach (var written in statement.Columns)
        {
            var column = table.FindColumn(written.Column) ?? throw NameErrors.ColumnOfRelationDoesNotExist(written.Column, table.Name, written.Position);
            if (!written.Path.IsEmpty && (targets.Contains(column) || statement.Source is not ValuesQuery)) throw InternalErrors.NotSupported("INSERT into several elements of a column, or of rows of a query", written.Position);
            if (targets.Contains(column)) throw QueryErrors.DuplicateColumn($"column \"{written.Column}\" specified more than once", written.Position);
            targets.Add(column);
        }

        return targets;
    }

    private Relation BindValues(ValuesQuery values, InsertStatement statement, Table table, List<Column> targets)
    {
        var kind = values.Rows.Count == 1 ? ExpressionKind.ValuesSingle : ExpressionKind.Values;
        var expressions = new ExpressionBinder(binder, scope);
        var width = values.Rows[0].Count;
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<BoundExpression>>(values.Rows.Count);
        foreach (var row in values.Rows)
        {
            if (row.Count != width) throw QueryErrors.UnequalColumnCounts("VALUES lists must all be the same length", row[0].Start);
            CheckCount(row.Count, targets, statement, i => row[i].Start);
            var cells = ImmutableArray.CreateBuilder<BoundExpression>(row.Count);
            for (var i = 0; i < row.Count; i++) cells.Add(BindCell(row[i], table, targets[i], statement, expressions, kind, statement.Columns.IsEmpty ? null : statement.Columns[i]));
            rows.Add(cells.MoveToImmutable());
        }

        targets.RemoveRange(width, targets.Count - width);
        var columns = targets.Select(c => binder.NewColumn(c.Name, c.Type)).ToImmutableArray();
        if (scope.SetCalls.Count == 0) return new Values(rows.MoveToImmutable(), columns);

        // The one row's set-returning functions make it many.
        Relation relation = Values.SingleRow;
        foreach (var height in scope.SetCalls.GroupBy(s => s.Height).OrderBy(g => g.Key)) relation = new ProjectSet(relation, [.. height.Select(s => s.Call)]);
        return new Project(relation, [.. rows[0].Select((cell, i) => new ProjectItem(cell, columns[i]))]);
    }

    private BoundExpression BindCell(Expression cell, Table table, Column column, InsertStatement statement, ExpressionBinder expressions, ExpressionKind kind, AssignmentTarget? target)
    {
        if (target is { Path.IsEmpty: false } && !Binder.IsDefault(cell))
        {
            CheckGenerated(column, statement);
            return binder.Assign(new ElementAssignment(binder, expressions, target).Apply(Constants.Null(column.Type), expressions.Bind(cell, kind)), column, cell.Start);
        }

        if (Binder.IsDefault(cell))
        {
            // A generated column's value is computed from the whole row; here it has none yet.
            return column.GeneratedSql is null ? binder.DefaultOf(table, column, _viewed) : Constants.Null(column.Type);
        }

        var overridden = CheckGenerated(column, statement);
        if (!overridden && TryReadLiteral(cell, column.Type) is { } literal) return literal;
        var value = expressions.Bind(cell, kind);
        return overridden ? binder.DefaultOf(table, column, _viewed) : binder.Assign(value, column, cell.Start);
    }

    // Most cells of large inserts are literals that are read as the column's type at once.
    private BoundConstant? TryReadLiteral(Expression cell, SqlType type) => cell switch
    {
        _ when type.Kind == TypeKind.Domain => null,
        StringLiteral literal => binder.Literals.ReadAssigned(type, literal.Value, literal.Position),
        NullLiteral => Constants.Null(type),
        IntegerLiteral literal when type.Kind is TypeKind.Int8 or TypeKind.Float8 or TypeKind.Numeric =>
            binder.Literals.ReadAssigned(type, literal.Value.ToString(CultureInfo.InvariantCulture), literal.Position),
        // A numeric has no negative zero: only text without a sign may be read as a float straight away.
        NumericLiteral literal when type.Kind == TypeKind.Numeric || (type.Kind == TypeKind.Float8 && !literal.Text.StartsWith('-')) => binder.Literals.ReadAssigned(type, literal.Text, literal.Position),
        _ => null,
    };

    // Whether OVERRIDING USER VALUE puts the default in the place of what was given.
    private static bool CheckGenerated(Column column, InsertStatement statement)
    {
        if (column.GeneratedSql is not null) throw QueryErrors.GeneratedColumnAssigned(column.Name, isIdentity: false, isUpdate: false);
        if (column.Identity == IdentityKind.None) return false;
        if (statement.Overriding == OverridingKind.UserValue) return true;
        if (column.Identity == IdentityKind.Always && statement.Overriding == OverridingKind.None)
            throw QueryErrors.GeneratedColumnAssigned(column.Name, isIdentity: true, isUpdate: false);
        return false;
    }

    private Project BindQuery(QueryExpression query, InsertStatement statement, List<Column> targets)
    {
        var relation = binder.BindQuery(query, new Scope(scope.Parent) { CommonTables = scope.CommonTables }, QueryUse.Open);
        CheckCount(relation.Output.Length, targets, statement, i => SetOperationBinder.Place(query, i));
        targets.RemoveRange(relation.Output.Length, targets.Count - relation.Output.Length);
        foreach (var column in targets) CheckGenerated(column, statement);

        var types = new SqlType[targets.Count];
        for (var i = 0; i < targets.Count; i++)
        {
            var given = relation.Output[i].Type;
            types[i] = given.Is(SqlTypes.Unknown) ? targets[i].Type : given;
        }

        relation = binder.ConvertOutput(relation, types);
        var output = relation.Output;
        var values = targets.Select((c, i) => binder.Assign(output[i].Reference, c, SetOperationBinder.Place(query, i))).ToList();
        return new Project(relation, [.. values.Select((v, i) => new ProjectItem(v, v is BoundColumn ? output[i] : binder.NewColumn(targets[i].Name, v.Type)))]);
    }

    private static void CheckCount(int given, List<Column> targets, InsertStatement statement, Func<int, int> place)
    {
        if (given > targets.Count) throw QueryErrors.InsertColumnCount(tooManyValues: true, place(targets.Count));
        if (given < targets.Count && !statement.Columns.IsEmpty) throw QueryErrors.InsertColumnCount(tooManyValues: false, statement.Columns[given].Position);
    }

    // One column for each of the table, in its order: those given, and defaults.
    private Relation FullRow(Relation given, InsertStatement statement, Table table, List<Column> targets)
    {
        var output = given.Output;
        var items = table.LiveColumns.Select(column =>
        {
            var index = targets.IndexOf(column);
            if (index >= 0 && !(statement.Overriding == OverridingKind.UserValue && column.Identity != IdentityKind.None && statement.Source is not ValuesQuery))
                return new ProjectItem(output[index].Reference, output[index]);
            var value = column.GeneratedSql is null ? binder.DefaultOf(table, column, _viewed) : Constants.Null(column.Type);
            return new ProjectItem(value, binder.NewColumn(column.Name, column.Type));
        }).ToImmutableArray();

        // Rows that are complete and in order stay as they are.
        return items.Length == output.Length && items.Select((item, i) => item.Expression is BoundColumn column && column.Id == output[i].Id).All(same => same)
            ? given
            : new Project(given, items);
    }
}
