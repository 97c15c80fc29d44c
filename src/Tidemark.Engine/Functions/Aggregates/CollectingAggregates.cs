using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Aggregates that need all rows of a group: array_agg, string_agg, mode and the percentiles.</summary>
internal static class CollectingAggregates
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Aggregate("array_agg", [AnyNonArray], AnyArray, call => new ArrayAccumulator(call), skipsNulls: false, isOrderSensitive: true);
        declare.Aggregate("array_agg", [AnyArray], AnyArray, call => new NestedArrayAccumulator(call), skipsNulls: false, isOrderSensitive: true);
        Hypothetical(declare, "rank", Int8, HypotheticalRank.Rank);
        Hypothetical(declare, "dense_rank", Int8, HypotheticalRank.DenseRank);
        Hypothetical(declare, "percent_rank", Float8, HypotheticalRank.PercentRank);
        Hypothetical(declare, "cume_dist", Float8, HypotheticalRank.CumulativeDistribution);
        declare.Aggregate("string_agg", [Text, Text], Text, call => new StringAccumulator(call), skipsNulls: false, isOrderSensitive: true);
        declare.Aggregate("string_agg", [Bytea, Bytea], Bytea, call => new StringAccumulator(call), skipsNulls: false, isOrderSensitive: true);
        declare.Aggregate("mode", [AnyElement], AnyElement, call => new ModeAccumulator(call), isOrderSensitive: true, directArguments: 0);
        Percentile(declare, "percentile_disc", [Float8, AnyElement], AnyElement, isContinuous: false);
        Percentile(declare, "percentile_disc", [ArrayOf(Float8)!, AnyElement], AnyArray, isContinuous: false);
        Percentile(declare, "percentile_cont", [Float8, Float8], Float8, isContinuous: true);
        Percentile(declare, "percentile_cont", [Float8, Interval], Interval, isContinuous: true);
        Percentile(declare, "percentile_cont", [ArrayOf(Float8)!, Float8], ArrayOf(Float8)!, isContinuous: true);
        Percentile(declare, "percentile_cont", [ArrayOf(Float8)!, Interval], ArrayOf(Interval)!, isContinuous: true);
    }

    private static void Percentile(Declarations declare, string name, ReadOnlySpan<Types.SqlType> parameters, Types.SqlType type, bool isContinuous) => declare.Aggregate(
        name,
        parameters,
        type,
        call => new PercentileAccumulator(call, isContinuous),
        isOrderSensitive: true,
        directArguments: 1,
        createUnordered: call => PercentileAccumulator.Unordered(call, isContinuous));

    private static void Hypothetical(Declarations declare, string name, Types.SqlType type, HypotheticalRank wanted) => declare.Add(new Catalog.AggregateFunction
    {
        Name = name,
        Parameters = [new Catalog.RoutineParameter(Any)],
        Result = type,
        CreateAccumulator = call => new HypotheticalAccumulator(call, wanted),
        SkipsNulls = false,
        IsOrderSensitive = true,
        DirectArguments = 0,
        IsHypothetical = true,
        IsVariadic = true,
    });
}
