using System.Numerics;
using System.Runtime.InteropServices;
using Tidemark.Storage;
using Tidemark.Vectors;
using Vector = System.Numerics.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>A sum and how many values went into it.</summary>
internal struct SumState<T>
    where T : struct
{
    public T Sum;
    public long Count;
}

/// <summary>Vectorised sums of whole spans.</summary>
internal static class SpanSums
{
    /// <summary>The exact sum of integers of up to 32 bits; spans of less than two thousand million values cannot overflow it.</summary>
    public static long Sum(ReadOnlySpan<int> values)
    {
        var lanes = MemoryMarshal.Cast<int, Vector<int>>(values);
        var low = Vector<long>.Zero;
        var high = Vector<long>.Zero;
        foreach (var lane in lanes)
        {
            Vector.Widen(lane, out var first, out var second);
            low += first;
            high += second;
        }

        var sum = Vector.Sum(low + high);
        foreach (var value in values[(lanes.Length * Vector<int>.Count)..]) sum += value;
        return sum;
    }

    /// <summary>The exact sum of 64-bit integers: their halves are summed apart, each without overflow for up to two thousand million values.</summary>
    public static Int128 Sum(ReadOnlySpan<long> values)
    {
        var lanes = MemoryMarshal.Cast<long, Vector<long>>(values);
        var high = Vector<long>.Zero;
        var low = Vector<long>.Zero;
        var mask = new Vector<long>(uint.MaxValue);
        foreach (var lane in lanes)
        {
            high += lane >> 32;
            low += lane & mask;
        }

        var sum = ((Int128)Vector.Sum(high) << 32) + Vector.Sum(low);
        foreach (var value in values[(lanes.Length * Vector<long>.Count)..]) sum += value;
        return sum;
    }

    /// <summary>The sum of floating-point numbers, in the order that four running vectors give.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        var lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + 4 <= lanes.Length; i += 4)
        {
            a += lanes[i];
            b += lanes[i + 1];
            c += lanes[i + 2];
            d += lanes[i + 3];
        }

        for (; i < lanes.Length; i++) a += lanes[i];
        var sum = Vector.Sum(a + b + (c + d));
        foreach (var value in values[(lanes.Length * Vector<double>.Count)..]) sum += value;
        return sum;
    }
}

/// <summary>sum(smallint) and sum(integer), which are bigint.</summary>
internal readonly struct SumSmall<T> : IFold<T, SumState<long>>
    where T : unmanaged, IBinaryInteger<T>
{
    public static void Add(ref SumState<long> state, T value)
    {
        state.Sum = AddInteger<long>.Invoke(state.Sum, long.CreateTruncating(value));
        state.Count++;
    }

    public static void AddAll(ref SumState<long> state, ReadOnlySpan<T> values)
    {
        if (typeof(T) == typeof(int))
        {
            state.Sum = AddInteger<long>.Invoke(state.Sum, SpanSums.Sum(MemoryMarshal.Cast<T, int>(values)));
            state.Count += values.Length;
            return;
        }

        foreach (var value in values) Add(ref state, value);
    }

    public static void Merge(ref SumState<long> state, ref SumState<long> other)
    {
        state.Sum = AddInteger<long>.Invoke(state.Sum, other.Sum);
        state.Count += other.Count;
    }

    public static void Emit(ref SumState<long> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else ((FixedVectorBuilder<long>)result).Append(state.Sum);
    }

    public static bool Accepts(in ColumnStatistics statistics) => statistics.HasSum;

    public static void AddStatistics(ref SumState<long> state, in ColumnStatistics statistics)
    {
        // A block of 32-bit integers cannot exceed 64 bits.
        state.Sum = AddInteger<long>.Invoke(state.Sum, (long)statistics.SumInteger);
        state.Count += statistics.Rows - statistics.Nulls;
    }
}

/// <summary>sum(real), added in single precision as PostgreSQL does.</summary>
internal readonly struct SumFloat4 : IFold<float, SumState<float>>
{
    public static void Add(ref SumState<float> state, float value)
    {
        state.Sum = state.Count++ == 0 ? value : AddFloat<float>.Invoke(state.Sum, value);
    }

    public static void AddAll(ref SumState<float> state, ReadOnlySpan<float> values)
    {
        foreach (var value in values) Add(ref state, value);
    }

    public static void Merge(ref SumState<float> state, ref SumState<float> other)
    {
        if (other.Count == 0) return;
        state.Sum = state.Count == 0 ? other.Sum : AddFloat<float>.Invoke(state.Sum, other.Sum);
        state.Count += other.Count;
    }

    public static void Emit(ref SumState<float> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else ((FixedVectorBuilder<float>)result).Append(state.Sum);
    }
}

/// <summary>sum(double precision).</summary>
internal readonly struct SumFloat8 : IFold<double, SumState<double>>
{
    public static void Add(ref SumState<double> state, double value)
    {
        // The first value is taken as it is, so that the sum of a single -0 stays -0.
        state.Sum = state.Count++ == 0 ? value : AddFloat<double>.Invoke(state.Sum, value);
    }

    public static void AddAll(ref SumState<double> state, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return;
        var sum = SpanSums.Sum(values);
        if (!double.IsFinite(sum) && !double.IsFinite(state.Sum + sum)) sum = SumChecked(values);
        state.Sum = state.Count == 0 ? sum : AddFloat<double>.Invoke(state.Sum, sum);
        state.Count += values.Length;
    }

    public static void Merge(ref SumState<double> state, ref SumState<double> other)
    {
        if (other.Count == 0) return;
        state.Sum = state.Count == 0 ? other.Sum : AddFloat<double>.Invoke(state.Sum, other.Sum);
        state.Count += other.Count;
    }

    public static void Emit(ref SumState<double> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else ((FixedVectorBuilder<double>)result).Append(state.Sum);
    }

    public static bool Accepts(in ColumnStatistics statistics) => statistics.HasSum && double.IsFinite(statistics.SumDouble);

    public static void AddStatistics(ref SumState<double> state, in ColumnStatistics statistics)
    {
        state.Sum = state.Count == 0 ? statistics.SumDouble : AddFloat<double>.Invoke(state.Sum, statistics.SumDouble);
        state.Count += statistics.Rows - statistics.Nulls;
    }

    private static double SumChecked(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum = AddFloat<double>.Invoke(sum, value);
        return sum;
    }
}

/// <summary>avg(real) and avg(double precision).</summary>
internal readonly struct AverageFloat<T> : IFold<T, SumState<double>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Add(ref SumState<double> state, T value) => SumFloat8.Add(ref state, double.CreateTruncating(value));

    public static void AddAll(ref SumState<double> state, ReadOnlySpan<T> values)
    {
        if (typeof(T) == typeof(double))
        {
            SumFloat8.AddAll(ref state, MemoryMarshal.Cast<T, double>(values));
            return;
        }

        foreach (var value in values) Add(ref state, value);
    }

    public static bool Accepts(in ColumnStatistics statistics) => SumFloat8.Accepts(statistics);

    public static void AddStatistics(ref SumState<double> state, in ColumnStatistics statistics) => SumFloat8.AddStatistics(ref state, statistics);

    public static void Merge(ref SumState<double> state, ref SumState<double> other) => SumFloat8.Merge(ref state, ref other);

    public static void Emit(ref SumState<double> state, VectorBuilder result)
    {
        if (state.Count == 0) result.AppendNull();
        else ((FixedVectorBuilder<double>)result).Append(state.Sum / state.Count);
    }
}
