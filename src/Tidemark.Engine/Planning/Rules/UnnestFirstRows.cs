using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Turns subqueries that find the first row of an order for each outer row, <c>LATERAL (SELECT ... WHERE r.key = t.key ORDER BY time DESC LIMIT 1)</c> and the scalar subqueries of that
/// shape, into a join with the first row of each key. The join lets the scan know which keys are asked for, so that few keys stay cheap. Only subqueries over one table, by columns of
/// it: of anything dearer the rows of all keys might cost more than those of the few that are asked for.
/// </summary>
internal sealed class UnnestFirstRows : RelationRewriter
{
    private readonly PlanningContext _context;

    private UnnestFirstRows(PlanningContext context) => _context = context;

    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context) => new UnnestFirstRows(context).Visit(relation);

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation)
    {
        switch (relation)
        {
            case Join { IsLateral: true, Kind: JoinKind.Inner or JoinKind.Left } join when FirstRowSubquery.TryUnnest(join.Right, ColumnSets.OutputOf(join.Left), _context) is { } found:
                var unnested = new Join(join.Kind, join.Left, found.Rows, Conjunctions.Combine([.. found.Conditions, .. Conjunctions.Split(join.Condition)]));
                return new Project(unnested, [.. join.Output.Select(c => new ProjectItem(c.Reference, c))]);
            case Project project when project.Items.Any(i => ExpressionVolatility.HasSubquery(i.Expression)):
                var values = new ScalarFirstRows(project.Input, _context);
                var items = project.Items.Select(i => i with { Expression = values.Visit(i.Expression) }).ToImmutableArray();
                return ReferenceEquals(values.Input, project.Input) ? project : new Project(values.Input, items);
            case Filter filter when ExpressionVolatility.HasSubquery(filter.Condition):
                var tested = new ScalarFirstRows(filter.Input, _context);
                var condition = tested.Visit(filter.Condition);
                return ReferenceEquals(tested.Input, filter.Input)
                    ? filter
                    : new Project(new Filter(tested.Input, condition), [.. filter.Output.Select(c => new ProjectItem(c.Reference, c))]);
            default:
                return relation;
        }
    }

    /// <summary>Puts columns of left joins into the place of scalar subqueries that find a first row.</summary>
    private sealed class ScalarFirstRows(Relation input, PlanningContext context) : ExpressionRewriter
    {
        private readonly HashSet<ColumnId> _outer = ColumnSets.OutputOf(input);

        public Relation Input { get; private set; } = input;

        public override Relation Visit(Relation relation) => relation;

        public override BoundExpression Visit(BoundExpression expression)
        {
            if (expression is not BoundSubquery { Kind: SubqueryKind.Scalar } subquery) return VisitChildren(expression);
            if (FirstRowSubquery.TryUnnest(subquery.Query, _outer, context) is not { } found) return expression;
            Input = new Join(JoinKind.Left, Input, found.Rows, Conjunctions.Combine(found.Conditions));
            return subquery.Query.Output[0].Reference;
        }
    }
}

/// <summary>A subquery for the first row of an order that belongs to an outer row, taken apart.</summary>
/// <param name="Rows">The first row of every key: the subquery's columns, then the keys.</param>
/// <param name="Conditions">What the outer row and the keys must meet.</param>
internal sealed record FirstRowSubquery(Relation Rows, ImmutableArray<BoundExpression> Conditions)
{
    /// <summary>Takes a subquery apart; null where it is of another shape.</summary>
    public static FirstRowSubquery? TryUnnest(Relation query, HashSet<ColumnId> outer, PlanningContext context)
    {
        var above = new List<Project>();
        while (query is Project project)
        {
            above.Add(project);
            query = project.Input;
        }

        if (query is not Limit { Offset: null, TieKeys.IsEmpty: true, Count: BoundConstant { IsNull: false } count } limit || VectorAccess.Get<long>(count.Value, 0) != 1) return null;
        query = limit.Input;
        while (query is Project project)
        {
            above.Add(project);
            query = project.Input;
        }

        if (query is not Sort sort || above.Any(p => p.Items.Any(i => !IsPlain(i.Expression, outer))) || sort.Keys.Any(k => !IsPlain(k.Expression, outer) || !Lowering.HasKeyBytes(k.Expression.Type))) return null;
        return TryUnnest(sort, above, outer, context);
    }

    private static FirstRowSubquery? TryUnnest(Sort sort, List<Project> above, HashSet<ColumnId> outer, PlanningContext context)
    {
        var pulled = new PulledSubquery(outer);
        if (!pulled.TryPull(sort.Input) || pulled.Inner is not (TableScan or Filter { Input: TableScan })) return null;
        var body = sort.Input.Output.Select(c => (Value: pulled.ValueOf(c), Output: c)).ToList();
        if (body.Exists(c => !IsPlain(c.Value, outer))) return null;
        var keys = new List<BoundColumn>();
        var conditions = ImmutableArray.CreateBuilder<BoundExpression>();
        var items = body.Select(c => new ProjectItem(c.Value, c.Output)).ToList();
        var keyItems = new List<ProjectItem>();
        foreach (var part in pulled.Correlated)
        {
            if (part is not BoundCall { OperatorName: "=", Arguments: [var a, var b] } equality || ExpressionVolatility.IsVolatile(part)) return null;
            var (inner, own) = a is BoundColumn left && !outer.Contains(left.Id) ? (left, b) : b is BoundColumn right && !outer.Contains(right.Id) ? (right, a) : (null, null);
            if (inner is null || own is null || !ColumnSets.IsWithin(own, outer) || !IsKey(inner.Type)) return null;
            var output = new OutputColumn(context.NewColumn(), inner.Name, inner.Type);
            keys.Add(inner);
            keyItems.Add(new ProjectItem(inner, output));
            conditions.Add(equality with { Arguments = ReferenceEquals(own, a) ? [own, output.Reference] : [output.Reference, own] });
        }

        if (keys.Count == 0) return null;
        var order = sort.Keys.Select(k => k with { Expression = pulled.Rename(k.Expression) }).ToImmutableArray();
        Relation rows = new FirstPerGroup(pulled.Inner, [.. keys.DistinctBy(k => k.Id)], order);
        rows = new Project(rows, [.. items, .. keyItems]);
        var kept = keyItems.Select(k => new ProjectItem(k.Output.Reference, k.Output)).ToArray();
        for (var i = above.Count - 1; i >= 0; i--) rows = new Project(rows, [.. above[i].Items, .. kept]);
        return new FirstRowSubquery(rows, conditions.DrainToImmutable());
    }

    // What may be computed for another set of rows than was asked for: nothing of the outer row, no subquery, nothing that changes by itself.
    private static bool IsPlain(BoundExpression expression, HashSet<ColumnId> outer) =>
        !ColumnSets.Of(expression).Overlaps(outer) && !ExpressionVolatility.IsVolatile(expression) && !ExpressionVolatility.HasSubquery(expression);

    private static bool IsKey(SqlType type) => type.Kind is not (TypeKind.Json or TypeKind.JsonPath);
}
