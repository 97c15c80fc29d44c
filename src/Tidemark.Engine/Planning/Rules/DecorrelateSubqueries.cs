using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Turns subqueries that would run for every row into joins: EXISTS and IN in a filter into semi joins, NOT EXISTS into anti joins, a correlated subquery that gives one aggregate into
/// a left join with the aggregate by key. What does not have one of these shapes stays and runs row by row. NOT IN stays as well: it is a look-up in a set, made once.
/// </summary>
internal sealed class DecorrelateSubqueries : RelationRewriter
{
    private readonly PlanningContext _context;

    private DecorrelateSubqueries(PlanningContext context) => _context = context;

    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context) => new DecorrelateSubqueries(context).Visit(relation);

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation)
    {
        switch (relation)
        {
            case Filter filter:
                return RewriteFilter(filter);
            case Project project when project.Items.Any(i => ExpressionVolatility.HasSubquery(i.Expression)):
                var aggregates = new ScalarAggregates(project.Input, _context);
                var items = project.Items.Select(i => i with { Expression = aggregates.Visit(i.Expression) }).ToImmutableArray();
                return ReferenceEquals(aggregates.Input, project.Input) ? project : new Project(aggregates.Input, items);
            default:
                return relation;
        }
    }

    private Relation RewriteFilter(Filter filter)
    {
        var input = filter.Input;
        var kept = new List<BoundExpression>();
        foreach (var condition in Conjunctions.Split(filter.Condition))
        {
            if (TryJoin(input, condition) is { } joined) input = joined;
            else kept.Add(condition);
        }

        var aggregates = new ScalarAggregates(input, _context);
        for (var i = 0; i < kept.Count; i++)
        {
            if (ExpressionVolatility.HasSubquery(kept[i])) kept[i] = aggregates.Visit(kept[i]);
        }

        if (ReferenceEquals(aggregates.Input, filter.Input)) return filter;
        var rewritten = Conjunctions.Filter(aggregates.Input, kept);
        return rewritten.Output.Length == filter.Output.Length
            ? rewritten
            : new Project(rewritten, [.. filter.Output.Select(c => new ProjectItem(c.Reference, c))]);
    }

    private static Join? TryJoin(Relation input, BoundExpression condition)
    {
        var (subquery, kind) = condition switch
        {
            BoundSubquery { Kind: SubqueryKind.Exists } exists => (exists, JoinKind.Semi),
            BoundNot { Operand: BoundSubquery { Kind: SubqueryKind.Exists } exists } => (exists, JoinKind.Anti),
            BoundSubquery { Kind: SubqueryKind.Any, OperatorName: "=" } any => (any, JoinKind.Semi),
            _ => (null, JoinKind.Semi),
        };
        if (subquery is null || subquery.Operands.Any(ExpressionVolatility.HasSubquery)) return null;
        var outer = ColumnSets.OutputOf(input);
        var isCorrelated = ColumnSets.FreeOf(subquery.Query).Overlaps(outer);
        if (subquery.Kind == SubqueryKind.Exists && !isCorrelated) return null;
        var pulled = new PulledSubquery(outer);
        if (!pulled.TryPull(subquery.Query)) return null;
        var parts = pulled.Correlated;
        for (var i = 0; i < subquery.Operands.Length; i++)
        {
            var value = pulled.ValueOf(subquery.Query.Output[i]);
            if (ExpressionVolatility.IsVolatile(value) || ExpressionVolatility.HasSubquery(value)) return null;
            parts.Add(new BoundCall(subquery.Comparisons[i], [subquery.Operands[i], value], Types.SqlTypes.Bool, "="));
        }

        return new Join(kind, input, pulled.Inner!, Conjunctions.Combine(parts));
    }
}

/// <summary>A subquery with the conditions that speak of the outer row taken out of it.</summary>
internal sealed class PulledSubquery(HashSet<ColumnId> outer)
{
    private ColumnSubstitution? _output;

    /// <summary>The conditions that were taken out.</summary>
    public List<BoundExpression> Correlated { get; } = [];

    /// <summary>What is left: it does not depend on the outer row.</summary>
    public Relation? Inner { get; private set; }

    /// <summary>Takes apart a query of which only the set of rows matters, not their order or number; false where the outer row is spoken of in a place that cannot be moved.</summary>
    public bool TryPull(Relation query)
    {
        switch (query)
        {
            case Sort sort:
                return TryPull(sort.Input);
            case Distinct distinct when distinct.Keys.Length == distinct.Output.Length:
                return TryPull(distinct.Input);
            case Project project when _output is null && project.Items.All(i => !ExpressionVolatility.IsVolatile(i.Expression)):
                _output = ColumnSubstitution.Of(project.Items);
                if (project.Items.Any(i => ColumnSets.Of(i.Expression).Overlaps(outer)) && !IsFree(project.Input)) break;
                return TryPull(project.Input);
        }

        if (Take(query) is not { } inner) return false;
        Inner = inner;
        return true;
    }

    /// <summary>What a column of the query is, over the columns of <see cref="Inner"/>.</summary>
    public BoundExpression ValueOf(OutputColumn column) => _output is null ? column.Reference : _output.Visit(column.Reference);

    /// <summary>An expression over the query's columns as one over those of <see cref="Inner"/>.</summary>
    public BoundExpression Rename(BoundExpression expression) => _output is null ? expression : _output.Visit(expression);

    private bool IsFree(Relation relation) => !ColumnSets.FreeOf(relation).Overlaps(outer);

    // The relation without its correlated conditions; null where that is not all there is.
    private Relation? Take(Relation relation)
    {
        switch (relation)
        {
            case Filter filter:
                if (Take(filter.Input) is not { } input) return null;
                var (own, correlated) = Divide(Conjunctions.Split(filter.Condition));
                if (correlated.Any(c => ExpressionVolatility.IsVolatile(c) || ExpressionVolatility.HasSubquery(c))) return null;
                Correlated.AddRange(correlated);
                return Conjunctions.Filter(input, own);
            case Join { Kind: JoinKind.Inner, IsLateral: false } join when !IsFree(join):
                if (Take(join.Left) is not { } left || Take(join.Right) is not { } right) return null;
                var (stays, moves) = Divide(Conjunctions.Split(join.Condition));
                Correlated.AddRange(moves);
                return join with { Left = left, Right = right, Condition = Conjunctions.Combine(stays) };
            default:
                return IsFree(relation) ? relation : null;
        }
    }

    private (List<BoundExpression> Own, List<BoundExpression> Correlated) Divide(ImmutableArray<BoundExpression> parts)
    {
        var own = new List<BoundExpression>();
        var correlated = new List<BoundExpression>();
        foreach (var part in parts) (ColumnSets.Of(part).Overlaps(outer) ? correlated : own).Add(part);
        return (own, correlated);
    }
}

/// <summary>Puts columns of a left join into the place of correlated subqueries that give one aggregate.</summary>
internal sealed class ScalarAggregates(Relation input, PlanningContext context) : ExpressionRewriter
{
    private readonly HashSet<ColumnId> _outer = ColumnSets.OutputOf(input);

    /// <summary>The input, with the aggregates joined to it.</summary>
    public Relation Input { get; private set; } = input;

    /// <inheritdoc />
    public override Relation Visit(Relation relation) => relation;

    /// <inheritdoc />
    public override BoundExpression Visit(BoundExpression expression) =>
        expression is BoundSubquery { Kind: SubqueryKind.Scalar } subquery && TryJoin(subquery) is { } value ? value : VisitChildren(expression);

    private BoundExpression? TryJoin(BoundSubquery subquery)
    {
        var query = subquery.Query;
        var result = query.Output[0].Reference as BoundExpression;
        if (query is Project project)
        {
            result = project.Items[0].Expression;
            query = project.Input;
        }

        if (ExpressionVolatility.IsVolatile(result) || ExpressionVolatility.HasSubquery(result)) return null;
        if (query is not Aggregate { Keys.IsEmpty: true, GroupingSets.Length: 1 } aggregate || !ColumnSets.FreeOf(aggregate).Overlaps(_outer)) return null;
        var pulled = new PulledSubquery(_outer);
        var keys = new List<(BoundExpression Outer, BoundExpression Inner, BoundCall Equality)>();
        if (aggregate.Calls.Any(c => ColumnSets.Of(c.Call).Overlaps(_outer)) || !pulled.TryPull(aggregate.Input)) return null;
        foreach (var part in pulled.Correlated)
        {
            if (part is not BoundCall { OperatorName: "=", Arguments: [var a, var b] } equality) return null;
            if (IsOuter(a) && IsInner(b)) keys.Add((a, b, equality));
            else if (IsOuter(b) && IsInner(a)) keys.Add((b, a, equality));
            else return null;
        }

        if (keys.Count == 0) return null;
        var items = keys.Select(k => new ProjectItem(k.Inner, new OutputColumn(context.NewColumn(), "key", k.Inner.Type))).ToImmutableArray();
        var calls = aggregate.Calls.Select(c => c with { Call = (BoundAggregate)pulled.Rename(c.Call) }).ToImmutableArray();
        var grouped = new Aggregate(pulled.Inner!, items, [[.. Enumerable.Range(0, items.Length)]], calls, null);
        var conditions = new List<BoundExpression>();
        for (var i = 0; i < keys.Count; i++)
        {
            var key = items[i].Output.Reference;
            conditions.Add(keys[i].Equality with { Arguments = ReferenceEquals(keys[i].Equality.Arguments[0], keys[i].Outer) ? [keys[i].Outer, key] : [key, keys[i].Outer] });
        }

        Input = new Join(JoinKind.Left, Input, grouped, Conjunctions.Combine(conditions));
        return new EmptyCounts(aggregate.Calls).Visit(result);
    }

    private bool IsOuter(BoundExpression expression) => ColumnSets.IsWithin(expression, _outer) && ColumnSets.Of(expression).Count > 0;

    private bool IsInner(BoundExpression expression) => !ColumnSets.Of(expression).Overlaps(_outer) && ColumnSets.Of(expression).Count > 0;

    /// <summary>A row without a partner has an empty group: of that count gives 0, where the join gives null.</summary>
    private sealed class EmptyCounts(ImmutableArray<AggregateItem> calls) : ExpressionRewriter
    {
        public override BoundExpression Visit(BoundExpression expression)
        {
            if (expression is not BoundColumn column) return VisitChildren(expression);
            var isCount = calls.Any(c => c.Output.Id == column.Id && c.Call.Function.Name is ("count" or "regr_count"));
            return isCount && column.Type.Is(Types.SqlTypes.Int8) ? new BoundCoalesce([column, Constants.Int8(0)], column.Type) : column;
        }
    }
}
