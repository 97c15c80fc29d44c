using System.Numerics;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>Turns the sums of the integer folds into numerics.</summary>
internal static class NumericResult
{
    /// <summary>sum / count.</summary>
    public static Numeric Average(Int128 sum, long count) => Numeric.Create(sum, 0) / new Numeric(count);
}

/// <summary>avg(smallint) and avg(integer): the same sum as sum's, divided as numeric.</summary>
internal readonly struct AverageSmall<T> : IFold<T, SumState<long>>
    where T : unmanaged, IBinaryInteger<T>
{
    public static void Add(ref SumState<long> state, T value) => SumSmall<T>.Add(ref state, value);

    public static void AddAll(ref SumState<long> state, ReadOnlySpan<T> values) => SumSmall<T>.AddAll(ref state, values);

    public static void Merge(ref SumState<long> state, ref SumState<long> other) => SumSmall<T>.Merge(ref state, ref other);

    public static bool Accepts(in ColumnStatistics statistics) => SumSmall<T>.Accepts(statistics);

    public static void AddStatistics(ref SumState<long> state, in ColumnStatistics statistics) => SumSmall<T>.AddStatistics(ref state, statistics);

    public static void Emit(ref SumState<long> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else NumericResult.Average(state.Sum, state.Count).Pack((BytesVectorBuilder)result);
    }
}

/// <summary>sum(bigint), which is numeric.</summary>
internal readonly struct SumBig : IFold<long, SumState<Int128>>
{
    public static void Add(ref SumState<Int128> state, long value)
    {
        state.Sum += value;
        state.Count++;
    }

    public static void AddAll(ref SumState<Int128> state, ReadOnlySpan<long> values)
    {
        state.Sum += SpanSums.Sum(values);
        state.Count += values.Length;
    }

    public static void Merge(ref SumState<Int128> state, ref SumState<Int128> other)
    {
        state.Sum += other.Sum;
        state.Count += other.Count;
    }

    public static bool Accepts(in ColumnStatistics statistics) => statistics.HasSum;

    public static void AddStatistics(ref SumState<Int128> state, in ColumnStatistics statistics)
    {
        state.Sum += statistics.SumInteger;
        state.Count += statistics.Rows - statistics.Nulls;
    }

    public static void Emit(ref SumState<Int128> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else Numeric.Create(state.Sum, 0).Pack((BytesVectorBuilder)result);
    }
}

/// <summary>avg(bigint).</summary>
internal readonly struct AverageBig : IFold<long, SumState<Int128>>
{
    public static void Add(ref SumState<Int128> state, long value) => SumBig.Add(ref state, value);

    public static void AddAll(ref SumState<Int128> state, ReadOnlySpan<long> values) => SumBig.AddAll(ref state, values);

    public static void Merge(ref SumState<Int128> state, ref SumState<Int128> other) => SumBig.Merge(ref state, ref other);

    public static bool Accepts(in ColumnStatistics statistics) => SumBig.Accepts(statistics);

    public static void AddStatistics(ref SumState<Int128> state, in ColumnStatistics statistics) => SumBig.AddStatistics(ref state, statistics);

    public static void Emit(ref SumState<Int128> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else NumericResult.Average(state.Sum, state.Count).Pack((BytesVectorBuilder)result);
    }
}

/// <summary>sum(numeric).</summary>
internal readonly struct SumNumeric : IBytesFold<SumState<Numeric>>
{
    public static void Add(ref SumState<Numeric> state, ReadOnlySpan<byte> value)
    {
        state.Sum += Numeric.Unpack(value);
        state.Count++;
    }

    public static void Merge(ref SumState<Numeric> state, ref SumState<Numeric> other)
    {
        state.Sum += other.Sum;
        state.Count += other.Count;
    }

    public static void Emit(ref SumState<Numeric> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else state.Sum.Pack((BytesVectorBuilder)result);
    }
}

/// <summary>avg(numeric).</summary>
internal readonly struct AverageNumeric : IBytesFold<SumState<Numeric>>
{
    public static void Add(ref SumState<Numeric> state, ReadOnlySpan<byte> value) => SumNumeric.Add(ref state, value);

    public static void Merge(ref SumState<Numeric> state, ref SumState<Numeric> other) => SumNumeric.Merge(ref state, ref other);

    public static void Emit(ref SumState<Numeric> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else (state.Sum / new Numeric(state.Count)).Pack((BytesVectorBuilder)result);
    }
}

/// <summary>Count, sum and sum of squares, exact.</summary>
internal struct ExactSpreadState
{
    public long Count;
    public Numeric Sum;
    public Numeric Squares;

    public void Add(Numeric value)
    {
        Count++;
        Sum += value;
        Squares += value * value;
    }

    public void Merge(ref ExactSpreadState other)
    {
        Count += other.Count;
        Sum += other.Sum;
        Squares += other.Squares;
    }

    /// <summary>The variance or deviation with the scale that numeric_stddev_internal gives it; null for too few values.</summary>
    public readonly Numeric? Result<TSpread>()
        where TSpread : ISpread
    {
        if (TSpread.IsSample ? Count <= 1 : Count == 0) return null;
        if (!Sum.IsFinite || !Squares.IsFinite) return Numeric.NaN;
        var count = new Numeric(Count);
        var numerator = (count * Squares) - (Sum * Sum);
        if (numerator.Sign <= 0) return Numeric.Zero;
        var variance = numerator / (count * new Numeric(TSpread.IsSample ? Count - 1 : Count));
        return TSpread.IsDeviation ? Numeric.SqrtAt(variance, variance.Scale) : variance;
    }
}

/// <summary>Variance and deviation of integers.</summary>
internal readonly struct SpreadInteger<T, TSpread> : IFold<T, ExactSpreadState>
    where T : unmanaged, IBinaryInteger<T>
    where TSpread : ISpread
{
    public static void Add(ref ExactSpreadState state, T value) => state.Add(new Numeric(long.CreateTruncating(value)));

    public static void AddAll(ref ExactSpreadState state, ReadOnlySpan<T> values)
    {
        foreach (var value in values) Add(ref state, value);
    }

    public static void Merge(ref ExactSpreadState state, ref ExactSpreadState other) => state.Merge(ref other);

    public static void Emit(ref ExactSpreadState state, VectorBuilder result) => RowResult<Numeric?>.Write(result, state.Result<TSpread>());
}

/// <summary>Variance and deviation of numeric.</summary>
internal readonly struct SpreadNumeric<TSpread> : IBytesFold<ExactSpreadState>
    where TSpread : ISpread
{
    public static void Add(ref ExactSpreadState state, ReadOnlySpan<byte> value) => state.Add(Numeric.Unpack(value));

    public static void Merge(ref ExactSpreadState state, ref ExactSpreadState other) => state.Merge(ref other);

    public static void Emit(ref ExactSpreadState state, VectorBuilder result) => RowResult<Numeric?>.Write(result, state.Result<TSpread>());
}

/// <summary>The aggregates whose results are exact decimals.</summary>
internal static class NumericAggregates
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        var numeric = SqlTypes.Numeric;
        declare.Aggregate("sum", [Int8], numeric, _ => new FoldAccumulator<long, SumState<Int128>, SumBig>());
        declare.Aggregate("sum", [numeric], numeric, _ => new BytesFoldAccumulator<SumState<Numeric>, SumNumeric>());
        declare.Aggregate("avg", [Int2], numeric, _ => new FoldAccumulator<short, SumState<long>, AverageSmall<short>>());
        declare.Aggregate("avg", [Int4], numeric, _ => new FoldAccumulator<int, SumState<long>, AverageSmall<int>>());
        declare.Aggregate("avg", [Int8], numeric, _ => new FoldAccumulator<long, SumState<Int128>, AverageBig>());
        declare.Aggregate("avg", [numeric], numeric, _ => new BytesFoldAccumulator<SumState<Numeric>, AverageNumeric>());
        BasicAggregates.BytesExtremes<NumericOrder>(declare, numeric);
        Spread<PopulationVariance>(declare, "var_pop");
        Spread<SampleVariance>(declare, "var_samp");
        Spread<SampleVariance>(declare, "variance");
        Spread<PopulationDeviation>(declare, "stddev_pop");
        Spread<SampleDeviation>(declare, "stddev_samp");
        Spread<SampleDeviation>(declare, "stddev");
    }

    private static void Spread<TSpread>(Declarations declare, string name)
        where TSpread : ISpread
    {
        var numeric = SqlTypes.Numeric;
        declare.Aggregate(name, [Int2], numeric, _ => new FoldAccumulator<short, ExactSpreadState, SpreadInteger<short, TSpread>>());
        declare.Aggregate(name, [Int4], numeric, _ => new FoldAccumulator<int, ExactSpreadState, SpreadInteger<int, TSpread>>());
        declare.Aggregate(name, [Int8], numeric, _ => new FoldAccumulator<long, ExactSpreadState, SpreadInteger<long, TSpread>>());
        declare.Aggregate(name, [numeric], numeric, _ => new BytesFoldAccumulator<ExactSpreadState, SpreadNumeric<TSpread>>());
    }
}
