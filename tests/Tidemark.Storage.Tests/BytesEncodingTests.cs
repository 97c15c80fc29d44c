using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Storage.Tests;

public class BytesEncodingTests
{
    [Fact]
    public void Any_bytes_come_back()
    {
        var random = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf();
        var words = Gen.Elements("", "GET /index.html", "\0\0\0", "{\"level\":\"info\",\"message\":\"", "straße", "x").Select(Encoding.UTF8.GetBytes);
        var values = Gen.Frequency((1, random), (6, words), (1, words.ArrayOf().Select(parts => parts.SelectMany(p => p).ToArray())), (2, Gen.Constant<byte[]>(null!)));
        var blocks = Gen.Choose(1, 2048).SelectMany(count => Gen.OneOf(values, words, random, Gen.Choose(-100_000, 100_000).Select(i => Packed(i / 100m))).ArrayOf(count));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(blocks.ToArbitrary(), RoundTrip));
    }

    [Fact]
    public void Numerics_of_one_scale_take_as_much_as_integers()
    {
        var values = Enumerable.Range(0, 2048).Select(i => Packed(100 + (i % 100 / 100m))).ToArray();
        var output = Encode(values, EncodingEffort.Cheap);
        Assert.Equal((byte)BytesForm.Numbers, output.Written[0]);
        Assert.True(output.Length < 2000, $"{output.Length} bytes");
        RoundTrip(values);
    }

    [Fact]
    public void Log_lines_are_compressed_when_they_stay()
    {
        var values = Enumerable.Range(0, 2048).Select(i => Encoding.UTF8.GetBytes($"{{\"time\":{1_700_000_000 + i},\"level\":\"info\",\"message\":\"request served\",\"milliseconds\":{i * 7919 % 997}}}")).ToArray();
        var cheap = Encode(values, EncodingEffort.Cheap).Length;
        var full = Encode(values, EncodingEffort.Full).Length;
        Assert.True(full * 4 < cheap, $"{full} of {cheap} bytes");
        RoundTrip(values);
    }

    [Fact]
    public void A_known_LZ4_block_is_read()
    {
        // One literal 'a', a match of 9 bytes at offset 1, five literals, as the format's description has it.
        Assert.Equal("aaaaaaaaaabcdef"u8.ToArray(), Decompress([0x15, (byte)'a', 1, 0, 0x50, (byte)'b', (byte)'c', (byte)'d', (byte)'e', (byte)'f'], 15));
        // Lengths of 15 and more go on in further bytes: 15 + 255 + 0 literals.
        byte[] literals = [.. Enumerable.Range(0, 270).Select(i => (byte)i)];
        Assert.Equal(literals, Decompress([0xF0, 255, 0, .. literals], 270));
    }

    [Fact]
    public void Any_bytes_come_back_from_LZ4()
    {
        var runs = from value in Gen.Choose(0, 255)
                   from length in Gen.Choose(0, 600)
                   select Enumerable.Repeat((byte)value, length).ToArray();
        var pieces = Gen.OneOf(runs, Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(), Gen.Elements("abcabcabcd", "the quick brown fox").Select(Encoding.UTF8.GetBytes));
        var lz4 = new Lz4();
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(pieces.ArrayOf().Select(p => p.SelectMany(b => b).ToArray()).ToArbitrary(), bytes =>
        {
            var target = new byte[bytes.Length + (bytes.Length / 255) + 16];
            var length = lz4.Compress(bytes, target);
            Assert.True(length > 0);
            Assert.Equal(bytes, Decompress(target[..length], bytes.Length));
        }));
    }

    [Fact]
    public void Matches_far_apart_are_found_within_the_window_only()
    {
        var random = new Random(1);
        var bytes = new byte[200_000];
        random.NextBytes(bytes);
        bytes.AsSpan(0, 1000).CopyTo(bytes.AsSpan(65_535));
        bytes.AsSpan(70_000, 1000).CopyTo(bytes.AsSpan(150_000));
        var target = new byte[210_000];
        var length = new Lz4().Compress(bytes, target);
        Assert.InRange(length, 199_000, 200_000);
        Assert.Equal(bytes, Decompress(target[..length], bytes.Length));
    }

    internal static ByteWriter Encode(byte[]?[] values, EncodingEffort effort)
    {
        var valid = new ulong[(values.Length + 63) / 64];
        for (var i = 0; i < values.Length; i++) valid[i / 64] |= values[i] is null ? 0 : 1UL << (i % 64);
        var output = new ByteWriter();
        new BytesEncoder(new IntegerEncoder { Effort = effort }) { Effort = effort }.Encode(
            [.. values.Select(v => (long)(v?.Length ?? 0))], [.. values.SelectMany(v => v ?? [])], values.Contains(null) ? valid : default, output);
        return output;
    }

    private static byte[] Packed(decimal value)
    {
        var builder = new BytesVectorBuilder(SqlTypes.Numeric);
        Numeric.Parse(Encoding.UTF8.GetBytes(value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))).Pack(builder);
        return ((BytesVector)builder.Build())[0].ToArray();
    }

    private static byte[] Decompress(byte[] bytes, int length)
    {
        var target = new byte[length];
        Lz4.Decompress(bytes, target);
        return target;
    }

    private static void RoundTrip(byte[]?[] values)
    {
        if (values.All(v => v is null)) return;
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var output = Encode(values, effort);
            Assert.True(output.Length <= values.Sum(v => v?.Length ?? 0) + (values.Length * 4) + 16);
            var input = new ByteReader(output.Written);
            var offsets = new int[values.Length + 1];
            byte[] data = [];
            new BytesDecoder(new IntegerDecoder()).Decode(ref input, values.Length, offsets, ref data);
            Assert.True(input.AtEnd);
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is { } value) Assert.Equal(value, data.AsSpan(offsets[i]..offsets[i + 1]));
            }
        }
    }
}
