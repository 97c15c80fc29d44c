using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Binds UPDATE: each row to change with its place and all of its new values.</summary>
internal sealed class UpdateBinder(Binder binder, Scope scope)
{
    /// <summary>Binds the statement.</summary>
    public BoundStatement Bind(UpdateStatement statement)
    {
        var with = statement.With is null ? null : new WithBinder(binder, scope).Open(statement.With);
        var target = new TargetScan(binder, scope, statement.Table, "update");
        if (statement.Where is not null || !statement.Returning.IsEmpty) binder.Access(target.Named, 'r');
        Relation relation = new FromBinder(binder, scope).Bind(statement.From, target.Rows);
        var assignments = new AssignmentBinder(binder, scope).Bind(target.OfTable(statement.Assignments), target.Table);
        if (statement.Where is not null)
            relation = new Filter(relation, new ExpressionBinder(binder, scope).BindCondition(statement.Where, ExpressionKind.Where));

        // Columns that keep their values keep their ids, but a changed one gets a new one, beside the old, which RETURNING does not see.
        var live = target.Table.LiveColumns.ToList();
        var items = live.Select((column, i) =>
        {
            var old = target.Scan.Columns[i].Output;
            var assigned = assignments.FindIndex(a => a.Column == column);
            return assigned < 0
                ? new ProjectItem(old.Reference, old)
                : new ProjectItem(assignments[assigned].Value, binder.NewColumn(column.Name, column.Type));
        }).ToImmutableArray();
        var kept = relation.Output.Where(c => !items.Any(item => item.Output.Id == c.Id)).Select(c => new ProjectItem(c.Reference, c));
        var (source, newRow) = binder.ComputeGenerated(target.Table, new Project(relation, [.. items, .. kept]), [.. items.Select(i => i.Output)]);
        if (with is not null) source = new With(with.Close(), source);

        var returning = ImmutableArray<ProjectItem>.Empty;
        if (!statement.Returning.IsEmpty)
        {
            // RETURNING sees the new row in the place of the old.
            var index = scope.Visible.IndexOf(target.Entry);
            var seen = target.Entry.WithColumns(target.ColumnsOf(newRow));
            binder.Own(scope, seen);
            scope.Visible[index] = seen;
            returning = binder.BindReturning(statement.Returning, scope);
        }

        return new BoundUpdate(target.Table, source, target.RowId, target.ChunkOid, newRow, returning, binder.AreKeys(target.Table, assignments.Select(a => a.Column)), binder.BindChecks(target.Table, newRow)) { Chunk = target.Chunk };
    }
}

/// <summary>Binds DELETE: the places of the rows that go.</summary>
internal sealed class DeleteBinder(Binder binder, Scope scope)
{
    /// <summary>Binds the statement.</summary>
    public BoundStatement Bind(DeleteStatement statement)
    {
        var with = statement.With is null ? null : new WithBinder(binder, scope).Open(statement.With);
        var target = new TargetScan(binder, scope, statement.Table, "delete from");
        if (statement.Where is not null || !statement.Returning.IsEmpty) binder.Access(target.Named, 'r');
        Relation relation = new FromBinder(binder, scope).Bind(statement.Using, target.Rows);
        if (statement.Where is not null)
            relation = new Filter(relation, new ExpressionBinder(binder, scope).BindCondition(statement.Where, ExpressionKind.Where));
        if (with is not null) relation = new With(with.Close(), relation);
        return new BoundDelete(target.Table, relation, target.RowId, target.ChunkOid, binder.BindReturning(statement.Returning, scope));
    }
}

/// <summary>The scan of the table that a statement changes, with the places of its rows; visible in the statement's scope.</summary>
internal sealed class TargetScan
{
    private readonly bool _isOnly;
    private readonly ImmutableArray<BoundExpression> _conditions;

    public TargetScan(Binder binder, Scope scope, TableReference reference, string verb)
    {
        if (verb != "merge into" && binder.Relations.Resolve(reference.Name) is View { Rollup: null } view)
        {
            Viewed = UpdatableView.Of(view, verb, binder);
            Table = Viewed.Table;
            Named = view;
        }
        else
        {
            (Table, Chunk) = binder.ResolveTarget(reference.Name, verb);
            Named = Table;
        }

        if (verb != "merge into") binder.Access(Named, UpdatableView.LetterOf(verb), reference.Name);
        var chunk = Chunk;
        _isOnly = reference.IsOnly && chunk is null && Table.Hypertable is not null;
        var name = reference.Alias?.Name ?? chunk?.Name ?? Named.Name;
        RowId = binder.NewColumn("rowid", SqlTypes.Int8);
        ChunkOid = binder.NewColumn("tableoid", SqlTypes.Oid);
        Scan = binder.ScanOf(Table, chunk, name) with { RowId = RowId, ChunkOid = ChunkOid };
        _conditions = [.. (Viewed?.Conditions ?? []).Select(c => StoredSql.Unplaced(() => binder.Coercion.ToBoolean(binder.BindExpression(c.Condition, c.Name, [.. Scan.Columns.Select(s => s.Output)], ExpressionKind.Where), "WHERE")))];
        Entry = new ScopeTable
        {
            Name = name,
            Relation = reference.Alias is null ? (chunk ?? Named).QualifiedName : null,
            HiddenName = reference.Alias is null ? null : Named.Name,
            Columns = ColumnsOf([.. Scan.Columns.Select(c => c.Output)]),
            Table = Table,
            SystemColumns = new SystemColumns((_, _) => ChunkOid),
        };
        binder.AddTable(scope, Entry);
        binder.Own(scope, ChunkOid);
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>The view that is named in the table's place; null where the table is named itself.</summary>
    public UpdatableView? Viewed { get; }

    /// <summary>What is named: the table, or a view of it.</summary>
    public SchemaObject Named { get; }

    /// <summary>The columns of a row of the table, one for each live column, as the statement sees them: by the view's names where a view is named.</summary>
    public ImmutableArray<OutputColumn> ColumnsOf(ImmutableArray<OutputColumn> row) => Viewed is null
        ? [.. row.Zip(Table.LiveColumns, (c, column) => c with { Name = column.Name })]
        : [.. Viewed.Shown().Select(s => row[s.Place] with { Name = s.Name })];

    /// <summary>SET clauses with the names of the table's columns.</summary>
    public IReadOnlyList<SetClause> OfTable(SyntaxList<SetClause> clauses) => Viewed is null
        ? clauses
        : [.. clauses.Select(c => c with { Targets = [.. c.Targets.Select(t => Viewed.OfTable(t, "update"))] })];

    /// <summary>The one chunk that is named; null for a whole table.</summary>
    public Chunk? Chunk { get; }

    /// <summary>Its scan.</summary>
    public TableScan Scan { get; }

    /// <summary>What the statement looks at: a hypertable itself, without its chunks, has no rows.</summary>
    public Relation Rows => _isOnly ? new Filter(Scan, Constants.Bool(false)) : _conditions.Aggregate((Relation)Scan, (rows, condition) => new Filter(rows, condition));

    /// <summary>The table as names see it.</summary>
    public ScopeTable Entry { get; }

    /// <summary>The column with row ids.</summary>
    public OutputColumn RowId { get; }

    /// <summary>The column that says which table or chunk a row lies in.</summary>
    public OutputColumn ChunkOid { get; }
}
