using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Some values of a block are those that decoding all of it gives.</summary>
public class PickingTests
{
    private static readonly IntegerDecoder Reader = new();

    public static TheoryData<string, Func<int, long>> IntegerShapes
    {
        get
        {
            var shapes = EncodingTests.IntegerShapes;
            shapes.Add("quadratic", i => ((long)i * i * 1_000_000) + (i * 7 % 8));
            shapes.Add("noise, added up twice", i => Enumerable.Range(0, i + 1).Sum(j => (i - j + 1L) * ((j * 7919 % 64 / 32) + (j * 7919 % 8 / 6) - 1)));
            return shapes;
        }
    }

    public static TheoryData<string, Func<int, double>> FloatShapes => EncodingTests.FloatShapes;

    [Theory]
    [MemberData(nameof(IntegerShapes))]
    public void Integers_of_every_shape(string name, Func<int, long> shape)
    {
        Assert.NotEmpty(name);
        foreach (var count in new[] { 1, 2, 3, 9, 64, 255, 256, 257, 1000, 2048 }) CheckIntegers([.. Enumerable.Range(0, count).Select(shape)], count);
    }

    [Fact]
    public void Every_form_of_integers_is_among_the_shapes()
    {
        var forms = new HashSet<IntegerForm>();
        foreach (var row in IntegerShapes)
        {
            foreach (var count in new[] { 64, 256, 1000 })
            {
                foreach (var effort in Enum.GetValues<EncodingEffort>())
                {
                    var output = new ByteWriter();
                    new IntegerEncoder { Effort = effort }.Encode([.. Enumerable.Range(0, count).Select((Func<int, long>)row[1])], output);
                    forms.Add((IntegerForm)output.Written[0]);
                }
            }
        }

        Assert.Empty(Enum.GetValues<IntegerForm>().Except(forms));
    }

    [Fact]
    public void Any_integers()
    {
        var values = Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Choose(-100, 100).Select(i => (long)i), Gen.Elements(long.MinValue, long.MaxValue, 0L));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(1, 2048).SelectMany(values.ArrayOf).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), CheckIntegers));
    }

    [Theory]
    [MemberData(nameof(FloatShapes))]
    public void Floats_of_every_shape(string name, Func<int, double> shape)
    {
        Assert.NotEmpty(name);
        foreach (var count in new[] { 1, 3, 65, 300, 2048 }) CheckFloats([.. Enumerable.Range(0, count).Select(shape)], count);
    }

    [Fact]
    public void Any_floats()
    {
        var bits = ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble);
        var values = Gen.OneOf(bits, ArbMap.Default.GeneratorFor<double>(), Gen.Choose(0, 10_000).Select(i => i / 100.0), Gen.Elements(double.NaN, -0.0, 0.0, double.MaxValue));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(1, 2048).SelectMany(values.ArrayOf).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), CheckFloats));
    }

    [Fact]
    public void Any_bytes()
    {
        var words = Gen.Elements("", "GET /index.html", "\0\0\0", "{\"level\":\"info\",\"message\":\"", "straße", "x").Select(Encoding.UTF8.GetBytes);
        var numbers = Gen.Choose(-1000, 100_000).Select(i => new[] { (byte)(i & 3) }.Concat(BitConverter.GetBytes((long)i).Take(BytesEncoder.NumberLength(i))).ToArray());
        var random = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf();
        var blocks = Gen.Choose(1, 2048).SelectMany(count => Gen.OneOf(words, numbers, random, words.ArrayOf().Select(parts => parts.SelectMany(p => p).ToArray())).ArrayOf(count));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(blocks.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), CheckBytes));
        CheckBytes([.. Enumerable.Range(0, 2048).Select(i => Encoding.UTF8.GetBytes($"a line that repeats, but for {i} and {i * 7919 % 101}"))], 1);
    }

    [Fact]
    public void One_packed_value_at_every_width()
    {
        for (var width = 1; width <= 64; width++)
        {
            foreach (var count in new[] { 1, 8, 9, 255, 256, 257, 700, 2048 })
            {
                var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
                var values = new ulong[count + BitPacking.Slack];
                for (var i = 0; i < count; i++) values[i] = unchecked((ulong)(i + 1) * 0x9E37_79B9_7F4A_7C15) & mask;
                var packed = new byte[BitPacking.PackedBytes(count, width)];
                if (width > 32) BitPacking.Pack(values, count, width, packed);
                else BitPacking.Pack([.. values.Select(v => (uint)v)], count, width, packed);
                for (var i = 0; i < count; i++) Assert.Equal(values[i], BitPacking.At(packed, width, i));
            }
        }
    }

    [Fact]
    public void The_first_bytes_of_an_LZ4_block_of_any_number()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(i => $"words and words {i % 7}{new string('z', i)}")));
        var compressed = new byte[text.Length + 100];
        var length = new Lz4().Compress(text, compressed);
        Assert.InRange(length, 1, text.Length);
        for (var count = 0; count <= text.Length; count++)
        {
            var begin = new byte[count];
            Lz4.DecompressBegin(compressed.AsSpan(0, length), begin);
            Assert.Equal(text.AsSpan(0, count), begin.AsSpan());
        }

        Assert.Throws<InvalidDataException>(() => Lz4.DecompressBegin(compressed.AsSpan(0, length), new byte[text.Length + 1]));
    }

    private static void CheckIntegers(long[] values, int seed)
    {
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var output = new ByteWriter();
            new IntegerEncoder { Effort = effort }.Encode(values, output);
            foreach (var rows in Rows(values.Length, seed))
            {
                var picked = new long[rows.Length];
                var input = new ByteReader(output.Written);
                Reader.Pick(ref input, values.Length, rows, picked);
                Assert.True(input.AtEnd);
                Assert.Equal(rows.Select(r => values[r]), picked);
            }
        }
    }

    private static void CheckFloats(double[] values, int seed)
    {
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var output = new ByteWriter();
            var encoder = new FloatEncoder(new IntegerEncoder { Effort = effort }) { Effort = effort };
            encoder.Encode(values, output);
            var singles = values.Select(v => (float)v).ToArray();
            var singleOutput = new ByteWriter();
            encoder.Encode(singles, singleOutput);
            var decoder = new FloatDecoder(Reader);
            foreach (var rows in Rows(values.Length, seed))
            {
                var picked = new double[rows.Length];
                var input = new ByteReader(output.Written);
                decoder.Pick(ref input, values.Length, rows, picked);
                Assert.True(input.AtEnd);
                Assert.Equal(rows.Select(r => BitConverter.DoubleToInt64Bits(values[r])), picked.Select(BitConverter.DoubleToInt64Bits));
                var pickedSingles = new float[rows.Length];
                input = new ByteReader(singleOutput.Written);
                decoder.Pick(ref input, values.Length, rows, pickedSingles, new double[2048]);
                Assert.True(input.AtEnd);
                Assert.Equal(rows.Select(r => BitConverter.SingleToInt32Bits(singles[r])), pickedSingles.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    private static void CheckBytes(byte[][] values, int seed)
    {
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var output = BytesEncodingTests.Encode(values, effort);
            var decoder = new BytesDecoder(Reader);
            byte[] data = [];
            foreach (var rows in Rows(values.Length, seed))
            {
                var offsets = new int[rows.Length + 1];
                var input = new ByteReader(output.Written);
                decoder.Pick(ref input, values.Length, rows, offsets, ref data);
                for (var i = 0; i < rows.Length; i++) Assert.Equal(values[rows[i]], data.AsSpan(offsets[i]..offsets[i + 1]));
            }
        }
    }

    // One row at either end and somewhere, few and many, and all.
    private static IEnumerable<int[]> Rows(int count, int seed)
    {
        var random = new Random(seed);
        yield return [0];
        yield return [count - 1];
        yield return [random.Next(count)];
        foreach (var share in new[] { 0.01, 0.1, 0.6, 1.1 })
        {
            int[] rows = [.. Enumerable.Range(0, count).Where(_ => random.NextDouble() < share)];
            if (rows.Length > 0) yield return rows;
        }
    }
}
