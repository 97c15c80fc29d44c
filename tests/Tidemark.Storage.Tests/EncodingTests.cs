using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Tidemark.Storage.Tests;

public class EncodingTests
{
    private static readonly IntegerEncoder Integers = new();
    private static readonly IntegerDecoder IntegerReader = new();

    public static TheoryData<string, Func<int, long>> IntegerShapes => new()
    {
        { "constant", _ => 42 },
        { "ascending", i => i },
        { "every ten seconds", i => 1_700_000_000_000_000 + (i * 10_000_000L) },
        { "every ten seconds, several sensors", i => 1_700_000_000_000_000 + (i % 300 * 10_000_000L) },
        { "jitter", i => 1_700_000_000_000_000 + (i * 10_000_000L) + (i * 7919 % 1000) },
        { "runs", i => i / 100 },
        { "small", i => i * 7919 % 100 },
        { "outliers", i => i % 97 == 0 ? long.MaxValue : i % 5 },
        { "outliers below", i => i % 97 == 0 ? long.MinValue : 1_000_000 + (i % 5) },
        { "extremes", i => i % 2 == 0 ? long.MinValue : long.MaxValue },
        { "wide", i => unchecked(i * (long)0x9E3779B97F4A7C15) },
        { "thirty-three bits", i => unchecked(i * (long)0x9E3779B97F4A7C15) & 0x1_FFFF_FFFF },
        { "thousands", i => i * 7919 % 100 * 1000L },
        { "normal", i => Normal(i, 3) },
        { "normal, wide", i => Normal(i, 1e6) },
        { "normal, very wide", i => Normal(i, 1e16) },
        { "normal with outliers", i => i % 101 == 0 ? long.MinValue + i : Normal(i, 2) },
        { "walk", i => Enumerable.Range(0, i % 50).Sum(j => Normal(j, 2)) },
        { "accelerating", i => ((long)i * i * 1000) + Normal(i, 2) },
        { "few far apart", i => new[] { 200L, 404, 500_000, -7, long.MaxValue }[i * 7919 % 5] },
        { "geometric", i => BitOperations.TrailingZeroCount((uint)(i * 7919) | 0x80000000) },
        { "minutes or seconds", i => i * 7919 % 3 == 0 ? 60_000_000L : 1_000_000 },
    };

    [Theory]
    [MemberData(nameof(IntegerShapes))]
    public void Integers_of_every_shape_and_length_come_back(string name, Func<int, long> shape)
    {
        Assert.NotEmpty(name);
        foreach (var count in new[] { 1, 2, 3, 7, 8, 9, 63, 64, 65, 255, 256, 257, 1000, 2047, 2048 })
        {
            RoundTrip([.. Enumerable.Range(0, count).Select(shape)]);
        }
    }

    [Fact]
    public void Any_integers_come_back()
    {
        var values = Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Choose(-100, 100).Select(i => (long)i), Gen.Elements(long.MinValue, long.MaxValue, 0L));
        var blocks = Gen.Choose(1, 2048).SelectMany(values.ArrayOf);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(blocks.ToArbitrary(), RoundTrip));
    }

    [Fact]
    public void Regular_timestamps_take_a_few_bytes()
    {
        var output = new ByteWriter();
        Integers.Encode([.. Enumerable.Range(0, 2048).Select(i => 1_700_000_000_000_000 + (i * 10_000_000L))], output);
        Assert.True(output.Length < 40, $"{output.Length} bytes");
    }

    [Fact]
    public void Packed_values_come_back_at_every_width()
    {
        for (var width = 1; width <= 64; width++)
        {
            foreach (var count in new[] { 1, 7, 8, 9, 255, 256, 257, 2048 })
            {
                var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
                var wide = new ulong[count + BitPacking.Slack];
                for (var i = 0; i < count; i++) wide[i] = unchecked((ulong)(i + 1) * 0x9E37_79B9_7F4A_7C15) & mask;
                var packed = new byte[BitPacking.PackedBytes(count, width)];
                if (width > 32)
                {
                    var back = new ulong[count + BitPacking.Slack];
                    BitPacking.Pack(wide, count, width, packed);
                    BitPacking.Unpack(packed, count, width, back);
                    Assert.Equal(wide.AsSpan(0, count), back.AsSpan(0, count));
                }
                else
                {
                    var back = new uint[count + BitPacking.Slack];
                    BitPacking.Pack([.. wide.Select(v => (uint)v)], count, width, packed);
                    BitPacking.Unpack(packed, count, width, back);
                    Assert.Equal(wide.Take(count), back.Take(count).Select(v => (ulong)v));
                }
            }
        }
    }

    // Twelve uniform numbers make nearly a normal one.
    private static long Normal(int i, double deviation)
    {
        var random = new Random(i);
        return (long)((Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6) * deviation);
    }

    public static TheoryData<string, Func<int, double>> FloatShapes => new()
    {
        { "integers", i => i * 7919 % 101 },
        { "two decimals", i => (i * 7919 % 10_001) / 100.0 },
        { "fifteen digits", i => Math.Round(i * 0.123456789012345, 12) },
        { "negative zero", i => i % 3 == 0 ? -0.0 : i },
        { "infinities", i => i % 50 == 0 ? double.PositiveInfinity : i % 51 == 0 ? double.NegativeInfinity : i / 10.0 },
        { "NaN payloads", i => i % 20 == 0 ? BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000 | (long)i) : i },
        { "irrational", i => Math.Sqrt(i) },
        { "few values", i => Math.Sqrt(i % 5) },
        { "tiny", i => double.Epsilon * i },
        { "huge", i => 1e300 * i },
        { "beyond 2^51", i => 4503599627370497.0 + i },
        { "constant NaN", _ => double.NaN },
        { "noise around zero", i => Normal(i, 1e15) / 1.1e14 },
        { "noise with both signs, far from zero", i => (i % 3 == 0 ? -1000 : 1000) + (Normal(i, 1e15) / 1.1e14) },
        { "smooth", i => Math.Sin(i / 100.0) },
        { "repeated after some time", i => Math.Sqrt(i % 100) },
        { "pieces of different decimals", i => i / 500 % 2 == 0 ? i / 4.0 : i / 1000.0 },
        { "floats as doubles", i => (float)Math.Sqrt(i) },
        { "subnormal and signalling", i => BitConverter.Int64BitsToDouble(i % 2 == 0 ? i : 0x7FF0_0000_0000_0001 | ((long)i << 20)) },
        { "whole numbers among decimals", i => i < 1000 ? i : i / 100.0 },
    };

    [Theory]
    [MemberData(nameof(FloatShapes))]
    public void Doubles_of_every_shape_and_length_come_back(string name, Func<int, double> shape)
    {
        Assert.NotEmpty(name);
        foreach (var count in new[] { 1, 2, 3, 4, 5, 63, 64, 65, 300, 2047, 2048 }) RoundTrip([.. Enumerable.Range(0, count).Select(shape)]);
    }

    [Theory]
    [MemberData(nameof(FloatShapes))]
    public void Floats_of_every_shape_come_back(string name, Func<int, double> shape)
    {
        Assert.NotEmpty(name);
        foreach (var count in new[] { 1, 5, 300, 2048 })
        {
            float[] values = [.. Enumerable.Range(0, count).Select(i => (float)shape(i))];
            RoundTripSingles(values);
        }
    }

    [Fact]
    public void Any_floats_come_back()
    {
        var bits = Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle);
        var values = Gen.OneOf(bits, Gen.Choose(0, 10_000).Select(i => i / 100f), Gen.Elements(float.NaN, -0f, 0f, float.Epsilon, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7F80_0001)));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(1, 2048).SelectMany(values.ArrayOf).ToArbitrary(), RoundTripSingles));
    }

    private static void RoundTripSingles(float[] values)
    {
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var integers = new IntegerEncoder { Effort = effort };
            var output = new ByteWriter();
            new FloatEncoder(integers) { Effort = effort }.Encode(values, output);
            Assert.True(output.Length <= (values.Length * 4) + 6);
            var back = new float[values.Length];
            var input = new ByteReader(output.Written);
            new FloatDecoder(new IntegerDecoder()).Decode(ref input, back, new double[2048]);
            Assert.True(input.AtEnd);
            Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), back.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Any_doubles_come_back()
    {
        var bits = ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble);
        var values = Gen.OneOf(bits, ArbMap.Default.GeneratorFor<double>(), Gen.Choose(0, 10_000).Select(i => i / 100.0), Gen.Elements(double.NaN, -0.0, 0.0, double.MaxValue));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(1, 2048).SelectMany(values.ArrayOf).ToArbitrary(), RoundTrip));
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var decoder = new FloatDecoder(IntegerReader);
        var values = new double[2048];
        foreach (var row in FloatShapes)
        {
            var shape = (Func<int, double>)row[1];
            var output = new ByteWriter();
            new FloatEncoder(new IntegerEncoder { Effort = EncodingEffort.Full }) { Effort = EncodingEffort.Full }.Encode([.. Enumerable.Range(0, 2048).Select(shape)], output);
            var input = new ByteReader(output.Written);
            // The first time a code is met its table is made.
            decoder.Decode(ref input, values);
            input = new ByteReader(output.Written);
            var before = GC.GetAllocatedBytesForCurrentThread();
            decoder.Decode(ref input, values);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Checksum_is_that_of_the_standard()
    {
        // RFC 3720, appendix B.4.
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        byte[] bytes = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * 31))];
        Assert.Equal(~Crc32C.Software(bytes, ~0u), Crc32C.Compute(bytes));
    }

    private static void RoundTrip(long[] values)
    {
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var output = new ByteWriter();
            Integers.Effort = effort;
            Integers.Encode(values, output);
            Assert.True(output.Length <= (values.Length * 8) + 2, $"{output.Length} bytes for {values.Length} values");
            var back = new long[values.Length];
            var input = new ByteReader(output.Written);
            IntegerReader.Decode(ref input, back);
            Assert.True(input.AtEnd);
            Assert.Equal(values.AsSpan(), back.AsSpan());
        }
    }

    private static void RoundTrip(double[] values)
    {
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var output = new ByteWriter();
            Integers.Effort = effort;
            new FloatEncoder(Integers) { Effort = effort }.Encode(values, output);
            Assert.True(output.Length <= (values.Length * 8) + 1);
            var back = new double[values.Length];
            var input = new ByteReader(output.Written);
            new FloatDecoder(IntegerReader).Decode(ref input, back);
            Assert.True(input.AtEnd);
            Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), back.Select(BitConverter.DoubleToInt64Bits));
        }
    }
}
