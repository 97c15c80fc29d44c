using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>sum(interval).</summary>
internal readonly struct SumInterval : IFold<Interval, SumState<Interval>>
{
    public static void Add(ref SumState<Interval> state, Interval value)
    {
        state.Sum = IntervalArithmetic.Add(state.Sum, value);
        state.Count++;
    }

    public static void AddAll(ref SumState<Interval> state, ReadOnlySpan<Interval> values)
    {
        foreach (var value in values) Add(ref state, value);
    }

    public static void Merge(ref SumState<Interval> state, ref SumState<Interval> other)
    {
        state.Sum = IntervalArithmetic.Add(state.Sum, other.Sum);
        state.Count += other.Count;
    }

    public static void Emit(ref SumState<Interval> state, VectorBuilder result) =>
        RowResult<Interval?>.Write(result, state.Count == 0 ? null : state.Sum);
}

/// <summary>avg(interval).</summary>
internal readonly struct AverageInterval : IFold<Interval, SumState<Interval>>
{
    public static void Add(ref SumState<Interval> state, Interval value) => SumInterval.Add(ref state, value);

    public static void AddAll(ref SumState<Interval> state, ReadOnlySpan<Interval> values) => SumInterval.AddAll(ref state, values);

    public static void Merge(ref SumState<Interval> state, ref SumState<Interval> other) => SumInterval.Merge(ref state, ref other);

    public static void Emit(ref SumState<Interval> state, VectorBuilder result) =>
        RowResult<Interval?>.Write(result, state.Count == 0 ? null : IntervalArithmetic.Divide(state.Sum, state.Count));
}

/// <summary>The aggregates of intervals.</summary>
internal static class IntervalAggregates
{
    /// <summary>Declares them; min and max stand with the other types'.</summary>
    public static void Register(Declarations declare)
    {
        declare.Aggregate("sum", [SqlTypes.Interval], SqlTypes.Interval, _ => new FoldAccumulator<Interval, SumState<Interval>, SumInterval>());
        declare.Aggregate("avg", [SqlTypes.Interval], SqlTypes.Interval, _ => new FoldAccumulator<Interval, SumState<Interval>, AverageInterval>());
    }
}
