namespace Tidemark.Storage;

/// <content>Real numbers: few different upper bits, and lower bits that are noise.</content>
internal sealed partial class FloatEncoder
{
    private readonly ulong[] _wideRight = new ulong[Room + BitPacking.Slack];
    private readonly uint[] _narrowRight = new uint[Room + BitPacking.Slack];
    private readonly long[] _splitSample = new long[128];

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

    // The number of lower bits with which the sample's upper ones, by their entropy, and the lower ones take least.
    private int ChooseRight(ReadOnlySpan<long> patterns, bool single)
    {
        var bits = single ? 32 : 64;
        var sample = _splitSample.AsSpan(0, Math.Min(_splitSample.Length, patterns.Length));
        var best = (Right: bits - 12, Cost: double.MaxValue);
        for (var right = bits - 16; right <= bits - 8; right += 2)
        {
            for (var i = 0; i < sample.Length; i++) sample[i] = patterns[(int)((uint)(i * patterns.Length) / (uint)sample.Length)] >> right;
            sample.Sort();
            var cost = (double)right;
            for (var i = 0; i < sample.Length;)
            {
                var begin = i;
                while (++i < sample.Length && sample[i] == sample[begin])
                {
                }

                cost += (double)(i - begin) / sample.Length * Math.Log2((double)sample.Length / (i - begin));
            }

            if (cost < best.Cost) best = (right, cost);
        }

        return best.Right;
    }
}
