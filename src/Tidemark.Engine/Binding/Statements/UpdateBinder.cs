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
        var assignments = new AssignmentBinder(binder, scope, target.Viewed).Bind(target.OfTable(statement.Assignments), target.Table);
        var own = target.Entry.Columns.Select(c => c.Id).ToHashSet();
        if (assignments.Exists(a => ExpressionTree.Any(a.Value, e => e is BoundColumn column && own.Contains(column.Id)))) binder.Access(target.Named, 'r');
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
            var shown = target.Viewed?.Show(binder, newRow);
            var seen = target.Entry.WithColumns(shown?.Columns ?? [.. newRow.Zip(live, (c, column) => c with { Name = column.Name })]);
            binder.Own(scope, seen);
            scope.Visible[index] = seen;
            returning = binder.BindReturning(statement.Returning, scope);
            if (shown is not null) returning = shown.OfTable(returning);
        }

        return KeptCommonTables.Mark(new BoundUpdate(target.Table, source, target.RowId, target.ChunkOid, newRow, returning, binder.AreKeys(target.Table, assignments.Select(a => a.Column)), [.. binder.BindChecks(target.Table, newRow), .. target.Viewed?.BindChecks(binder, newRow) ?? []]) { Chunk = target.Chunk });
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
        return KeptCommonTables.Mark(new BoundDelete(target.Table, relation, target.RowId, target.ChunkOid, binder.BindReturning(statement.Returning, scope)));
    }
}

/// <summary>The scan of the table that a statement changes, with the places of its rows; visible in the statement's scope.</summary>
internal sealed class TargetScan
{
    private readonly bool _isOnly;
    private readonly ViewRow? _shown;

    public TargetScan(Binder binder, Scope scope, TableReference reference, string verb)
    {
        if (verb != "merge into" && binder.Relations.Resolve(reference.Name) is View view)
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
        _shown = Viewed?.Show(binder, [.. Scan.Columns.Select(c => c.Output)]);
        Entry = new ScopeTable
        {
            Name = name,
            Relation = reference.Alias is null ? (chunk ?? Named).QualifiedName : null,
            HiddenName = reference.Alias is null ? null : Named.Name,
            Columns = _shown?.Columns ?? [.. Scan.Columns.Zip(Table.LiveColumns, (c, column) => c.Output with { Name = column.Name })],
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

    /// <summary>SET clauses with the names of the table's columns.</summary>
    public IReadOnlyList<SetClause> OfTable(SyntaxList<SetClause> clauses) => Viewed is null
        ? clauses
        : [.. clauses.Select(c => c with { Targets = [.. c.Targets.Select(t => Viewed.OfTable(t, "update"))] })];

    /// <summary>The one chunk that is named; null for a whole table.</summary>
    public Chunk? Chunk { get; }

    /// <summary>Its scan.</summary>
    public TableScan Scan { get; }

    /// <summary>What the statement looks at: a hypertable itself, without its chunks, has no rows.</summary>
    public Relation Rows
    {
        get
        {
            if (_isOnly) return new Filter(Scan, Constants.Bool(false));
            if (_shown is null) return Scan;
            var rows = _shown.Conditions.Aggregate((Relation)Scan, (seen, condition) => new Filter(seen, condition.Condition));
            if (_shown.Computed.Count == 0) return rows;
            var computed = _shown.Columns.Where(c => _shown.Computed.ContainsKey(c.Id)).Select(c => new ProjectItem(_shown.Computed[c.Id], c));
            return new Project(rows, [.. rows.Output.Select(c => new ProjectItem(c.Reference, c)), .. computed]);
        }
    }

    /// <summary>The table as names see it.</summary>
    public ScopeTable Entry { get; }

    /// <summary>The column with row ids.</summary>
    public OutputColumn RowId { get; }

    /// <summary>The column that says which table or chunk a row lies in.</summary>
    public OutputColumn ChunkOid { get; }
}
