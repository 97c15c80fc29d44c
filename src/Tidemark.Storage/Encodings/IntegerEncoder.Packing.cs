using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <content>Packed bodies: a frame of reference and as many bits for all, exceptions apart.</content>
internal sealed partial class IntegerEncoder
{
    private const int ExceptionBits = 80;

    private readonly ulong[] _wide = new ulong[Room];
    private readonly uint[] _narrow = new uint[Room];
    private readonly int[] _histogram = new int[65];
    private readonly ushort[] _exceptions = new ushort[Room];

    // The sample is that of the values, if there are as many as a sample has.
    private Packing PlanPacking(ReadOnlySpan<long> values, long min, long max)
    {
        var width = IntegerStatistics.Width(min, max);
        var plain = new Packing(min, width, 0, PackedBits(values.Length, width));
        if (width <= 3 || values.Length < _sample.Length) return plain;

        // With exceptions the frame lies around the median: whatever is close to it is packed, the rest is patched. The sample tells whether that is worth a look at all values.
        var center = _sample[32];
        if (IntegerStatistics.Width(_sample[4], _sample[59]) + 1 >= width) return plain;
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

        Debug.Assert(exceptions == plan.Exceptions, "the exceptions were counted wrongly");
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

    private readonly record struct Packing(long Base, int Width, int Exceptions, long Bits);
}
