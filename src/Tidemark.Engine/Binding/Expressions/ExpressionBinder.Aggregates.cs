using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Aggregates, window functions and GROUPING(). Each becomes a column of the query level that computes it.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundColumn BindAggregate(FunctionCall e, AggregateFunction function, ResolvedCall call)
    {
        var isOrderedSet = function.DirectArguments >= 0;
        if (isOrderedSet && !e.IsWithinGroup) throw WrongKind($"WITHIN GROUP is required for ordered-set aggregate {e.Name}", e.Position);
        if (isOrderedSet && e.Over is not null) throw QueryErrors.NotImplemented($"OVER is not supported for ordered-set aggregate {e.Name}", e.Position);
        if (!isOrderedSet && e.IsWithinGroup) throw WrongKind($"{e.Name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP", e.Position);
        if (!e.IsStar && e.Arguments.IsEmpty && !e.IsWithinGroup) throw WrongKind($"{e.Name}(*) must be used to call a parameterless aggregate function", e.Position);
        if (e.Over is not null && e.IsDistinct) throw QueryErrors.NotImplemented("DISTINCT is not implemented for window functions", e.Position);
        if (e.Over is not null && !e.OrderBy.IsEmpty) throw QueryErrors.NotImplemented("aggregate ORDER BY is not implemented for window functions", e.Position);

        if (function.IsHypothetical) call = UnifyHypothetical(e, call);
        var orderBy = BindAggregateOrder(e, function, call);
        var aggregate = new BoundAggregate(function, call.Arguments, e.IsDistinct, orderBy, call.Filter, call.Result) { Position = e.Position };
        if (e.IsDistinct) CheckDistinct(aggregate);
        if (e.Over is not null) return AddWindowCall(e, new WindowItem(null, [], aggregate, binder.NewComputed(scope, function.Name, call.Result, ComputedKind.Window)));

        var level = LevelOf(aggregate);
        CheckContents(aggregate, level);
        if (level.Kind.ForbidsAggregates() is { } place) throw QueryErrors.AggregateNotAllowed(place, e.Position);
        foreach (var known in level.Aggregates)
            if (ExpressionComparer.Instance.Equals(known.Call, aggregate) && !Volatile(aggregate))
                return known.Output.Reference;
        var output = binder.NewComputed(level, function.Name, call.Result, ComputedKind.Aggregate);
        level.Aggregates.Add(new AggregateItem(aggregate, output));
        return output.Reference;
    }

    // The row that is not there has a value for each ordering column, of its type.
    private ResolvedCall UnifyHypothetical(FunctionCall e, ResolvedCall call)
    {
        var keys = e.OrderBy.Count;
        if (e.Arguments.Count != keys) throw NameErrors.HypotheticalArguments(FunctionResolution.Signature(e.Name, [.. call.Arguments.Select(a => new NamedArgument(null, a))]), e.Name.ToString(), e.Arguments.Count, keys, e.Position);
        var arguments = call.Arguments.ToArray();
        for (var i = 0; i < keys; i++)
        {
            var type = Coercion.FindCommonType([arguments[keys + i], arguments[i]], "WITHIN GROUP")!;
            arguments[i] = Coercion.ToCommonType(arguments[i], type, "WITHIN GROUP");
            arguments[keys + i] = Coercion.ToCommonType(arguments[keys + i], type, "WITHIN GROUP");
        }

        return call with { Arguments = [.. arguments] };
    }

    private ImmutableArray<SortKey> BindAggregateOrder(FunctionCall e, AggregateFunction function, ResolvedCall call)
    {
        var keys = ImmutableArray.CreateBuilder<SortKey>();
        for (var i = 0; i < e.OrderBy.Count; i++)
        {
            // The values of WITHIN GROUP are the aggregate's last arguments, as the routine takes them.
            // A key that an argument was made of by an implied conversion is that argument.
            var value = e.IsWithinGroup ? call.Arguments[(function.IsHypothetical ? e.Arguments.Count : function.DirectArguments) + i] : Coercion.ResolveUnknown(Bind(e.OrderBy[i].Value));
            if (!e.IsWithinGroup) value = call.Arguments.FirstOrDefault(a => a is BoundConversion && ExpressionComparer.Instance.Equals(WithoutImplied(a), value)) ?? value;
            keys.Add(SortKeys.Make(e.OrderBy[i], value));
        }

        return keys.ToImmutable();
    }

    private static BoundExpression WithoutImplied(BoundExpression expression) =>
        expression is BoundConversion { IsExplicit: false } conversion ? WithoutImplied(conversion.Operand) : expression;

    private static void CheckDistinct(BoundAggregate aggregate)
    {
        foreach (var argument in aggregate.Arguments)
            if (!OperatorResolution.CanCompareForEquality(argument.Type))
                throw NameErrors.NoEqualityOperator(argument.Type.DisplayName, argument.Position);
        foreach (var key in aggregate.OrderBy)
        {
            if (!aggregate.Arguments.Contains(key.Expression, ExpressionComparer.Instance))
                throw QueryErrors.InvalidColumnReference("in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list", key.Expression.Position);
        }
    }

    // An aggregate belongs to the innermost query whose columns it uses; without any, to the query it stands in.
    private Scope LevelOf(BoundExpression aggregate)
    {
        var used = new HashSet<Scope>();
        ExpressionTree.Any(aggregate, x =>
        {
            if (x is BoundColumn column && binder.OwnerOf(column.Id) is { } owner) used.Add(owner);
            return false;
        });
        return scope.Outwards().FirstOrDefault(used.Contains) ?? scope;
    }

    private static void CheckContents(BoundAggregate aggregate, Scope level)
    {
        foreach (var child in ExpressionTree.Children(aggregate))
        {
            ExpressionTree.Any(child, x =>
            {
                if (x is not BoundColumn column || !level.Computed.TryGetValue(column.Id, out var kind)) return false;
                throw kind switch
                {
                    ComputedKind.Aggregate => QueryErrors.NestedAggregate(column.Position),
                    ComputedKind.Window => QueryErrors.WindowInAggregate(column.Position),
                    ComputedKind.Set => QueryErrors.SetInAggregate(column.Position),
                    _ => QueryErrors.NestedAggregate(column.Position),
                };
            });
        }
    }

    private static bool Volatile(BoundExpression expression) =>
        ExpressionTree.Any(expression, static x => x is BoundCall { Function.Volatility: Volatility.Volatile });

    private BoundColumn BindWindowFunction(FunctionCall e, WindowFunction function, ResolvedCall call)
    {
        if (e.Over is null) throw WrongKind($"window function {e.Name} requires an OVER clause", e.Position);
        if (e.IsWithinGroup) throw WrongKind($"window function {e.Name} cannot have WITHIN GROUP", e.Position);
        if (e.IsDistinct) throw QueryErrors.NotImplemented("DISTINCT is not implemented for window functions", e.Position);
        if (!e.OrderBy.IsEmpty) throw QueryErrors.NotImplemented("aggregate ORDER BY is not implemented for window functions", e.Position);
        if (e.Filter is not null) throw QueryErrors.NotImplemented("FILTER is not implemented for non-aggregate window functions", e.Position);
        return AddWindowCall(e, new WindowItem(function, call.Arguments, null, binder.NewComputed(scope, function.Name, call.Result, ComputedKind.Window)));
    }

    private BoundColumn AddWindowCall(FunctionCall e, WindowItem item)
    {
        if (scope.Kind.ForbidsWindows() is { } place) throw QueryErrors.WindowNotAllowed(place, e.Position);
        foreach (var argument in item.Aggregate is null ? item.Arguments : ExpressionTree.Children(item.Aggregate))
        {
            ExpressionTree.Any(argument, x =>
            {
                if (x is not BoundColumn column || !scope.Computed.TryGetValue(column.Id, out var kind)) return false;
                return kind switch
                {
                    ComputedKind.Window => throw QueryErrors.NestedWindow(column.Position),
                    ComputedKind.Set => throw QueryErrors.SetInWindow(column.Position),
                    _ => false,
                };
            });
        }

        scope.WindowCalls.Add(new WindowCall(e.Over!, item));
        return item.Output.Reference with { Position = e.Position };
    }

    private BoundColumn BindGrouping(GroupingExpression e)
    {
        if (e.Arguments.Count > 31) throw new SqlException(new SqlError { State = SqlState.TooManyArguments, Message = "GROUPING must have fewer than 32 arguments", Position = e.Position });
        if (scope.Kind.ForbidsAggregates() is { } place) throw QueryErrors.GroupingNotAllowed(place, e.Position);
        var arguments = BindAll(e.Arguments);
        var output = binder.NewComputed(scope, "grouping", SqlTypes.Int4, ComputedKind.Grouping);
        scope.Groupings.Add(new GroupingCall(arguments, output, e.Position));
        return output.Reference;
    }
}

/// <summary>Makes sort keys of ORDER BY items.</summary>
internal static class SortKeys
{
    /// <summary>The key; 42883 where the type cannot be sorted.</summary>
    public static SortKey Make(SortItem item, BoundExpression value)
    {
        if (!OperatorResolution.CanSort(value.Type)) throw NameErrors.NoOrderingOperator(value.Type.DisplayName, value.Position);
        var descending = item.Direction switch
        {
            SortDirection.Descending => true,
            SortDirection.Using => item.Using!.Symbol switch
            {
                "<" => false,
                ">" => true,
                var other => throw QueryErrors.WrongFunctionKind(
                    $"operator {other} is not a valid ordering operator", item.Position, "Ordering operators must be \"<\" or \">\" members of btree operator families."),
            },
            _ => false,
        };
        return new SortKey(value, descending, item.Nulls == NullsOrder.Default ? descending : item.Nulls == NullsOrder.First);
    }
}
