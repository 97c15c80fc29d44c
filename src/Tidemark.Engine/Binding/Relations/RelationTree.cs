using System.Collections.Immutable;

namespace Tidemark.Engine.Binding;

/// <summary>Walks relations without knowing their kinds.</summary>
internal static class RelationTree
{
    /// <summary>The relations directly below, in order. Those of subqueries in expressions are not among them.</summary>
    public static ImmutableArray<Relation> Children(Relation relation) => relation switch
    {
        TableScan or VirtualScan or FunctionScan or Values or CommonTableScan => [],
        Filter r => [r.Input],
        LockRows r => [r.Input],
        Project r => [r.Input],
        ProjectSet r => [r.Input],
        Join r => [r.Left, r.Right],
        AsofJoin r => [r.Left, r.Right],
        Aggregate r => [r.Input],
        Window r => [r.Input],
        Sort r => [r.Input],
        Limit r => [r.Input],
        Distinct r => [r.Input],
        FirstPerGroup r => [r.Input],
        GapFill r => [r.Input],
        SetOperation r => [r.Left, r.Right],
        With r => [.. r.Tables.SelectMany(t => t.RecursiveTerm is null ? new[] { t.Query } : [t.Query, t.RecursiveTerm]), r.Query],
        _ => throw Errors.InternalErrors.Unexpected($"a relation of unknown kind {relation.GetType().Name}"),
    };

    /// <summary>The expressions that the relation itself evaluates, in order.</summary>
    public static IEnumerable<BoundExpression> Expressions(Relation relation) => relation switch
    {
        FunctionScan r => r.Calls.SelectMany(c => c.Arguments),
        Values r => r.Rows.SelectMany(row => row),
        Filter r => [r.Condition],
        LockRows r => r.Locks.SelectMany(l => new BoundExpression[] { l.RowId.Reference, l.ChunkOid.Reference }),
        Project r => r.Items.Select(i => i.Expression),
        ProjectSet r => r.Calls.SelectMany(c => c.Arguments),
        Join r => r.Condition is null ? [] : [r.Condition],
        AsofJoin r => [.. r.Keys, r.LeftOrder, r.RightOrder, .. r.Tolerance is null ? [] : new[] { r.Tolerance }],
        Aggregate r => [.. r.Keys.Select(k => k.Expression), .. r.Calls.Select(c => c.Call)],
        Window r => [.. r.PartitionBy, .. r.OrderBy.Select(k => k.Expression), .. Offsets(r.Frame), .. r.Calls.SelectMany(c => c.Aggregate is null ? c.Arguments : [c.Aggregate])],
        Sort r => r.Keys.Select(k => k.Expression),
        Limit r => new[] { r.Count, r.Offset }.OfType<BoundExpression>().Concat(r.TieKeys.Select(k => k.Expression)),
        Distinct r => r.Keys,
        GapFill r => GapFillExpressions(r),
        FirstPerGroup r => r.Keys.Concat(r.OrderBy.Select(k => k.Expression)),
        _ => [],
    };

    /// <summary>Whether any expression in the tree satisfies a condition.</summary>
    public static bool AnyExpression(Relation root, Func<BoundExpression, bool> condition) =>
        Expressions(root).Any(condition) || Children(root).Any(child => AnyExpression(child, condition));

    /// <summary>The relation with every expression and every relation directly below replaced. What does not change stays the same object.</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="map">Gives the expression in place of another.</param>
    /// <param name="mapRelation">Gives the relation in place of one below.</param>
    public static Relation MapExpressions(Relation relation, Func<BoundExpression, BoundExpression> map, Func<Relation, Relation> mapRelation)
    {
        var keep = true;
        var result = relation switch
        {
            FunctionScan r => r with { Calls = Calls(r.Calls) },
            Values r => r with { Rows = [.. r.Rows.Select(row => row.Select(Expression).ToImmutableArray())] },
            Filter r => r with { Input = Below(r.Input), Condition = Expression(r.Condition) },
            LockRows r => r with { Input = Below(r.Input) },
            Project r => r with { Input = Below(r.Input), Items = Items(r.Items) },
            ProjectSet r => r with { Input = Below(r.Input), Calls = Calls(r.Calls) },
            Join r => r with { Left = Below(r.Left), Right = Below(r.Right), Condition = Optional(r.Condition) },
            AsofJoin r => r with
            {
                Left = Below(r.Left),
                Right = Below(r.Right),
                Keys = [.. r.Keys.Select(k => (BoundCall)Expression(k))],
                LeftOrder = Expression(r.LeftOrder),
                RightOrder = Expression(r.RightOrder),
                Tolerance = Optional(r.Tolerance),
            },
            Aggregate r => r with { Input = Below(r.Input), Keys = Items(r.Keys), Calls = [.. r.Calls.Select(c => c with { Call = (BoundAggregate)Expression(c.Call) })] },
            Window r => r with
            {
                Input = Below(r.Input),
                PartitionBy = [.. r.PartitionBy.Select(Expression)],
                OrderBy = Keys(r.OrderBy),
                Frame = r.Frame with { Start = Bound(r.Frame.Start), End = Bound(r.Frame.End) },
                Calls = [.. r.Calls.Select(c => c with { Arguments = [.. c.Arguments.Select(Expression)], Aggregate = (BoundAggregate?)Optional(c.Aggregate) })],
            },
            Sort r => r with { Input = Below(r.Input), Keys = Keys(r.Keys) },
            Limit r => r with { Input = Below(r.Input), Count = Optional(r.Count), Offset = Optional(r.Offset), TieKeys = Keys(r.TieKeys) },
            Distinct r => r with { Input = Below(r.Input), Keys = [.. r.Keys.Select(Expression)] },
            GapFill r => r with
            {
                Input = Below(r.Input),
                Width = Expression(r.Width),
                TimeZone = Optional(r.TimeZone),
                Starts = [.. r.Starts.Select(b => b with { Value = Expression(b.Value), Width = Optional(b.Width) })],
                Finishes = [.. r.Finishes.Select(b => b with { Value = Expression(b.Value), Width = Optional(b.Width) })],
                Fills = [.. r.Fills.Select(f => f with { Previous = Optional(f.Previous), Next = Optional(f.Next), TreatNullAsMissing = Optional(f.TreatNullAsMissing) })],
            },
            FirstPerGroup r => r with { Input = Below(r.Input), Keys = [.. r.Keys.Select(Expression)], OrderBy = Keys(r.OrderBy) },
            SetOperation r => r with { Left = Below(r.Left), Right = Below(r.Right) },
            With r => r with
            {
                Tables = [.. r.Tables.Select(t => t with { Query = Below(t.Query), RecursiveTerm = t.RecursiveTerm is null ? null : Below(t.RecursiveTerm) })],
                Query = Below(r.Query),
            },
            _ => relation,
        };
        return keep ? relation : result;

        BoundExpression Expression(BoundExpression expression)
        {
            var mapped = map(expression);
            keep &= ReferenceEquals(mapped, expression);
            return mapped;
        }

        Relation Below(Relation child)
        {
            var mapped = mapRelation(child);
            keep &= ReferenceEquals(mapped, child);
            return mapped;
        }

        BoundExpression? Optional(BoundExpression? expression) => expression is null ? null : Expression(expression);

        FrameBound Bound(FrameBound bound) => bound with { Offset = Optional(bound.Offset) };

        ImmutableArray<SortKey> Keys(ImmutableArray<SortKey> keys) => [.. keys.Select(k => k with { Expression = Expression(k.Expression) })];

        ImmutableArray<ProjectItem> Items(ImmutableArray<ProjectItem> items) => [.. items.Select(i => i with { Expression = Expression(i.Expression) })];

        ImmutableArray<TableFunctionReference> Calls(ImmutableArray<TableFunctionReference> calls) =>
            [.. calls.Select(c => c with { Arguments = [.. c.Arguments.Select(Expression)] })];
    }

    private static IEnumerable<BoundExpression> GapFillExpressions(GapFill gapFill)
    {
        yield return gapFill.Bucket;
        foreach (var group in gapFill.Groups) yield return group;
        yield return gapFill.Width;
        if (gapFill.TimeZone is not null) yield return gapFill.TimeZone;
        foreach (var bound in gapFill.Starts.Concat(gapFill.Finishes))
        {
            yield return bound.Value;
            if (bound.Width is not null) yield return bound.Width;
        }

        foreach (var fill in gapFill.Fills)
        {
            yield return fill.Value;
            foreach (var lookup in new[] { fill.Previous, fill.Next, fill.TreatNullAsMissing }.OfType<BoundExpression>()) yield return lookup;
        }
    }

    private static IEnumerable<BoundExpression> Offsets(WindowFrame frame) => new[] { frame.Start.Offset, frame.End.Offset }.OfType<BoundExpression>();
}
