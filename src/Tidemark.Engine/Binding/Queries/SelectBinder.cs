using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Binds one SELECT. Clauses are bound in PostgreSQL's order, so that the first error is the same; then the relation is built from the bottom:
/// FROM, WHERE, grouping, HAVING, windows, sets, the select list, DISTINCT, ORDER BY, LIMIT.
/// </summary>
internal sealed partial class SelectBinder(Binder binder, Scope scope)
{
    private readonly ExpressionBinder _expressions = new(binder, scope);
    private readonly List<Target> _targets = [];
    private readonly List<RowLock> _locks = [];

    /// <summary>Binds the query.</summary>
    public Relation Bind(SelectQuery query, QueryUse use)
    {
        if (query.Into is { } into) throw QueryErrors.Malformed("SELECT ... INTO is not allowed here", into.Name.Position);
        scope.Windows = query.Windows;
        var from = new FromBinder(binder, scope).Bind(query.From);
        BindItems(query.Items);
        var where = query.Where is null ? null : _expressions.BindCondition(query.Where, ExpressionKind.Where);
        var having = query.Having is null ? null : _expressions.BindCondition(query.Having, ExpressionKind.Having);
        var order = BindOrder(query.OrderBy);
        var grouping = BindGroupBy(query);
        var distinct = BindDistinct(query, order);
        var windows = BindWindows();

        // An aggregate within a window makes the query a grouped one, too.
        grouping ??= BindGroupBy(query);
        if (use == QueryUse.Nested) ResolveUnknowns();
        from = BindLocking(query, from, grouping is not null);

        var relation = where is null ? from : new Filter(from, where);
        if (grouping is not null) relation = Group(relation, grouping, ref having, windows);
        if (having is not null) relation = new Filter(relation, having);
        foreach (var window in windows) relation = window.Over(relation);
        relation = ExpandSets(relation, static _ => true);
        return Finish(relation, query, order, distinct);
    }

    private Relation Finish(Relation relation, SelectQuery query, List<(Target Target, SortItem Item)> order, List<Target>? distinct)
    {
        var own = relation.Output.Select(c => c.Id).ToHashSet();
        foreach (var target in _targets) target.Output = OutputOf(target, own);
        var places = _locks.SelectMany(l => new[] { l.RowId, l.ChunkOid }).Select(c => new ProjectItem(c.Reference, c));
        relation = new Project(relation, [.. _targets.Select(t => new ProjectItem(t.Expression, t.Output!)), .. places]);
        var keys = order.Select(o => SortKeys.Make(o.Item, o.Target.Output!.Reference with { Position = o.Item.Value.Start })).ToImmutableArray();
        if (query.IsDistinct && distinct is null) relation = new Distinct(relation, [.. _targets.Select(t => (BoundExpression)t.Output!.Reference)]);
        if (!keys.IsEmpty) relation = new Sort(relation, keys);
        if (distinct is not null) relation = new Distinct(relation, [.. distinct.Select(t => (BoundExpression)t.Output!.Reference)]);
        if (_locks.Count > 0) relation = new LockRows(relation, [.. _locks]);
        relation = binder.BindLimit(relation, query, scope, keys);
        if (_targets.Exists(t => t.IsHidden))
            relation = new Project(relation, [.. _targets.Where(t => !t.IsHidden).Select(t => new ProjectItem(t.Output!.Reference, t.Output))]);
        return relation;
    }

    // A plain column keeps its id, under the name it has in the select list. An outer query's is another column here: an outer join may make it null. So is one that is there already: grouping sets of the query above may
    // have the one and lack the other.
    private OutputColumn OutputOf(Target target, HashSet<ColumnId> own) => target.Expression is BoundColumn column && own.Remove(column.Id)
        ? new OutputColumn(column.Id, target.Name, column.Type)
        : binder.NewColumn(target.Name, target.Expression.Type);

    private void BindItems(IEnumerable<SelectItem> items)
    {
        foreach (var item in items)
        {
            if (_expressions.ExpandStar(item.Value, ExpressionKind.Select) is { } expanded)
            {
                if (item.Value is StarExpression star) _expressions.TraceStar(star);
                foreach (var (value, name) in expanded) _targets.Add(new Target { Expression = value, Name = name, Position = item.Position });
            }
            else
            {
                if (item is { Alias: null, Value: ColumnReference }) binder.ActiveTrace?.Items.Add(item.Value.Position);
                var value = _expressions.Bind(item.Value, ExpressionKind.Select);
                _targets.Add(new Target { Expression = value, Name = item.Alias ?? OutputNames.Of(item.Value), Position = item.Value.Start });
            }
        }
    }

    private void ResolveUnknowns()
    {
        foreach (var target in _targets) target.Expression = binder.Coercion.ResolveUnknown(target.Expression);
    }

    // Gives FROM with the places of the rows that are to be locked.
    private Relation BindLocking(SelectQuery query, Relation from, bool isGrouped)
    {
        foreach (var clause in query.Locking)
        {
            var name = clause.Strength switch
            {
                LockStrength.KeyShare => "FOR KEY SHARE",
                LockStrength.Share => "FOR SHARE",
                LockStrength.NoKeyUpdate => "FOR NO KEY UPDATE",
                _ => "FOR UPDATE",
            };
            var obstacle = query switch
            {
                { IsDistinct: true } or { DistinctOn.IsEmpty: false } => "DISTINCT clause",
                { GroupBy.IsEmpty: false } => "GROUP BY clause",
                { Having: not null } => "HAVING clause",
                _ when isGrouped => "aggregate functions",
                _ when scope.WindowCalls.Count > 0 => "window functions",
                _ when scope.SetCalls.Count > 0 => "set-returning functions in the target list",
                _ => null,
            };
            if (obstacle is not null) throw QueryErrors.NotImplemented($"{name} is not allowed with {obstacle}", null);
            foreach (var wanted in clause.Tables)
                if (!scope.Tables.Exists(t => t.Name == wanted.Object))
                    throw NameErrors.RelationInLockingClause(wanted.Object, name, wanted.Position);
            foreach (var table in scope.Tables)
                if (clause.Tables.IsEmpty || clause.Tables.Any(t => t.Object == table.Name))
                    from = Lock(table, clause, name, from);
        }

        return from;
    }

    private Relation Lock(ScopeTable entry, LockingClause clause, string words, Relation from)
    {
        var position = clause.Tables.FirstOrDefault(t => t.Object == entry.Name)?.Position;
        if (entry.IsJoin) return position is null ? from : throw QueryErrors.NotImplemented($"{words} cannot be applied to a join", position);
        if (entry.IsNamedJoin && position is not null) throw QueryErrors.NotImplemented($"{words} cannot be applied to a join", position);
        var places = new LockPlaces(binder, entry, words, position);
        from = places.Visit(from);
        foreach (var scan in places.Found)
        {
            // Of several clauses on one table the strongest counts, and the least patient.
            var rowLock = new RowLock(scan.Table, scan.RowId!, scan.ChunkOid!, clause.Strength, clause.Wait);
            var known = _locks.FindIndex(l => l.RowId.Id == rowLock.RowId.Id);
            if (known < 0) _locks.Add(rowLock);
            else _locks[known] = rowLock with { Strength = Max(_locks[known].Strength, clause.Strength), Wait = Max(_locks[known].Wait, clause.Wait) };
        }

        return from;
    }

    private static T Max<T>(T a, T b)
        where T : struct, Enum => Comparer<T>.Default.Compare(a, b) >= 0 ? a : b;

    // Set-returning calls, those first whose results others take as arguments.
    private Relation ExpandSets(Relation relation, Func<TableFunctionReference, bool> wanted)
    {
        foreach (var height in scope.SetCalls.Where(s => wanted(s.Call)).GroupBy(s => s.Height).OrderBy(g => g.Key))
            relation = new ProjectSet(relation, [.. height.Select(s => s.Call)]);
        scope.SetCalls.RemoveAll(s => wanted(s.Call));
        return relation;
    }

    /// <summary>An entry of the select list, or a hidden one that only ORDER BY or DISTINCT ON uses.</summary>
    private sealed class Target
    {
        public required BoundExpression Expression { get; set; }

        public required string Name { get; init; }

        public bool IsHidden { get; init; }

        public int Position { get; init; }

        /// <summary>Which key of GROUP BY it is; null for none.</summary>
        public int? Key { get; set; }

        public OutputColumn? Output { get; set; }
    }
}
