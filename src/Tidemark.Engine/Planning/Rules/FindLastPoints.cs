using Tidemark.Engine.Binding;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Planning;

/// <summary>
/// Finds the other forms in which the last value of each key is asked for: <c>last(value, time)</c> and <c>max(time)</c> by key, and <c>row_number() OVER (PARTITION BY key ORDER BY time DESC) = 1</c>.
/// </summary>
internal sealed class FindLastPoints : RelationRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new FindLastPoints().Visit(relation);
    }

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation) => relation switch
    {
        Aggregate aggregate => TryRewrite(aggregate) ?? relation,
        Filter { Input: Window window } filter => TryRewrite(filter, window) ?? relation,
        _ => relation,
    };

    // Every call gives the first or the last value by the same column, which is never null, or that column itself.
    private static Project? TryRewrite(Aggregate aggregate)
    {
        if (aggregate.Keys.IsEmpty || aggregate.Calls.IsEmpty || aggregate.GroupingSets is not [var set] || set.Length != aggregate.Keys.Length) return null;
        if (!aggregate.Keys.All(k => k.Expression is BoundColumn)) return null;
        if ((aggregate.Input is Filter filter ? filter.Input : aggregate.Input) is not TableScan scan) return null;
        BoundColumn? time = null;
        bool? descending = null;
        var items = aggregate.Keys.ToBuilder();
        foreach (var (call, output) in aggregate.Calls)
        {
            if (call.IsDistinct || !call.OrderBy.IsEmpty || call.Filter is not null) return null;
            var (value, by, isLast) = (call.Function.Name, call.Arguments) switch
            {
                ("last", [var v, BoundColumn t]) => (v, t, true),
                ("first", [var v, BoundColumn t]) => (v, t, false),
                ("max", [BoundColumn t]) => (t, t, true),
                ("min", [BoundColumn t]) => (t, t, false),
                _ => ((BoundExpression?)null, (BoundColumn?)null, false),
            };
            if (value is null || by is null || (time is not null && time.Id != by.Id) || (descending is { } known && known != isLast)) return null;
            if (!call.Type.Is(value.Type) || ExpressionVolatility.IsVolatile(value) || ExpressionVolatility.HasSubquery(value)) return null;
            time = by;
            descending = isLast;
            items.Add(new ProjectItem(value, output));
        }

        if (!IsTime(scan, time!)) return null;
        var order = new SortKey(time!, descending!.Value, descending.Value);
        return new Project(new FirstPerGroup(aggregate.Input, [.. aggregate.Keys.Select(k => k.Expression)], [order]), items.DrainToImmutable());
    }

    // Only a NOT NULL column that storage keeps the range of: of others the general aggregation is as good.
    private static bool IsTime(TableScan scan, BoundColumn time)
    {
        foreach (var column in scan.Columns)
        {
            if (column.Output.Id == time.Id) return scan.Table.Columns[column.Number - 1].IsNotNull && time.Type.Physical is PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64;
        }

        return false;
    }

    private static Relation? TryRewrite(Filter filter, Window window)
    {
        if (window.Calls is not [{ Function.Name: "row_number" } call] || window.PartitionBy.IsEmpty || window.OrderBy.IsEmpty) return null;
        if (window.OrderBy.Any(k => ValueComparison.OrderOf(k.Expression.Type) is ValueOrder.Jsonb or ValueOrder.Array or ValueOrder.Record)) return null;
        var parts = Conjunctions.Split(filter.Condition);
        var first = parts.FirstOrDefault(p => IsFirst(p, call.Output.Id));
        if (first is null) return null;
        var rows = new FirstPerGroup(window.Input, window.PartitionBy, window.OrderBy);
        var numbered = new Project(rows, [.. window.Input.Output.Select(c => new ProjectItem(c.Reference, c)), new ProjectItem(Constants.Int8(1), call.Output)]);
        return Conjunctions.Filter(numbered, parts.Remove(first));
    }

    // number = 1, number <= 1 or number < 2, either way round.
    private static bool IsFirst(BoundExpression condition, ColumnId number) => condition switch
    {
        BoundCall { OperatorName: { } symbol, Arguments: [BoundColumn column, BoundConstant limit] } => column.Id == number && IsFirst(symbol, limit),
        BoundCall { OperatorName: { } symbol, Arguments: [BoundConstant limit, BoundColumn column] } =>
            column.Id == number && IsFirst(symbol switch { ">=" => "<=", ">" => "<", _ => symbol }, limit) && symbol is "=" or ">=" or ">",
        _ => false,
    };

    private static bool IsFirst(string symbol, BoundConstant limit)
    {
        if (limit.IsNull) return false;
        long? value = limit.Value switch
        {
            FixedVector<long> v => v.Values[0],
            FixedVector<int> v => v.Values[0],
            FixedVector<short> v => v.Values[0],
            _ => null,
        };
        return (symbol, value) is ("=", 1) or ("<=", 1) or ("<", 2);
    }
}
