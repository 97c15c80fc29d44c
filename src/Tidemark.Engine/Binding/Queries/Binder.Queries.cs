using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Binding;

/// <summary>Queries of all kinds, and the scans at their bottom.</summary>
internal sealed partial class Binder
{
    private readonly List<(Relation Scan, SystemColumns Columns)> _systemColumns = [];
    private readonly HashSet<uint> _openViews = [];
    private readonly Stack<string?> _viewOwners = [];

    /// <summary>Binds a query inside of a scope, or at the top.</summary>
    internal Relation BindNested(QueryExpression query, Scope? parent, QueryUse use) => BindQuery(query, new Scope(parent), use);

    /// <summary>Binds a query whose scope may see WITH items already.</summary>
    internal Relation BindQuery(QueryExpression query, Scope scope, QueryUse use)
    {
        StackDepth.Ensure();
        var with = query.With is null ? null : new WithBinder(this, scope).Open(query.With);
        var relation = query switch
        {
            SelectQuery select => new SelectBinder(this, scope).Bind(select, use),
            ValuesQuery values => new ValuesBinder(this, scope).Bind(values),
            Syntax.Queries.SetOperation operation => new SetOperationBinder(this, scope).Bind(operation),
            _ => throw InternalErrors.Unexpected($"a query of unknown kind {query.GetType().Name}"),
        };
        return with is null ? relation : new With(with.Close(), relation);
    }

    /// <summary>All live columns of a table, of a hypertable or of one chunk.</summary>
    internal TableScan ScanOf(Table table, Chunk? chunk, string alias)
    {
        if (table.Materialized is { IsPopulated: false }) _unpopulated ??= table.Name;
        return new(table, chunk, alias, [.. table.LiveColumns.Select(c => new ScanColumn(c.Number, NewColumn(c.Name, c.Type)))], null, null);
    }

    /// <summary>The relations that the statement touches, in the order of the text.</summary>
    internal List<RelationAccess> Accesses { get; } = [];

    /// <summary>Takes note of a relation that the statement touches.</summary>
    internal void Access(SchemaObject relation, char letter, Syntax.Names.QualifiedName? name = null) =>
        Accesses.Add(new RelationAccess(relation, letter, ViewOwner, name?.Schema, name?.Position ?? 0));

    /// <summary>The owner of the view whose query is bound; null for the current role.</summary>
    internal string? ViewOwner => _viewOwners.TryPeek(out var owner) ? owner : null;

    /// <summary>The oids of the users' routines that bodies put in place of calls call in their turn.</summary>
    internal HashSet<uint> InlinedRoutines { get; } = [];

    /// <summary>Takes note of names; null where nobody asks.</summary>
    internal NameTrace? Trace { get; init; }

    /// <summary><see cref="Trace"/>, outside of the queries of views.</summary>
    internal NameTrace? ActiveTrace => _openViews.Count == 0 ? Trace : null;

    /// <summary>The relations that stand for views in what was bound, each with its view: what lies below them is the view's own business.</summary>
    internal Dictionary<Relation, View> ViewRows { get; } = [];

    /// <summary>The rows of a view: its query, with the columns under the view's names and types.</summary>
    internal Relation BindView(View view)
    {
        // A view can only come to read itself by replacement of another.
        if (!_openViews.Add(view.Oid)) throw new SqlException(new SqlError { State = SqlState.InvalidObjectDefinition, Message = $"infinite recursion detected in rules for relation \"{view.Name}\"" });
        try
        {
            _viewOwners.Push(view.IsInvoker ? ViewOwner : view.Owner);
            if (view.Rollup is not null)
            {
                var seen = BindRollup(view);
                ViewRows[seen] = view;
                return seen;
            }

            var query = StoredSql.Unplaced(() => BindNested(StoredSql.ParseQuery(view.Query), null, QueryUse.Nested));
            if (query.Output.Length < view.Columns.Length) throw InternalErrors.Unexpected($"view {view.Name} has lost columns");
            var rows = new Project(query, [.. view.Columns.Select((c, i) => query.Output[i] is var column && column.Type.Equals(c.Type)
                ? new ProjectItem(column.Reference, column with { Name = c.Name })
                : new ProjectItem(Coercion.TryCoerceTo(column.Reference, c.Type, CastContext.Explicit)!, NewColumn(c.Name, c.Type)))]);
            ViewRows[rows] = view;
            return rows;
        }
        finally
        {
            _openViews.Remove(view.Oid);
            _viewOwners.TryPop(out _);
        }
    }

    /// <summary>The rows of a WITH item for one more reader.</summary>
    internal CommonTableScan ScanCommonTable(CommonTableEntry entry, int position)
    {
        var columns = entry.Columns(position);
        return new CommonTableScan(entry.Id, entry.Name, [.. columns.Select(c => NewColumn(c.Name, c.Type))]);
    }

    internal void TrackSystemColumns(Relation scan, SystemColumns columns) => _systemColumns.Add((scan, columns));

    /// <summary>LIMIT and OFFSET over a relation.</summary>
    internal Relation BindLimit(Relation relation, QueryExpression query, Scope scope, ImmutableArray<SortKey> order)
    {
        if (query.WithTies && order.IsEmpty) throw QueryErrors.Malformed("WITH TIES cannot be specified without ORDER BY clause", query.Limit?.Start);
        var offset = BindRowCount(query.Offset, ExpressionKind.Offset, scope);
        var limit = BindRowCount(query.Limit, ExpressionKind.Limit, scope);
        if (query.WithTies && query.Limit is Syntax.Expressions.NullLiteral)
            throw new SqlException(new SqlError { State = SqlState.InvalidRowCountInLimitClause, Message = "row count cannot be null in FETCH FIRST ... WITH TIES clause" });
        return limit is null && offset is null ? relation : new Limit(relation, limit, offset, query.WithTies ? order : []);
    }

    private BoundExpression? BindRowCount(Expression? count, ExpressionKind kind, Scope scope)
    {
        if (count is null) return null;
        var bound = new ExpressionBinder(this, scope).Bind(count, kind);
        var result = Coercion.ToType(bound, SqlTypes.Int8, kind.Name());
        if (ExpressionTree.Any(result, e => e is BoundColumn column && OwnerOf(column.Id) == scope)) throw QueryErrors.MustNotContainVariables(kind.Name(), result.Position);
        return result;
    }

    /// <summary>An expression with the bodies of functions in place of their calls, where that can be: what it really does.</summary>
    internal BoundExpression Inlined(BoundExpression expression) => Functions.UsedRoutines.Count == 0 ? expression : new RoutineInliner(this, keepsReaders: true).Visit(expression);

    /// <summary>Whether what was bound calls routines of users that the session has to run: then one thread does all of it.</summary>
    internal bool CallsRoutines { get; private set; }

    // What is only known once everything is bound: which scans give tableoid.
    private BoundStatement Finish(BoundStatement statement)
    {
        if (_systemColumns.Any(s => s.Columns.TableOid is not null)) statement = statement.MapRelations(new SystemColumnRewriter(_systemColumns).Visit);

        // A body is put in place with all that is within it, once its caller is bound.
        if (Functions.UsedRoutines.Count == 0 || _isPart) return statement;
        var inliner = new RoutineInliner(this, keepsReaders: false);
        var inlined = statement.MapRelations(inliner.Visit);
        if (inliner is { LeftCalls: true, InlinedReaders: true }) inlined = statement.MapRelations(new RoutineInliner(this, keepsReaders: true).Visit);
        CallsRoutines = inliner.LeftCalls || statement is not BoundQuery;
        return inlined;
    }

    private sealed class SystemColumnRewriter(List<(Relation Scan, SystemColumns Columns)> asked) : ExpressionRewriter
    {
        public override Relation Visit(Relation relation)
        {
            if (relation is VirtualScan system)
            {
                return asked.Find(a => ReferenceEquals(a.Scan, system)).Columns?.TableOid is { } constant
                    ? new Project(system, [.. system.Columns.Select(c => new ProjectItem(c.Reference, c)), new ProjectItem(Constants.Long(SqlTypes.Oid, system.Table.Oid), constant)])
                    : system;
            }

            if (relation is not TableScan scan) return base.Visit(relation);
            foreach (var (known, columns) in asked)
                if (columns.TableOid is { } tableOid && known is TableScan table && SameScan(table, scan))
                    return scan with { ChunkOid = scan.ChunkOid ?? tableOid };
            return scan;
        }

        private static bool SameScan(TableScan a, TableScan b) =>
            ReferenceEquals(a, b) || (a.Table == b.Table && a.Columns.Length > 0 && b.Columns.Length > 0 && a.Columns[0].Output.Id == b.Columns[0].Output.Id);
    }
}
