using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;
using Expression = Tidemark.Engine.Syntax.Expressions.Expression;

namespace Tidemark.Engine.Binding;

/// <summary>GROUP BY, grouping sets, and the check that what is not aggregated is grouped.</summary>
internal sealed partial class SelectBinder
{
    private const int MaxGroupingSets = 4096;
    private bool _hasGroupingSets;

    /// <summary>Keys without repetition, and the grouping sets as indexes into them.</summary>
    private sealed record Grouping(List<BoundExpression> Keys, List<ImmutableArray<int>> Sets);

    // Null where the query does not group at all.
    private Grouping? BindGroupBy(SelectQuery query)
    {
        if (query.GroupBy.IsEmpty && scope.Aggregates.Count == 0 && scope.Groupings.Count == 0 && query.Having is null) return null;
        _hasGroupingSets = query.GroupBy.Any(e => e is GroupingSet);
        var keys = new List<BoundExpression>();
        List<ImmutableArray<int>> sets = [[]];
        foreach (var element in query.GroupBy)
        {
            var expanded = ExpandSets(element, keys);
            if ((long)sets.Count * expanded.Count > MaxGroupingSets)
                throw new SqlException(new SqlError { State = SqlState.StatementTooComplex, Message = $"too many grouping sets present (maximum {MaxGroupingSets})", Position = element.Position });
            sets = [.. sets.SelectMany(left => expanded.Select(right => Union(left, right)))];
        }

        if (query.IsGroupByDistinct) sets = [.. sets.DistinctBy(s => string.Join(',', s.Order()))];
        return new Grouping(keys, sets);
    }

    private List<ImmutableArray<int>> ExpandSets(GroupingElement element, List<BoundExpression> keys)
    {
        switch (element)
        {
            case EmptyGroupingSet:
                return [[]];
            case GroupingValue value:
                return [BindKeys(value.Value, keys)];
            case GroupingSet { Kind: GroupingKind.GroupingSets } sets:
                return [.. sets.Elements.SelectMany(e => ExpandSets(e, keys))];
            case GroupingSet { Kind: GroupingKind.Rollup } rollup:
                var prefixes = rollup.Elements.Select(e => ExpandSets(e, keys)[0]).ToList();
                return [.. Enumerable.Range(0, prefixes.Count + 1).Select(i => Union(prefixes.Take(prefixes.Count - i)))];
            case GroupingSet cube:
                if (cube.Elements.Count > 12) throw new SqlException(new SqlError { State = SqlState.TooManyColumns, Message = "CUBE is limited to 12 elements", Position = cube.Position });
                var parts = cube.Elements.Select(e => ExpandSets(e, keys)[0]).ToList();
                var all = 1 << parts.Count;
                return [.. Enumerable.Range(0, all).Select(mask => Union(parts.Where((_, i) => ((all - 1 - mask) >> (parts.Count - 1 - i) & 1) != 0)))];
            default:
                throw InternalErrors.Unexpected($"a grouping element of unknown kind {element.GetType().Name}");
        }
    }

    // A parenthesized list in GROUP BY is its members.
    private ImmutableArray<int> BindKeys(Expression expression, List<BoundExpression> keys) => expression is RowConstructor { HasKeyword: false } row
        ? Union(row.Fields.Select(f => BindKeys(f, keys)))
        : [BindKey(expression, keys)];

    private int BindKey(Expression expression, List<BoundExpression> keys)
    {
        BoundExpression key;
        var target = FindNamedTarget(expression, ExpressionKind.GroupBy);
        if (target is not null)
        {
            target.Expression = binder.Coercion.ResolveUnknown(target.Expression);
            key = target.Expression;
            ForbidComputed(key);
        }
        else
        {
            key = binder.Coercion.ResolveUnknown(BindKeyValue(expression));
        }

        RequireEquality(key, expression.Start);
        target ??= _targets.Find(t => ExpressionComparer.Instance.Equals(t.Expression, key));
        if (target?.Key is { } own) return own;

        // Entries of the select list are keys of their own even where they are the same: a grouping set may have the one and lack the other.
        var known = keys.FindIndex(k => ExpressionComparer.Instance.Equals(k, key));
        if (known < 0 || (_hasGroupingSets && target is not null && _targets.Exists(t => t.Key == known)))
        {
            keys.Add(key);
            known = keys.Count - 1;
        }

        target?.Key = known;
        return known;
    }

    // Sets within a value that the select list has as well are those there.
    private BoundExpression BindKeyValue(Expression expression)
    {
        var known = scope.SetCalls.Count;
        var bound = _expressions.Bind(expression, ExpressionKind.GroupBy);
        var same = new Dictionary<ColumnId, BoundExpression>();
        for (var i = known; i < scope.SetCalls.Count; i++)
        {
            var (call, height) = scope.SetCalls[i];
            var arguments = new ColumnReplacement(same).Visit(call.Arguments);
            var earlier = scope.SetCalls.FindIndex(0, known, s => s.Height == height && s.Call.Function == call.Function && s.Call.Arguments.SequenceEqual(arguments, ExpressionComparer.Instance));
            if (earlier < 0) return bound;
            for (var c = 0; c < call.Columns.Length; c++) same[call.Columns[c].Id] = scope.SetCalls[earlier].Call.Columns[c].Reference;
        }

        if (same.Count == 0) return bound;
        var replaced = new ColumnReplacement(same).Visit(bound);
        if (!_targets.Exists(t => ExpressionComparer.Instance.Equals(t.Expression, replaced))) return bound;
        scope.SetCalls.RemoveRange(known, scope.SetCalls.Count - known);
        return replaced;
    }

    private void ForbidComputed(BoundExpression key) => ExpressionTree.Any(key, e =>
    {
        if (e is not BoundColumn column || !scope.Computed.TryGetValue(column.Id, out var kind)) return false;
        return kind switch
        {
            ComputedKind.Aggregate or ComputedKind.Grouping => throw QueryErrors.AggregateNotAllowed("GROUP BY", column.Position),
            ComputedKind.Window => throw QueryErrors.WindowNotAllowed("GROUP BY", column.Position),
            _ => false,
        };
    });

    private static ImmutableArray<int> Union(params IEnumerable<ImmutableArray<int>> sets) => [.. sets.SelectMany(s => s).Distinct()];

    // The relation grouped; every expression that is evaluated above it is rewritten over its output.
    private Aggregate Group(Relation relation, Grouping grouping, ref BoundExpression? having, List<BoundWindow> windows)
    {
        // Sets that keys are made of must be expanded before.
        var keyColumns = new HashSet<ColumnId>();
        foreach (var key in grouping.Keys)
            ExpressionTree.Any(key, e => e is BoundColumn column && !keyColumns.Add(column.Id) && false);
        if (scope.SetCalls.Exists(s => s.Call.Columns.Any(c => keyColumns.Contains(c.Id))))
            relation = ExpandSets(relation, call => call.Columns.Any(c => keyColumns.Contains(c.Id)) || IsArgumentOf(call, keyColumns));

        var isPlain = grouping.Sets.Count == 1 && grouping.Sets[0].Length == grouping.Keys.Count;
        var own = relation.Output.Select(c => c.Id).ToHashSet();
        var keys = grouping.Keys.Select(k => new ProjectItem(k, k is BoundColumn column && isPlain && own.Contains(column.Id)
            ? new OutputColumn(column.Id, column.Name, column.Type)
            : binder.NewColumn(k is BoundColumn named ? named.Name : "key", k.Type))).ToList();
        var groupingId = isPlain || grouping.Sets.Count == 1 ? null : binder.NewColumn("grouping_id", SqlTypes.Int4);

        var rewriter = new GroupRewriter(binder, scope, keys, grouping.Sets);
        foreach (var call in scope.Groupings) rewriter.Substitute(call.Output.Id, BindGrouping(call, grouping, groupingId));
        foreach (var target in _targets) target.Expression = target.Key is { } key ? keys[key].Output.Reference with { Position = target.Expression.Position } : rewriter.Visit(target.Expression);
        if (having is not null) having = rewriter.Visit(having);
        foreach (var window in windows) window.Rewrite(rewriter);
        for (var i = 0; i < scope.SetCalls.Count; i++)
        {
            var (call, height) = scope.SetCalls[i];
            scope.SetCalls[i] = (call with { Arguments = rewriter.Visit(call.Arguments) }, height);
        }

        // Columns that the key determines are grouped by as well: they change no group.
        var sets = grouping.Sets.Select(s => s.AddRange(Enumerable.Range(grouping.Keys.Count, keys.Count - grouping.Keys.Count))).ToImmutableArray();
        return new Aggregate(relation, [.. keys], sets, [.. scope.Aggregates], groupingId);
    }

    private bool IsArgumentOf(TableFunctionReference inner, HashSet<ColumnId> keyColumns) => scope.SetCalls.Exists(outer =>
        outer.Call.Columns.Any(c => keyColumns.Contains(c.Id))
        && outer.Call.Arguments.Any(a => ExpressionTree.Any(a, e => e is BoundColumn column && inner.Columns.Any(c => c.Id == column.Id))));

    // A bit for each argument, the first the highest, which is 1 where the row's grouping set lacks it.
    private BoundExpression BindGrouping(GroupingCall call, Grouping grouping, OutputColumn? groupingId)
    {
        var indexes = call.Arguments.Select(a =>
        {
            var index = grouping.Keys.FindIndex(k => ExpressionComparer.Instance.Equals(k, a));
            return index >= 0 ? index : throw QueryErrors.GroupingArgument(a.Position);
        }).ToList();
        int Bits(ImmutableArray<int> set) => indexes.Aggregate(0, (bits, index) => (bits << 1) | (set.Contains(index) ? 0 : 1));
        if (groupingId is null) return Constants.Int4(Bits(grouping.Sets[0]));
        return new BoundCase(
            [.. grouping.Sets.Select((set, i) => (
                (BoundExpression)binder.Operators.Apply(new Syntax.Names.OperatorName("="), groupingId.Reference, Constants.Int4(i), 0),
                (BoundExpression)Constants.Int4(Bits(set))))],
            null,
            SqlTypes.Int4);
    }
}
