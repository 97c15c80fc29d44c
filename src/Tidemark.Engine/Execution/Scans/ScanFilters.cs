using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A scan's conditions with their values of this execution.</summary>
internal sealed class ScanFilters
{
    private const long MicrosecondsPerDay = 86_400_000_000;

    // A longer list meets every partition anyway.
    private const int MaxHashes = 256;

    // A longer list is taken as the range from its least to its greatest value.
    private const int MaxPoints = 4096;

    private ScanFilters(ImmutableArray<ColumnFilter> filters, bool isEmpty)
    {
        Filters = filters;
        IsEmpty = isEmpty;
    }

    /// <summary>Lists of filters of which each row that passes meets one at least.</summary>
    public ImmutableArray<ImmutableArray<ScanFilters>> Cases { get; private init; } = [];

    /// <summary>What storage tests.</summary>
    public ImmutableArray<ColumnFilter> Filters { get; }

    /// <summary>Whether no row can pass, a value being null.</summary>
    public bool IsEmpty { get; }

    /// <summary>The same with what joins above have found out about the scan.</summary>
    public ScanFilters And(SeqScanNode scan, ImmutableList<(SeqScanNode Scan, ColumnFilter Filter)> known)
    {
        if (known.IsEmpty) return this;
        var own = known.Where(k => ReferenceEquals(k.Scan, scan)).Select(k => k.Filter).ToArray();
        return own.Length == 0 ? this : new ScanFilters(Filters.AddRange(own), IsEmpty || own.Any(f => f is SetFilter { Values.Length: 0 })) { Cases = Cases };
    }

    /// <summary>Evaluates what a scan knows of its rows.</summary>
    public static ScanFilters Evaluate(SeqScanNode scan, QueryContext context)
    {
        var all = Evaluate(scan.Conditions, context);
        foreach (var alternatives in scan.Alternatives)
        {
            if (all.IsEmpty) break;
            all = all.And([.. alternatives.Cases.Select(c => Evaluate(c, context)).Where(c => !c.IsEmpty)]);
        }

        return all;
    }

    // What holds in every case goes down to storage.
    private ScanFilters And(ImmutableArray<ScanFilters> cases)
    {
        if (cases.Length == 0) return new ScanFilters([], true);
        if (cases.Length == 1) return new ScanFilters(Filters.AddRange(cases[0].Filters), false) { Cases = Cases };
        var common = Filters.AddRange(cases[0].Filters.Select(f => f.ColumnId).Distinct().Select(c => ScanHull.Of(c, cases)).OfType<ColumnFilter>());
        return new ScanFilters(common, false) { Cases = Cases.Add(cases) };
    }

    private static ScanFilters Evaluate(ImmutableArray<ScanCondition> conditions, QueryContext context)
    {
        if (conditions.IsEmpty) return new ScanFilters([], false);
        var factory = new EvaluatorFactory(context);
        var filters = ImmutableArray.CreateBuilder<ColumnFilter>(conditions.Length);
        foreach (var condition in conditions)
        {
            switch (condition.Kind)
            {
                case ScanConditionKind.IsNull:
                    filters.Add(ColumnFilter.IsNull(condition.Column));
                    break;
                case ScanConditionKind.IsNotNull:
                    filters.Add(ColumnFilter.IsNotNull(condition.Column));
                    break;
                case ScanConditionKind.In:
                    filters.Add(ColumnFilter.In(condition.Column, Members(condition, factory)));
                    break;
                case ScanConditionKind.InArray:
                    var array = factory.Create(condition.Values[0]).EvaluateConstant();
                    if (array.IsNull(0)) return new ScanFilters([], true);
                    var elements = ArrayElements.Read(array, 0, condition.Values[0].Type.Element!, withNulls: false);
                    filters.Add(ColumnFilter.In(condition.Column, condition.Fit is null ? elements : IntegerFit.Members(elements, condition.Fit)));
                    break;
                default:
                    var value = factory.Create(condition.Values[0]).EvaluateConstant();
                    if (value.IsNull(0)) return new ScanFilters([], true);
                    if (condition.Fit is { } moment && TimeFits.Fits(condition.Values[0].Type, moment))
                    {
                        value = TimeFit.Convert(value, condition.Values[0].Type, moment, context.Functions);
                        if (condition.IsImplied && condition.Through is null)
                        {
                            filters.AddRange(TimeFit.Implied(condition.Column, condition.Kind, value, condition.Values[0].Type));
                            break;
                        }
                    }
                    else if (condition.Fit is { } type)
                    {
                        if (IntegerFit.Outside(value, type, condition.Kind) is { } passes)
                        {
                            if (!passes) return new ScanFilters([], true);
                            filters.Add(ColumnFilter.IsNotNull(condition.Column));
                            break;
                        }

                        value = IntegerFit.Members(value, type);
                    }

                    if (condition.Through is not null) AddImplied(condition, value, factory, context, filters);
                    else filters.Add(Range(condition.Column, condition.Kind, value));
                    break;
            }
        }

        return new ScanFilters(filters.DrainToImmutable(), false);
    }

    /// <summary>The closed range of a dimension that rows which pass lie in, in the dimension's units.</summary>
    public (long From, long To) RangeOf(Dimension dimension, SqlType columnType) => RangeOf(Filters, dimension, columnType);

    /// <summary>The closed range of a dimension that rows which pass some filters lie in, in the dimension's units.</summary>
    public static (long From, long To) RangeOf(ImmutableArray<ColumnFilter> filters, Dimension dimension, SqlType columnType)
    {
        var from = long.MinValue;
        var to = long.MaxValue;
        // What a function makes of the column's values is not known of a range of them.
        if (dimension.PartitioningFunction != 0) return (from, to);
        foreach (var filter in filters)
        {
            if (filter.ColumnId != dimension.Column) continue;
            switch (filter)
            {
                case RangeFilter range:
                    // A time that does not pass itself leaves its neighbour as the bound; the infinite ones have none.
                    // Many UUIDs have one time.
                    var isShared = columnType.Kind == TypeKind.Uuid;
                    if (range.Low is not null) from = Math.Max(from, Inward(DimensionValue(range.Low, columnType, isHigh: false), range.LowInclusive || isShared, 1));
                    if (range.High is not null) to = Math.Min(to, Inward(DimensionValue(range.High, columnType, isHigh: true), range.HighInclusive || isShared, -1));
                    break;
                case SetFilter set:
                    var least = long.MaxValue;
                    var greatest = long.MinValue;
                    for (var i = 0; i < set.Values.Length; i++)
                    {
                        var value = set.Values.Slice(i, 1);
                        least = Math.Min(least, DimensionValue(value, columnType, isHigh: false));
                        greatest = Math.Max(greatest, DimensionValue(value, columnType, isHigh: true));
                    }

                    from = Math.Max(from, least);
                    to = Math.Min(to, greatest);
                    break;
            }
        }

        return (from, to);
    }

    /// <summary>The coordinates, ascending, that rows which pass have in a range dimension; null where it is not a list of few.</summary>
    public long[]? PointsOf(Dimension dimension, SqlType columnType)
    {
        if (dimension.PartitioningFunction != 0) return null;
        foreach (var filter in Filters)
        {
            if (filter.ColumnId != dimension.Column || filter is not SetFilter { Values.Length: <= MaxPoints } set || columnType.Kind == TypeKind.Uuid) continue;
            var points = new long[set.Values.Length];
            for (var i = 0; i < points.Length; i++) points[i] = DimensionValue(set.Values.Slice(i, 1), columnType, isHigh: false);
            Array.Sort(points);
            return points;
        }

        return null;
    }

    /// <summary>The hashes that rows which pass have in a hash dimension; null where any hash may pass.</summary>
    public HashSet<long>? HashesOf(Dimension dimension)
    {
        HashSet<long>? hashes = null;
        if (dimension.PartitioningFunction != 0) return null;
        foreach (var filter in Filters)
        {
            if (filter.ColumnId != dimension.Column) continue;
            var values = filter switch
            {
                SetFilter set => set.Values,
                RangeFilter { Low: { } low, High: { } high } when ReferenceEquals(low, high) => low,
                _ => null,
            };
            if (values is null || values.Length > MaxHashes) continue;
            var found = new long[values.Length];
            ChunkSlicing.Coordinates(dimension, values, found);
            if (hashes is null) hashes = [.. found];
            else hashes.IntersectWith(found);
        }

        return hashes;
    }

    private static long Inward(long bound, bool isInclusive, int step) => isInclusive || bound is long.MinValue or long.MaxValue ? bound : bound + step;

    private static long DimensionValue(Vector value, SqlType type, bool isHigh)
    {
        switch (value)
        {
            // One of another version lies somewhere within its millisecond.
            case FixedVector<Types.Uuid> v: return UuidTime.Milliseconds(v.Values[0]) + (isHigh ? 999 : 0);
            case FixedVector<short> v: return v.Values[0];
            case FixedVector<int> v when KeyEncoding.BaseOf(type).Kind == TypeKind.Date:
                // The infinite dates lie beyond every slice.
                return v.Values[0] switch
                {
                    int.MinValue => long.MinValue,
                    int.MaxValue => long.MaxValue,
                    var days => days * MicrosecondsPerDay,
                };
            case FixedVector<int> v: return v.Values[0];
            default: return VectorAccess.Get<long>(value, 0);
        }
    }

    private static Vector Members(ScanCondition condition, EvaluatorFactory factory)
    {
        var builder = VectorBuilder.Create(condition.Fit ?? condition.Values[0].Type, condition.Values.Length);
        foreach (var member in condition.Values)
        {
            var value = factory.Create(member).EvaluateConstant();
            if (value.IsNull(0)) continue;
            if (condition.Fit is not null) value = IntegerFit.Members(value, condition.Fit);
            if (value.Length > 0) builder.AppendRow(value, 0);
        }

        return builder.Detach();
    }

    private static ColumnFilter Range(int column, ScanConditionKind kind, Vector value) => kind switch
    {
        ScanConditionKind.Equal => ColumnFilter.Equal(column, value),
        ScanConditionKind.Less => ColumnFilter.Range(column, null, false, value, false),
        ScanConditionKind.LessOrEqual => ColumnFilter.Range(column, null, false, value, true),
        ScanConditionKind.Greater => ColumnFilter.Range(column, value, false, null, false),
        _ => ColumnFilter.Range(column, value, true, null, false),
    };

    // The value itself where it has no neighbour: the condition itself is tested afterwards.
    private static Vector Neighbour(Vector value, int step) => value switch
    {
        FixedVector<short> v when v.Values[0] is > short.MinValue and < short.MaxValue => new FixedVector<short>(v.Type, [(short)(v.Values[0] + step)], 1),
        FixedVector<int> v when v.Values[0] is > int.MinValue and < int.MaxValue => new FixedVector<int>(v.Type, [v.Values[0] + step], 1),
        FixedVector<long> v when v.Values[0] is > long.MinValue and < long.MaxValue => new FixedVector<long>(v.Type, [v.Values[0] + step], 1),
        _ => value,
    };

    private static void AddImplied(ScanCondition condition, Vector value, EvaluatorFactory factory, QueryContext context, ImmutableArray<ColumnFilter>.Builder filters)
    {
        // What such functions give are whole numbers: beside a strict bound there is an inclusive one.
        if (condition.Kind is ScanConditionKind.Greater) value = Neighbour(value, 1);
        else if (condition.Kind is ScanConditionKind.Less) value = Neighbour(value, -1);
        var low = condition.Kind is ScanConditionKind.Equal or ScanConditionKind.Greater or ScanConditionKind.GreaterOrEqual ? value : null;
        var high = condition.Kind is ScanConditionKind.Equal or ScanConditionKind.Less or ScanConditionKind.LessOrEqual ? value : null;
        for (var call = condition.Through; call is not null;)
        {
            var kernel = (IMonotonicKernel)call.Function.Kernel;
            var monotonic = kernel.MonotonicArgument(call.Arguments.Length);
            var arguments = new Vector?[call.Arguments.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                if (i != monotonic) arguments[i] = factory.Create(call.Arguments[i]).EvaluateConstant();
            }

            if (!kernel.TryInvertRange(arguments, low, high, context.Functions, out var argumentLow, out var argumentHigh)) return;
            (low, high) = (argumentLow, argumentHigh);
            call = call.Arguments[monotonic] as BoundCall;
        }

        if (low is not null || high is not null) filters.Add(ColumnFilter.Range(condition.Column, low, true, high, true));
    }
}
