using Tidemark.Storage;

namespace Tidemark.Benchmarks.Decoding;

/// <summary>Values that one encoding is made for, and the block that it makes of them.</summary>
public abstract class EncodingCase(string name)
{
    public const int Rows = BlockFormat.Rows;

    // Some processors copy slowly between places with the same offset within a page.
    private const int Apart = (Rows * 8) + 2048;

    private readonly byte[] _copied = new byte[Apart + (Rows * 8)];

    /// <summary>Bytes of the values.</summary>
    public virtual int DecodedBytes => Rows * 8;

    public byte[] Block { get; private protected set; } = [];

    /// <summary>What a copy of as many bytes in memory does.</summary>
    public byte Copy()
    {
        _copied.AsSpan(0, DecodedBytes).CopyTo(_copied.AsSpan(Apart));
        return _copied[^1];
    }

    public abstract long Decode();

    public override string ToString() => name;

    internal static EncodingCase[] All() =>
    [
        new IntegerCase("constant", _ => 42),
        new IntegerCase("runs", i => i / 50 % 7),
        new IntegerCase("delta runs (time)", i => 1_700_000_000_000_000 + (i * 10_000_000L)),
        new IntegerCase("packed, 7 bits", i => Random(i, 100), EncodingEffort.Cheap),
        new IntegerCase("packed, 20 bits", i => Random(i, 1_000_000), EncodingEffort.Cheap),
        new IntegerCase("packed, 45 bits", i => Random(i, 30_000_000_000_000), EncodingEffort.Cheap),
        new IntegerCase("packed, exceptions", i => i % 97 == 0 ? long.MaxValue - i : Random(i, 100), EncodingEffort.Cheap),
        new IntegerCase("delta, packed", Walk(3), EncodingEffort.Cheap),
        new IntegerCase("delta-delta, packed", i => ((long)i * i * 100_000) + Random(i, 1000)),
        new IntegerCase("scaled, packed", i => Random(i, 1_000_000) * 1000, EncodingEffort.Cheap),
        new IntegerCase("dictionary", i => Random(i, 30) * 1_000_000_007),
        new IntegerCase("coded", i => Normal(i, 2)),
        new IntegerCase("coded, lower bits", i => Normal(i, 500)),
        new IntegerCase("delta, coded", Walk(1)),
        new IntegerCase("delta, coded, lower bits", Walk(100)),
        new IntegerCase("plain", i => Random(i, long.MaxValue) * (i % 2 == 0 ? 1 : -1), EncodingEffort.Cheap),
    ];

    private protected static long Random(int i, long bound) => new Random(i).NextInt64(bound);

    // Twelve uniform numbers make nearly a normal one.
    private protected static long Normal(int i, double deviation)
    {
        var random = new Random(i);
        return (long)Math.Floor((Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6) * deviation);
    }

    private protected static Func<int, long> Walk(double deviation)
    {
        var sums = new long[Rows];
        for (var i = 1; i < Rows; i++) sums[i] = sums[i - 1] + Normal(i, deviation);
        return i => sums[i];
    }

    private sealed class IntegerCase : EncodingCase
    {
        private readonly IntegerDecoder _decoder = new();
        private readonly long[] _values = new long[Rows];

        public IntegerCase(string name, Func<int, long> value, EncodingEffort effort = EncodingEffort.Full)
            : base(name)
        {
            long[] values = [.. Enumerable.Range(0, Rows).Select(value)];
            var output = new ByteWriter();
            new IntegerEncoder { Effort = effort }.Encode(values, output);
            Block = output.Written.ToArray();
        }

        public override long Decode()
        {
            var input = new ByteReader(Block);
            _decoder.Decode(ref input, _values);
            return _values[^1];
        }
    }
}
