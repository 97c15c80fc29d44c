using System.Numerics;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>
/// Count, sum, and sum of squared differences from the mean of floating-point numbers, updated by the method of Youngs and Cramer ("Some results relevant to
/// choice of sum and sum-of-product algorithms", Technometrics 1971), as PostgreSQL's float8_accum does.
/// </summary>
internal struct SpreadState
{
    public double Count;
    public double Sum;
    public double Squares;

    public void Add(double value)
    {
        var before = Count;
        var sumBefore = Sum;
        Count += 1;
        Sum += value;
        if (before > 0)
        {
            var difference = (value * Count) - Sum;
            Squares += difference * difference / (Count * before);
            if (!double.IsInfinity(Sum) && !double.IsInfinity(Squares)) return;
            if (!double.IsInfinity(sumBefore) && !double.IsInfinity(value)) throw DataErrors.FloatOverflow();
            Squares = double.NaN;
        }
        else if (!double.IsFinite(value))
        {
            Squares = double.NaN;
        }
    }

    public void Merge(ref SpreadState other)
    {
        if (other.Count == 0) return;
        if (Count == 0)
        {
            this = other;
            return;
        }

        var difference = (Sum / Count) - (other.Sum / other.Count);
        var count = Count + other.Count;
        Squares += other.Squares + (Count * other.Count * difference * difference / count);
        Sum += other.Sum;
        Count = count;
    }
}

/// <summary>One of var_pop, var_samp, stddev_pop and stddev_samp.</summary>
internal interface ISpread
{
    /// <summary>Whether the divisor is one less than the count.</summary>
    static abstract bool IsSample { get; }

    /// <summary>Whether the root is taken.</summary>
    static abstract bool IsDeviation { get; }
}

/// <summary>var_pop.</summary>
internal readonly struct PopulationVariance : ISpread
{
    public static bool IsSample => false;

    public static bool IsDeviation => false;
}

/// <summary>var_samp.</summary>
internal readonly struct SampleVariance : ISpread
{
    public static bool IsSample => true;

    public static bool IsDeviation => false;
}

/// <summary>stddev_pop.</summary>
internal readonly struct PopulationDeviation : ISpread
{
    public static bool IsSample => false;

    public static bool IsDeviation => true;
}

/// <summary>stddev_samp.</summary>
internal readonly struct SampleDeviation : ISpread
{
    public static bool IsSample => true;

    public static bool IsDeviation => true;
}

/// <summary>Variance and standard deviation of real and double precision.</summary>
internal readonly struct SpreadFloat<T, TSpread> : IFold<T, SpreadState>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TSpread : ISpread
{
    public static void Add(ref SpreadState state, T value) => state.Add(double.CreateTruncating(value));

    public static void AddAll(ref SpreadState state, ReadOnlySpan<T> values)
    {
        foreach (var value in values) state.Add(double.CreateTruncating(value));
    }

    public static void Merge(ref SpreadState state, ref SpreadState other) => state.Merge(ref other);

    public static void Emit(ref SpreadState state, VectorBuilder result)
    {
        var divisor = TSpread.IsSample ? state.Count - 1 : state.Count;
        if (divisor <= 0)
        {
            result.AppendNull();
            return;
        }

        var variance = state.Squares / divisor;
        ((FixedVectorBuilder<double>)result).Append(TSpread.IsDeviation ? Math.Sqrt(variance) : variance);
    }
}
