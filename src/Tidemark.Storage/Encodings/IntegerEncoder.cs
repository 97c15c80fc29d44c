using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <summary>Writes blocks of integers in the form that takes the fewest bytes; the forms are described at <see cref="IntegerForm"/>. One thread at a time.</summary>
internal sealed class IntegerEncoder
{
    private const int Room = BlockFormat.Rows + BitPacking.Slack;
    private const int ExceptionBits = 80;
    private const int RunLengthBits = 11;

    private readonly long[] _deltas = new long[Room];
    private readonly long[] _scaled = new long[Room];
    private readonly long[] _runValues = new long[Room];
    private readonly long[] _runLengths = new long[Room];
    private readonly ulong[] _wide = new ulong[Room];
    private readonly uint[] _narrow = new uint[Room];
    private readonly int[] _histogram = new int[65];
    private readonly long[] _sample = new long[64];
    private readonly ushort[] _exceptions = new ushort[Room];

    /// <summary>Which forms are tried.</summary>
    public EncodingEffort Effort { get; set; }

    /// <summary>Appends the block of at least one and at most 2048 values.</summary>
    public void Encode(ReadOnlySpan<long> values, ByteWriter output) => Encode(values, output, mayRun: true, mayScale: true);

    private void Encode(ReadOnlySpan<long> values, ByteWriter output, bool mayRun, bool mayScale)
    {
        var (min, max) = Range(values);
        if (min == max)
        {
            output.U8((byte)IntegerForm.Constant);
            output.I64(min);
            return;
        }

        var deltas = _deltas.AsSpan(0, values.Length - 1);
        var (valueRuns, deltaRuns) = Differences(values, deltas);
        var packed = PlanPacking(values, min, max);
        var (minDelta, maxDelta) = Range(deltas);
        var delta = PlanPacking(deltas, minDelta, maxDelta);
        var best = Math.Min(packed.Bits, delta.Bits);
        var runBits = mayRun ? (long)valueRuns * (Width(min, max) + RunLengthBits) + 512 : long.MaxValue;
        var deltaRunBits = mayRun ? (long)deltaRuns * (Width(minDelta, maxDelta) + RunLengthBits) + 512 : long.MaxValue;

        // Timestamps with gaps and money in cents times a thousand have a common divisor that takes most of the bits away.
        if (mayScale && Math.Min(best, Math.Min(runBits, deltaRunBits)) > values.Length * 10L && CommonDivisor(values) is var scale and > 1)
        {
            EncodeScaled(values, scale, output, mayRun);
            return;
        }

        if (runBits < best && runBits <= deltaRunBits) EncodeRuns(values, valueRuns, output);
        else if (deltaRunBits < best) EncodeDeltaRuns(values[0], deltas, output);
        // Undoing differences costs a little time, so they must save a sixteenth.
        else if (delta.Bits < packed.Bits - (packed.Bits >> 4))
        {
            output.U8((byte)IntegerForm.Delta);
            output.I64(values[0]);
            WritePacking(deltas, delta, output);
        }
        else
        {
            output.U8((byte)IntegerForm.Packed);
            WritePacking(values, packed, output);
        }
    }

    private void EncodeScaled(ReadOnlySpan<long> values, long scale, ByteWriter output, bool mayRun)
    {
        var offset = values[0];
        for (var i = 0; i < values.Length; i++) _scaled[i] = unchecked(values[i] - offset) / scale;
        output.U8((byte)IntegerForm.Scaled);
        output.I64(offset);
        output.I64(scale);
        Encode(_scaled.AsSpan(0, values.Length), output, mayRun, mayScale: false);
    }

    private void EncodeRuns(ReadOnlySpan<long> values, int runs, ByteWriter output)
    {
        output.U8((byte)IntegerForm.Runs);
        WriteRuns(values, runs, output);
    }

    private void EncodeDeltaRuns(long first, ReadOnlySpan<long> deltas, ByteWriter output)
    {
        output.U8((byte)IntegerForm.DeltaRuns);
        output.I64(first);
        WriteRuns(deltas, 0, output);
    }

    private void WriteRuns(ReadOnlySpan<long> values, int expected, ByteWriter output)
    {
        var runs = 0;
        for (var i = 0; i < values.Length;)
        {
            var value = values[i];
            var begin = i;
            while (++i < values.Length && values[i] == value)
            {
            }

            _runValues[runs] = value;
            _runLengths[runs++] = i - begin;
        }

        System.Diagnostics.Debug.Assert(expected == 0 || runs == expected, "the runs were counted wrongly");
        output.U16((ushort)runs);
        Encode(_runValues.AsSpan(0, runs), output, mayRun: false, mayScale: false);
        Encode(_runLengths.AsSpan(0, runs), output, mayRun: false, mayScale: false);
    }

    private Packing PlanPacking(ReadOnlySpan<long> values, long min, long max)
    {
        var width = Width(min, max);
        var plain = new Packing(min, width, 0, PackedBits(values.Length, width));
        if (width <= 3 || values.Length < 64) return plain;

        // With exceptions the frame lies around the median: whatever is close to it is packed, the rest is patched. A sample tells whether that is worth a look at all values.
        for (var i = 0; i < _sample.Length; i++) _sample[i] = values[(int)((uint)(i * values.Length) >> 6)];
        Array.Sort(_sample);
        var center = _sample[32];
        if (Width(_sample[4], _sample[59]) + 1 >= width) return plain;
        Array.Clear(_histogram);
        foreach (var value in values)
        {
            var distance = unchecked(value - center);
            _histogram[64 - BitOperations.LeadingZeroCount((ulong)(distance ^ (distance >> 63)))]++;
        }

        var best = plain;
        var exceptions = 0;
        // A frame of w bits holds distances of up to w - 1 bits on either side.
        for (var bits = 63; bits >= 0; bits--)
        {
            exceptions += _histogram[bits + 1];
            if (exceptions > values.Length / 8) break;
            var cost = PackedBits(values.Length, bits + 1) + ((long)exceptions * ExceptionBits);
            if (cost < best.Bits) best = new Packing(unchecked(center - (1L << bits)), bits + 1, exceptions, cost);
        }

        return best;
    }

    private void WritePacking(ReadOnlySpan<long> values, Packing plan, ByteWriter output)
    {
        var count = values.Length;
        output.I64(plan.Base);
        output.U8((byte)plan.Width);
        output.U16((ushort)plan.Exceptions);
        var target = output.Reserve(BitPacking.PackedBytes(count, plan.Width));
        var exceptions = 0;
        if (plan.Width > 32)
        {
            exceptions = Distances(values, plan, _wide);
            _wide.AsSpan(count, BitPacking.Slack).Clear();
            BitPacking.Pack(_wide, count, plan.Width, target);
        }
        else if (plan.Width > 0)
        {
            exceptions = plan.Exceptions == 0 ? Distances(values, plan.Base, _narrow) : Distances(values, plan, _narrow);
            _narrow.AsSpan(count, BitPacking.Slack).Clear();
            BitPacking.Pack(_narrow, count, plan.Width, target);
        }

        System.Diagnostics.Debug.Assert(exceptions == plan.Exceptions, "the exceptions were counted wrongly");
        output.Raw<ushort>(_exceptions.AsSpan(0, exceptions));
        for (var i = 0; i < exceptions; i++) output.I64(values[_exceptions[i]]);
    }

    private int Distances<T>(ReadOnlySpan<long> values, Packing plan, T[] target)
        where T : unmanaged, IBinaryInteger<T>
    {
        var limit = plan.Width == 64 ? ulong.MaxValue : (1UL << plan.Width) - 1;
        var exceptions = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var distance = (ulong)unchecked(values[i] - plan.Base);
            _exceptions[exceptions] = (ushort)i;
            var isException = distance > limit;
            exceptions += isException ? 1 : 0;
            target[i] = isException ? T.Zero : T.CreateTruncating(distance);
        }

        return exceptions;
    }

    private static int Distances(ReadOnlySpan<long> values, long reference, uint[] target)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        var bases = Vector256.Create(reference);
        var i = 0;
        for (; i + 8 <= values.Length; i += 8)
        {
            var low = (Vector256.LoadUnsafe(ref source, (nuint)i) - bases).AsUInt64();
            var high = (Vector256.LoadUnsafe(ref source, (nuint)i + 4) - bases).AsUInt64();
            Vector256.Narrow(low, high).CopyTo(target, i);
        }

        for (; i < values.Length; i++) target[i] = (uint)unchecked(values[i] - reference);
        return 0;
    }

    private static long PackedBits(int count, int width) => (BitPacking.PackedBytes(count, width) * 8L) + 96;

    private static int Width(long min, long max) => 64 - BitOperations.LeadingZeroCount((ulong)unchecked(max - min));

    private static (long Min, long Max) Range(ReadOnlySpan<long> values)
    {
        var min = values[0];
        var max = values[0];
        var i = 0;
        if (values.Length >= 8)
        {
            var mins = Vector256.Create(values);
            var maxs = mins;
            for (; i + 4 <= values.Length; i += 4)
            {
                var next = Vector256.Create(values[i..]);
                mins = Vector256.Min(mins, next);
                maxs = Vector256.Max(maxs, next);
            }

            for (var lane = 0; lane < 4; lane++)
            {
                min = Math.Min(min, mins[lane]);
                max = Math.Max(max, maxs[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            min = Math.Min(min, values[i]);
            max = Math.Max(max, values[i]);
        }

        return (min, max);
    }

    private static (int ValueRuns, int DeltaRuns) Differences(ReadOnlySpan<long> values, Span<long> deltas)
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

    // The greatest number that divides all distances from the first value; 1 when they are too far apart for a signed distance.
    private static long CommonDivisor(ReadOnlySpan<long> values)
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

    private readonly record struct Packing(long Base, int Width, int Exceptions, long Bits);
}
