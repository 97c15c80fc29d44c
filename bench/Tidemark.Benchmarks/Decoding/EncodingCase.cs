using Tidemark.Storage;

namespace Tidemark.Benchmarks.Decoding;

/// <summary>Values that one encoding is made for, and the block that it makes of them.</summary>
public abstract class EncodingCase(string name)
{
    public const int Rows = BlockFormat.Rows;

    // Some processors copy slowly between places with the same offset within a page.
    private const int Apart = (1 << 20) + 2048;

    private static int _count;

    private readonly byte[] _copied = new byte[2 << 20];

    /// <summary>Bytes of the values.</summary>
    public virtual int DecodedBytes => Rows * 8;

    public byte[] Block { get; private protected set; } = [];

    /// <summary>Its place in the table.</summary>
    public int Order { get; } = Interlocked.Increment(ref _count);

    /// <summary>The form that the encoder chose.</summary>
    public string Form { get; private protected set; } = "";

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
        new IntegerCase("time, regular", i => 1_700_000_000_000_000 + (i * 10_000_000L)),
        new IntegerCase("packed, 7 bits", i => Random(i, 100), EncodingEffort.Cheap),
        new IntegerCase("packed, 20 bits", i => Random(i, 1_000_000), EncodingEffort.Cheap),
        new IntegerCase("packed, 45 bits", i => Random(i, 30_000_000_000_000), EncodingEffort.Cheap),
        new IntegerCase("packed, exceptions", i => i % 97 == 0 ? long.MaxValue - i : Random(i, 100), EncodingEffort.Cheap),
        new IntegerCase("delta, packed", Walk(3), EncodingEffort.Cheap),
        new IntegerCase("delta-delta", i => ((long)i * i * 100_000) + Random(i, 1000)),
        new IntegerCase("time, several series", i => 1_700_000_000_000_000 + (i % 400 * 10_000_000L)),
        new IntegerCase("scaled, packed", i => Random(i, 1_000_000) * 1000, EncodingEffort.Cheap),
        new IntegerCase("dictionary", i => Random((int)Random(i, 30), long.MaxValue)),
        new IntegerCase("coded", i => Normal(i, 2)),
        new IntegerCase("coded, lower bits", i => Normal(i, 500)),
        new IntegerCase("delta, coded", Walk(1)),
        new IntegerCase("delta, coded, lower bits", Walk(100)),
        new IntegerCase("plain", i => Random(i, long.MaxValue) * (i % 2 == 0 ? 1 : -1), EncodingEffort.Cheap),
        new DoubleCase("decimal, packed", i => Random(i, 100_000) / 100.0, EncodingEffort.Cheap),
        new DoubleCase("decimal, delta, packed", i => Walk100(i) / 100.0, EncodingEffort.Cheap),
        new DoubleCase("decimal, delta, coded", i => Walk100(i) / 100.0),
        new DoubleCase("decimal, whole, delta, coded", i => Walk1(i)),
        new DoubleCase("float dictionary", i => Math.Sqrt(Random(i, 50)), EncodingEffort.Cheap),
        new DoubleCase("patterns, delta", i => Math.Sin(i / 1000.0)),
        new DoubleCase("split (real numbers)", i => Normal(i, 1e15) / 1.1e14),
        new DoubleCase("xor", i => Random(i, 3) > 0 ? Math.Sqrt(1 + Random(i / 60, 1000)) + (Random(i, 8) * 1024 / 3.0) : Math.Sqrt(Random(i, 1 << 30)), isXor: true),
        new DoubleCase("plain doubles", i => BitConverter.Int64BitsToDouble(Random(i, long.MaxValue)), EncodingEffort.Cheap),
        new BytesCase("plain text", i => $"/devices/{Random(i, 100_000)}/state", EncodingEffort.Cheap),
        new BytesCase("LZ4, paths", i => $"/devices/{Random(i, 100_000)}/state"),
        new BytesCase("LZ4, json", i => $"{{\"time\":{1_700_000_000 + i},\"level\":\"info\",\"message\":\"request served\",\"path\":\"/devices/{Random(i, 1000)}\",\"milliseconds\":{Random(i + 1, 997)}}}"),
        new BytesCase("numerics", null),
    ];

    private static readonly Func<int, long> Walk1 = Walk(1);
    private static readonly Func<int, long> Walk100 = Walk(100);

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
}
