using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>A bound FROM item: its rows, itself as names see it, and every table in it that names may see.</summary>
internal sealed record BoundFrom(Relation Relation, ScopeTable Table, List<ScopeTable> Visible);

/// <summary>Binds FROM clauses; visibility is that of PostgreSQL's parse_clause.c.</summary>
internal sealed partial class FromBinder(Binder binder, Scope scope)
{
    /// <summary>Binds a list of FROM items into one relation, and leaves their tables visible in the scope.</summary>
    /// <param name="items">The items.</param>
    /// <param name="start">What stands left of them, visible already; null for nothing.</param>
    public Relation Bind(IReadOnlyList<FromItem> items, Relation? start = null)
    {
        var relation = start;
        foreach (var item in items)
        {
            var laterals = scope.LateralReferences;
            var bound = Bind(item);
            CheckConflicts(scope.Visible, bound.Visible);
            SetLateral(bound.Visible, only: true, allowed: true);
            scope.Visible.AddRange(bound.Visible);
            relation = relation is null
                ? bound.Relation
                : new Join(JoinKind.Inner, relation, bound.Relation, null, scope.LateralReferences > laterals);
        }

        SetLateral(scope.Visible, only: false, allowed: true);
        return relation ?? Values.SingleRow;
    }

    /// <summary>Binds one FROM item.</summary>
    public BoundFrom Bind(FromItem item)
    {
        StackDepth.Ensure();
        return item switch
        {
            TableReference reference => BindTable(reference),
            DerivedTable derived => BindDerived(derived),
            FunctionTable function => BindFunction(function),
            JoinTable join => BindJoin(join),
            AsofJoinTable asof => BindAsof(asof),
            _ => throw InternalErrors.Unexpected($"a FROM item of unknown kind {item.GetType().Name}"),
        };
    }

    private BoundFrom BindTable(TableReference reference)
    {
        var name = reference.Name;
        if (name.Schema is null && CommonTableScope.Find(scope.CommonTables, name.Object, name.Position) is { } table)
        {
            return Finish(binder.ScanCommonTable(table, name.Position), reference.Alias, name.Object, null, null);
        }

        if (name.Schema is null && CommonTableScope.IsLater(scope.CommonTables, name.Object) && binder.Relations.Find(null, name.Object) is null)
            throw NameErrors.ForwardReferenceToCommonTable(name.Object, name.Position);
        var found = binder.Relations.Resolve(name);
        if (found is SchemaObject accessed) binder.Access(accessed, 'r', name);
        if (found is SchemaObject traced) binder.ActiveTrace?.Relations.Add(new TracedRelation(name.Position, name.Parts.Count, traced.Oid, name.Object, reference.Alias is not null));
        if (reference.Sample is not null && found is not (Table or Chunk))
            throw QueryErrors.NotImplemented("TABLESAMPLE clause can only be applied to tables and materialized views", name.Position);
        return found switch
        {
            Table real => BindTable(real, null, reference),
            Chunk chunk => BindTable(binder.Context.Catalog.Find<Table>(chunk.TableOid)!, chunk, reference),
            View view => Finish(binder.BindView(view), reference.Alias, view.Name, null, view.QualifiedName),
            VirtualTable virtualTable => Finish(
                new VirtualScan(virtualTable, reference.Alias?.Name ?? virtualTable.Name, [.. virtualTable.Columns.Select(c => binder.NewColumn(c.Name, c.Type))]),
                reference.Alias,
                virtualTable.Name,
                null,
                new ObjectName(virtualTable.Schema, virtualTable.Name)),
            Sequence sequence => Finish(BindSequence(sequence), reference.Alias, sequence.Name, null, sequence.QualifiedName),
            Catalog.Index index => throw QueryErrors.WrongRelationKind($"\"{index.Name}\" is an index", name.Position),
            _ => throw QueryErrors.WrongRelationKind($"cannot open relation \"{name.Object}\"", name.Position),
        };
    }

    private BoundFrom BindTable(Table table, Chunk? chunk, TableReference reference)
    {
        // The rows of a hypertable are all in its chunks.
        if (reference.IsOnly && chunk is null && table.Hypertable is not null)
        {
            return Finish(new Values([], [.. table.LiveColumns.Select(c => binder.NewColumn(c.Name, c.Type))]), reference.Alias, table.Name, table, table.QualifiedName);
        }

        var scan = binder.ScanOf(table, chunk, reference.Alias?.Name ?? chunk?.Name ?? table.Name);
        if (reference.Sample is { } sample)
            return Finish(new SampleBinder(binder, scope).Apply(scan, sample), reference.Alias, chunk?.Name ?? table.Name, table, (chunk ?? (SchemaObject)table).QualifiedName, chunk, visible: scan.Output);
        return Finish(scan, reference.Alias, chunk?.Name ?? table.Name, table, (chunk ?? (SchemaObject)table).QualifiedName, chunk);
    }

    // last_value, log_cnt and is_called of a sequence, through the function that reads its position.
    private FunctionScan BindSequence(Sequence sequence)
    {
        var source = binder.Context.Routines.Find("tidemark_sequence_row").OfType<TableFunction>().FirstOrDefault()
            ?? throw InternalErrors.NotSupported("reading a sequence as a table");
        var columns = source.Columns.Select(c => binder.NewColumn(c.Name, c.Type)).ToImmutableArray();
        return new FunctionScan([new TableFunctionReference(source, [Constants.Long(SqlTypes.RegClass, sequence.Oid)], columns)], null);
    }

    private BoundFrom BindDerived(DerivedTable derived)
    {
        var relation = Lateral(derived.IsLateral, ExpressionKind.FromSubquery, () => binder.BindNested(derived.Query, scope, QueryUse.Nested));
        if (derived.Alias is null) throw QueryErrors.Malformed(
            derived.Query is ValuesQuery ? "VALUES in FROM must have an alias" : "subquery in FROM must have an alias",
            derived.Position,
            hint: derived.Query is ValuesQuery ? "For example, FROM (VALUES ...) [AS] foo." : "For example, FROM (SELECT ...) [AS] foo.");
        return Finish(relation, derived.Alias, "", null, null);
    }

    private T Lateral<T>(bool isLateral, ExpressionKind kind, Func<T> bind)
    {
        var (outerLateral, outerKind) = (scope.IsLateral, scope.Kind);
        (scope.IsLateral, scope.Kind) = (isLateral, kind);
        try
        {
            return bind();
        }
        finally
        {
            (scope.IsLateral, scope.Kind) = (outerLateral, outerKind);
        }
    }

    // The item's own entry, its columns renamed by the alias.
    private BoundFrom Finish(Relation relation, TableAlias? alias, string ownName, Table? table, ObjectName? qualified, Chunk? chunk = null, bool isScalar = false, ImmutableArray<OutputColumn> visible = default)
    {
        var columns = visible.IsDefault ? relation.Output : visible;
        var name = alias?.Name ?? ownName;
        if (alias is { Columns.IsEmpty: false })
        {
            if (alias.Columns.Count > columns.Length) throw NameErrors.TooManyColumnAliases(name, columns.Length, alias.Columns.Count);
            columns = [.. columns.Select((c, i) => i < alias.Columns.Count ? c with { Name = alias.Columns[i].Text } : c)];
        }

        SystemColumns? system = null;
        if (relation is TableScan or VirtualScan)
        {
            system = new SystemColumns((column, type) =>
            {
                var created = binder.NewColumn(column, type);
                binder.Own(scope, created);
                return created;
            });
            binder.TrackSystemColumns(relation, system);
        }

        var entry = new ScopeTable
        {
            Name = name,
            Relation = alias?.Name is null ? qualified : null,
            HiddenName = alias?.Name is not null && ownName.Length > 0 && alias.Name != ownName ? ownName : null,
            Columns = columns,
            RelationOid = qualified is { } known ? binder.Context.Catalog.FindRelation(known.Schema, known.Name)?.Oid ?? 0 : 0,
            Table = table,
            Chunk = chunk,
            SystemColumns = system,
            IsScalar = isScalar,
        };
        binder.Own(scope, entry);
        return new BoundFrom(relation, entry, [entry]);
    }

    private static void SetLateral(IEnumerable<ScopeTable> tables, bool only, bool allowed)
    {
        foreach (var table in tables)
        {
            table.IsLateralOnly = only;
            table.IsLateralAllowed = allowed;
        }
    }

    private static void CheckConflicts(IEnumerable<ScopeTable> left, IEnumerable<ScopeTable> right)
    {
        foreach (var a in left)
        {
            if (!a.IsTableVisible) continue;
            foreach (var b in right)
            {
                // Two tables of one name in different schemas can be told apart by their schemas.
                if (!b.IsTableVisible || a.Name != b.Name) continue;
                if (a.Relation is { } first && b.Relation is { } second && first != second) continue;
                throw NameErrors.DuplicateAlias(b.Name);
            }
        }
    }
}
