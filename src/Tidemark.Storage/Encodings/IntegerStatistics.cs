using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>What an encoder asks of a block of integers before it chooses a form.</summary>
internal static class IntegerStatistics
{
    /// <summary>Bits that hold every distance between two of the values.</summary>
    public static int Width(long min, long max) => 64 - BitOperations.LeadingZeroCount((ulong)unchecked(max - min));

    /// <summary>The differences of neighbours; returns the runs of equal values and of equal differences.</summary>
    public static (int ValueRuns, int DeltaRuns) Differences(ReadOnlySpan<long> values, Span<long> deltas)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        var i = 0;
        var (zeros, repeats) = (Vector256<long>.Zero, Vector256<long>.Zero);
        if (deltas.Length >= 8)
        {
            deltas[0] = unchecked(values[1] - values[0]);
            for (i = 1; i + 4 <= deltas.Length; i += 4)
            {
                var middle = Vector256.LoadUnsafe(ref source, (nuint)i);
                var delta = Vector256.LoadUnsafe(ref source, (nuint)i + 1) - middle;
                var before = middle - Vector256.LoadUnsafe(ref source, (nuint)i - 1);
                delta.CopyTo(deltas[i..]);
                // A comparison that holds is -1.
                zeros -= Vector256.Equals(delta, Vector256<long>.Zero);
                repeats -= Vector256.Equals(delta, before);
            }
        }

        var zero = (int)Vector256.Sum(zeros) + (i > 0 && deltas[0] == 0 ? 1 : 0);
        var repeat = (int)Vector256.Sum(repeats);
        for (; i < deltas.Length; i++)
        {
            deltas[i] = unchecked(values[i + 1] - values[i]);
            zero += deltas[i] == 0 ? 1 : 0;
            repeat += i > 0 && deltas[i] == deltas[i - 1] ? 1 : 0;
        }

        return (values.Length - zero, deltas.Length - repeat);
    }

    /// <summary>The greatest number that divides all distances from the first value; 1 when they are too far apart for a signed distance.</summary>
    public static long CommonDivisor(ReadOnlySpan<long> values)
    {
        ulong divisor = 0;
        var first = (Int128)values[0];
        foreach (var value in values)
        {
            var distance = Int128.Abs(value - first);
            if (distance > long.MaxValue) return 1;
            var (a, b) = ((ulong)distance, divisor);
            if (b != 0 && a % b == 0) continue;
            while (b != 0) (a, b) = (b, a % b);
            divisor = a;
            if (divisor == 1) return 1;
        }

        return (long)divisor;
    }

    /// <summary>64 values spread evenly, ascending.</summary>
    public static void Sample(ReadOnlySpan<long> values, long[] sample)
    {
        for (var i = 0; i < sample.Length; i++) sample[i] = values[(int)((uint)(i * values.Length) / (uint)sample.Length)];
        Array.Sort(sample);
    }
}
