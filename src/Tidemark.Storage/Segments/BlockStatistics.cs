using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>Minimum, maximum and sum of the values of a block. Null rows hold a value that occurs, so only sums must leave them out.</summary>
internal static class BlockStatistics
{
    public static (long Min, long Max) Range(ReadOnlySpan<long> values)
    {
        var min = Vector256.Create(long.MaxValue);
        var max = Vector256.Create(long.MinValue);
        ref var source = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            var next = Vector256.LoadUnsafe(ref source, (nuint)i);
            min = Vector256.Min(min, next);
            max = Vector256.Max(max, next);
        }

        var (low, high) = (long.MaxValue, long.MinValue);
        for (var lane = 0; lane < 4; lane++) (low, high) = (Math.Min(low, min[lane]), Math.Max(high, max[lane]));
        for (; i < values.Length; i++) (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
        return (low, high);
    }

    public static (double Min, double Max) Range(ReadOnlySpan<double> values)
    {
        var min = Vector256.Create(double.PositiveInfinity);
        var max = Vector256.Create(double.NegativeInfinity);
        var ordered = Vector256<double>.AllBitsSet;
        ref var source = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            var next = Vector256.LoadUnsafe(ref source, (nuint)i);
            min = Vector256.MinNative(min, next);
            max = Vector256.MaxNative(max, next);
            ordered &= Vector256.Equals(next, next);
        }

        if (ordered.AsInt64() != Vector256<long>.AllBitsSet) return RangeWithNaN(values);
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var lane = 0; lane < 4; lane++) (low, high) = (Math.Min(low, min[lane]), Math.Max(high, max[lane]));
        for (; i < values.Length; i++) (low, high) = (FloatOrder.Min(low, values[i]), FloatOrder.Max(high, values[i]));
        return (low, high);
    }

    public static Int128 Sum(ReadOnlySpan<long> values, ReadOnlySpan<ulong> valid, (long Min, long Max) range)
    {
        if (valid.IsEmpty && range.Min > long.MinValue / BlockFormat.Rows && range.Max < long.MaxValue / BlockFormat.Rows)
        {
            var narrow = 0L;
            foreach (var value in values) narrow += value;
            return narrow;
        }

        Int128 sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (valid.IsEmpty || (valid[i >> 6] >> (i & 63) & 1) != 0) sum += values[i];
        }

        return sum;
    }

    // In row order, so that the sum does not depend on the width of the processor's registers.
    public static double Sum(ReadOnlySpan<double> values, ReadOnlySpan<ulong> valid)
    {
        var sum = 0.0;
        if (valid.IsEmpty)
        {
            foreach (var value in values) sum += value;
            return sum;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if ((valid[i >> 6] >> (i & 63) & 1) != 0) sum += values[i];
        }

        return sum;
    }

    private static (double Min, double Max) RangeWithNaN(ReadOnlySpan<double> values)
    {
        var (low, high) = (values[0], values[0]);
        foreach (var value in values) (low, high) = (FloatOrder.Min(low, value), FloatOrder.Max(high, value));
        return (low, high);
    }
}
