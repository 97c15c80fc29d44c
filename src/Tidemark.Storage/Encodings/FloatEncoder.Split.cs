namespace Tidemark.Storage;

/// <content>Real numbers: few different upper bits, and lower bits that are noise.</content>
internal sealed partial class FloatEncoder
{
    private readonly ulong[] _wideRight = new ulong[Room + BitPacking.Slack];
    private readonly uint[] _narrowRight = new uint[Room + BitPacking.Slack];
    private readonly long[] _splitSample = new long[512];

    private void WriteSplit(ReadOnlySpan<long> patterns, bool single, ByteWriter output)
    {
        var right = ChooseRight(patterns, single);
        output.U8((byte)FloatForm.Split);
        output.U8((byte)right);
        for (var i = 0; i < patterns.Length; i++) _codes[i] = patterns[i] >> right;
        integers.Encode(_codes.AsSpan(0, patterns.Length), output);
        var mask = (1L << right) - 1;
        var target = output.Reserve(BitPacking.PackedBytes(patterns.Length, right));
        if (right > 32)
        {
            for (var i = 0; i < patterns.Length; i++) _wideRight[i] = (ulong)(patterns[i] & mask);
            BitPacking.Pack(_wideRight, patterns.Length, right, target);
        }
        else
        {
            for (var i = 0; i < patterns.Length; i++) _narrowRight[i] = (uint)(patterns[i] & mask);
            BitPacking.Pack(_narrowRight, patterns.Length, right, target);
        }
    }

    // The number of lower bits with which the sample's upper ones, by their entropy, and the lower ones take least. The fewer upper bits, the closer they come to that.
    private int ChooseRight(ReadOnlySpan<long> patterns, bool single)
    {
        var sample = _splitSample.AsSpan(0, Math.Min(_splitSample.Length, patterns.Length));
        var mantissa = single ? 23 : 52;
        var best = (Right: mantissa, Cost: double.MaxValue);
        for (var right = mantissa; right >= mantissa - 12; right -= 3)
        {
            for (var i = 0; i < sample.Length; i++) sample[i] = patterns[(int)((uint)(i * patterns.Length) / (uint)sample.Length)] >> right;
            sample.Sort();
            var cost = (double)right;
            var distinct = 0;
            for (var i = 0; i < sample.Length;)
            {
                var begin = i;
                while (++i < sample.Length && sample[i] == sample[begin])
                {
                }

                distinct++;
                cost += (double)(i - begin) / sample.Length * Math.Log2((double)sample.Length / (i - begin));
            }

            // Of values that are nearly all different a sample tells nothing.
            if (distinct > sample.Length / 4) break;
            if (cost + 1 < best.Cost) best = (right, cost);
        }

        return best.Right;
    }
}
