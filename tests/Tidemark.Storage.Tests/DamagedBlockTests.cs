using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Decoders on content that nobody wrote: values of some kind or an error, in time, and nothing else. The seed of a failure is in its message.</summary>
public class DamagedBlockTests
{
    private const int Seeds = 2000;
    private readonly IntegerDecoder _integers = new();

    [Fact]
    public void Integer_blocks_of_random_bytes_are_values_or_an_error() => Try(random =>
    {
        var bytes = Garbage(random, forms: 13);
        Decode(bytes, random.Next(0, 2049));
    });

    [Fact]
    public void Damaged_integer_blocks_are_values_or_an_error() => Try(random =>
    {
        var encoder = new IntegerEncoder { Effort = EncodingEffort.Full };
        var values = Shape(random);
        var output = new ByteWriter();
        encoder.Encode(values, output);
        Decode(Damage(random, output.Written.ToArray()), values.Length);
    });

    [Fact]
    public void Floating_point_blocks_of_random_bytes_are_values_or_an_error() => Try(random =>
    {
        var bytes = Garbage(random, forms: 8);
        if (bytes.Length > 1 && random.Next(2) == 0) bytes[0] = (byte)FloatForm.Xor;
        DecodeFloats(bytes, random.Next(0, 2049), random.Next(2) == 0);
    });

    [Fact]
    public void Damaged_floating_point_blocks_are_values_or_an_error() => Try(random =>
    {
        var single = random.Next(2) == 0;
        var divisor = random.Next(4) switch { 0 => 1, 1 => 100, 2 => Math.PI, _ => double.NaN };
        double[] values = [.. Shape(random).Select(v => double.IsNaN(divisor) ? BitConverter.Int64BitsToDouble(v) : v / divisor)];
        var output = new ByteWriter();
        var encoder = new FloatEncoder(new IntegerEncoder { Effort = EncodingEffort.Full }) { Effort = EncodingEffort.Full };
        if (single) encoder.Encode(Array.ConvertAll(values, v => (float)v), output);
        else encoder.Encode(values, output);
        DecodeFloats(Damage(random, output.Written.ToArray()), values.Length, single);
    });

    [Fact]
    public void Blocks_of_bytes_of_random_bytes_are_values_or_an_error() => Try(random => DecodeBytes(Garbage(random, forms: 16), random.Next(1, 2049)));

    [Fact]
    public void Damaged_blocks_of_bytes_are_values_or_an_error() => Try(random =>
    {
        var kind = random.Next(3);
        var values = new byte[random.Next(1, 500)][];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = kind switch
            {
                0 => System.Text.Encoding.UTF8.GetBytes($"GET /index{random.Next(10)}.html {random.Next(1000)}"),
                1 => [2, (byte)random.Next(1, 128)],
                _ => [.. Enumerable.Range(0, random.Next(9)).Select(_ => (byte)random.Next(256))],
            };
        }

        DecodeBytes(Damage(random, BytesEncodingTests.Encode(values, EncodingEffort.Full).Written.ToArray()), values.Length);
    });

    [Fact]
    public void LZ4_blocks_of_random_bytes_are_values_or_an_error() => Try(random =>
    {
        var target = new byte[random.Next(0, 3000) + 64];
        target.AsSpan(^64..).Fill(42);
        Lz4.Decompress(Garbage(random, forms: 64), target.AsSpan(..^64));
        Assert.True(target.AsSpan(^64..).IndexOfAnyExcept((byte)42) < 0);
    });

    private void DecodeBytes(byte[] bytes, int count)
    {
        var offsets = new int[count + 1];
        byte[] data = [];
        var input = new ByteReader(bytes);
        new BytesDecoder(_integers).Decode(ref input, count, offsets, ref data);
        for (var i = 0; i < count; i++) Assert.InRange(offsets[i], 0, offsets[i + 1]);
        Assert.InRange(offsets[^1], 0, data.Length);
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 40) : bytes.Length)] ^= (byte)(1 << random.Next(8));
        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private void DecodeFloats(byte[] bytes, int count, bool single)
    {
        var decoder = new FloatDecoder(_integers);
        var input = new ByteReader(bytes);
        if (single)
        {
            decoder.Decode(ref input, new float[count], new double[2048]);
            return;
        }

        var values = new double[count + 16];
        values.AsSpan(count).Fill(42);
        decoder.Decode(ref input, values.AsSpan(0, count));
        Assert.All(values[count..], v => Assert.Equal(42, v));
    }

    private void Decode(byte[] bytes, int count)
    {
        var values = new long[count + 16];
        values.AsSpan(count).Fill(42);
        var input = new ByteReader(bytes);
        _integers.Decode(ref input, values.AsSpan(0, count));
        Assert.All(values[count..], v => Assert.Equal(42, v));
    }

    private static byte[] Garbage(Random random, int forms)
    {
        var bytes = new byte[random.Next(0, 3000)];
        random.NextBytes(bytes);
        // Random bytes hardly ever are a form, a width or a code: small numbers are.
        for (var i = 0; i < Math.Min(bytes.Length, 60); i++)
        {
            if (random.Next(2) == 0) bytes[i] = (byte)random.Next(forms);
        }

        return bytes;
    }

    private static long[] Shape(Random random)
    {
        var values = new long[random.Next(1, 2049)];
        var kind = random.Next(8);
        var value = random.NextInt64();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = kind switch
            {
                0 => value += random.Next(-3, 4) + random.Next(-3, 4),
                1 => value += random.Next(-1000, 1000) + random.Next(-1000, 1000),
                2 => random.Next(4) == 0 ? value = random.Next(100) : value,
                3 => value += 10,
                4 => random.Next(3) * 1_000_000_007L,
                5 => random.Next(20) == 0 ? random.NextInt64() : random.Next(8),
                6 => (i * 1000L * i) + random.Next(5) + random.Next(5),
                _ => random.NextInt64(),
            };
        }

        return values;
    }

    private static void Try(Action<Random> attempt)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                attempt(new Random(seed));
            }
            catch (InvalidDataException)
            {
                // Told.
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}", error);
            }
        }
    }
}
