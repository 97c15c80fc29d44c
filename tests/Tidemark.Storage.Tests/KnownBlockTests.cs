using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Blocks byte by byte: what is on disk stays readable, and is written again as it was.</summary>
public class KnownBlockTests
{
    private static readonly Dictionary<string, (Func<int, long> Value, int Count, EncodingEffort Effort)> Integers = new()
    {
        ["Constant"] = (_ => 42, 3, EncodingEffort.Cheap),
        ["Plain"] = (i => new[] { 1L, -300 }[i % 2], 3, EncodingEffort.Cheap),
        ["Packed"] = (i => i * 7 % 8, 64, EncodingEffort.Cheap),
        ["Packed with exceptions"] = (i => i == 70 ? 1L << 40 : i * 7 % 8, 128, EncodingEffort.Cheap),
        ["Delta"] = (i => (i * 1000L) + (i * 7 % 4), 64, EncodingEffort.Cheap),
        ["Runs"] = (i => i / 100, 500, EncodingEffort.Cheap),
        ["DeltaRuns"] = (i => i % 250 * 10, 1000, EncodingEffort.Cheap),
        ["Scaled"] = (i => i * 7919L % 64 * 1_000_000, 64, EncodingEffort.Cheap),
        ["DeltaDelta"] = (i => ((long)i * i * 1_000_000) + (i * 7 % 8), 64, EncodingEffort.Full),
        ["Coded"] = (i => Few(i), 256, EncodingEffort.Full),
        ["DeltaCoded"] = (i => Enumerable.Range(0, i + 1).Sum(Few), 256, EncodingEffort.Full),
        ["DeltaDeltaCoded"] = (i => Enumerable.Range(0, i + 1).Sum(j => Enumerable.Range(0, j + 1).Sum(Few)), 256, EncodingEffort.Full),
        ["Coded with lower bits and an escape"] = (i => i == 200 ? -1_000_000_000_000 : (i % 8 == 0 ? Few(i) * 16 : 0) + (i * 7 % 16), 512, EncodingEffort.Full),
        ["Dictionary"] = (i => new[] { 404L, 1_000_000_000_000, -1, 200 }[i * 7919 % 13 % 4], 256, EncodingEffort.Full),
    };

    private static readonly Dictionary<string, (Func<int, double> Value, int Count, EncodingEffort Effort)> Doubles = new()
    {
        ["Constant"] = (_ => double.NaN, 3, EncodingEffort.Cheap),
        ["Decimal"] = (i => i == 5 ? Math.PI : (i * 7 % 64) / 4.0, 64, EncodingEffort.Cheap),
        ["Dictionary"] = (i => Math.Sqrt(2 + (i * 7919 % 3)), 64, EncodingEffort.Cheap),
        ["Patterns"] = (i => BitConverter.Int64BitsToDouble(0x4009_21FB_5444_2D18 + (i * 7 % 8)), 64, EncodingEffort.Cheap),
        ["Plain"] = (i => BitConverter.Int64BitsToDouble(Mixed(i)), 4, EncodingEffort.Cheap),
        ["Split"] = (i => BitConverter.Int64BitsToDouble((Mixed(i) << 63) | 0x3FF0_0000_0000_0000 | (Mixed(i) >>> 12)), 64, EncodingEffort.Full),
    };

    private static readonly Dictionary<string, (Func<int, string> Value, int Count, EncodingEffort Effort)> Texts = new()
    {
        ["Plain"] = (i => $"row {i}, long enough", 3, EncodingEffort.Cheap),
        ["Lz4"] = (i => $"the same words, and {i}", 40, EncodingEffort.Full),
        ["Numbers"] = (i => $"\u0002{(char)((i % 8) + 1)}", 40, EncodingEffort.Cheap),
    };

    public static TheoryData<string, string, string> Blocks => new()
    {
        { "integers", "Constant", "ACoAAAAAAAAA" },
        { "integers", "Plain", "CwIBANT+AQA=" },
        { "integers", "Packed", "AQAAAAAAAAAAAwAAAAAAAP///wC2bdsAbdu2ACRJkgDbtm0AkiRJAEmSJAA=" },
        { "integers", "Packed with exceptions", "Afz/////////BAEARERERLu7u7uqqqqqmZmZmYiIiIh3d3d3ZmZmZlVVVVVEREREu7u7u6qqqqqZmZmZiIiIiHd3d3dgZmZmVVVVVUYAAAAAAAABAAA=" },
        { "integers", "Delta", "AgAAAAAAAAAA5wMAAAAAAAADAAAkSZIAAAAAAAAAAAAAAAAAJEmSAAAAAAAAAAAAAAAAAA==" },
        { "integers", "Runs", "AwUACwEAAQIDBABkAAAAAAAAAA==" },
        { "integers", "DeltaRuns", "BAAAAAAAAAAABwALAgoARvYKAEb2CgBG9goACwL5AAEA+QABAPkAAQD5AA==" },
        { "integers", "Scaled", "BQAAAAAAAAAAQEIPAAAAAAALAQAvHg08KxoJOCcWBTQjEgEwHw49LBsKOSgXBjUkEwIxIA8+LRwLOikYBzYlFAMyIRA/Lh0MOyoZCDcmFQQzIhE=" },
        { "integers", "DeltaDelta", "BgAAAAAAAAAAR0IPAAAAAAB4hB4AAAAAAAUAAAAAAAAIIYQQCCGEEAghhBAIIYQQCCGEEAghhBAQQgghAAAAAEIAAABCAAAAQgAAAEIAAABCAAAAAgAAAAQAAAA=" },
        { "integers", "Coded", "B/7/////////ADQxNAAAAAAAExIUE0JP1lCieWXqHVPfk4nvyRp6ogGvRPOOqXcy8T2Z0JM1lGhemXrH1Pdk4nuyhp5oXonmHVPvZOJ7AJnQkzWUaF6ZesfU92Tie7KGngA=" },
        { "integers", "DeltaCoded", "CAAAAAAAAAAA/v////////8ANDE0AAAAAAATEhMSoSdrKNG8MvWOqe/JxPdkDT3RPEo075h6JxPfkwk9WUOJ5pWpd0x9Tya+J2voieaVaN4x9U4mvicTerKGEs0rU++Y+p5MfE/W0BM=" },
        { "integers", "DeltaDeltaCoded", "CQAAAAAAAAAA///////////+/////////wA0MTQAAAAAABMSFBL0ZA0lmlem3jH1PZn4nqyhJ5oHJZp3TL2Tie/JhJ6soUTzytQ7pr4nE9+TNfRE80o075h6JxPfkwFCT9ZQonll6h1T35OJ78kaegI=" },
        { "integers", "Coded with lower bits and an escape", "B8z/////////AwBnZhNidmdwICMgIZNmb2JOaSYxk2ZHYpJmEvNIsysxSTOJ+UmzKzGTZhIDH2l2J+aRZhJzSrM7MZNmb2JOafZPzKTZnZhJs29iJs2uxABJM4n5SbMrMZNmR2KSZhLzSDOJOaXZnZhJsysxk2YSAx9pdidm0uybmEmzOzGTZm9iTmkmMZNmR2KSZhIzaXYlBiRJkiTbtm3bkiRJkkmSJEkAAAAA/////7Zt27Zt27ZtSZIkSbZt27YkSZIkkiRJkgAAAAD/////bdu2bdu2bduSJEmSbdu2bUmSJEkkSZIkAAAAAP/////btm3btm3btiRJkiTbtm3bkiRJkkmSJEkAAAAA/////7Zt27Zt27ZtSZIkSbZt27YkSZIkkiRJkgAAAAD/////bdu2bdu2bduSJEmSbdu2bUmSJEkkSZIkAAAAAP/////btm3btm3btpe/qMqaOg==" },
        { "integers", "Dictionary", "CgQACwj//////////8gAAAAAAAAAlAEAAAAAAAAAEKXU6AAAAAEAAAAAAAAAAAIAAMaybRhsG8ayhrFsGyzbhrG2YSzbGMu2YbJtGMsbxrJty7ZhLG0Yy7bGsm0YbBvGsoaxbBss24axtmEs2xjLtmE=" },
        { "doubles", "Constant", "AAAAAAAAAPj/" },
        { "doubles", "Decimal", "AQIAAQAFAAAAAAAAAAAZAAAAAAAAAAsBAAcOFRwcKjE4PwYNFBsiKTA3PgUMExohKC82PQQLEhkgJy41PAMKERgfJi00OwIJEBceJSwzOgEIDxYdJCsyOQUAGC1EVPshCUA=" },
        { "doubles", "Dictionary", "AgMAzTt/Zp6g9j8AAAAAAAAAQKpMWOh6tvs/AQAAAAAAAAAAAgAAGIYAAGEYAACGYQAAGIYAAGEYAACGYQAAGIYAAGEYAAA=" },
        { "doubles", "Patterns", "AwEYLURU+yEJQAMAAAAAAAD///8Atm3bAG3btgAkSZIA27ZtAJIkSQBJkiQA" },
        { "doubles", "Plain", "BK/NHXs5qCDi9GW5oWqeeG5PRQmAGF3EBuyBTHKouIv4" },
        { "doubles", "Split", "BTQF//v///////8ACAAAAAAAAAEAAAAAAAAAAAEAADAAAADnAAAArAAAAE8AAAAoAAAAiQAAAEQAAAAFAAAA3LGXgwoifqiWG6rmieemfpQAiNFFbDBFyCSHiruIrxZRaok5G5gcBHQMn8tTy2jDH76agiwTy9PJOhOExb1VAIlX7tO74D+giIQ7rzqYVXXN7ldGzAAWD24yLYwdl5c/IYYhVcclmNIfjve3AnHxPE61FDkImm5Gu4RIpLXSqIGXCxArYAHbB/wlGJKKA6nEI8oN2fH17TNt0nvWaklUHVRPHcDXbVy0tB0v6DU5TQ8iyeuCm0bzct5X6ykNBOSoq53wojuWZIB6HVLurBFx0+5SafHcmfVB3jV9NxA9Wffex6DagWH5foJVQDO0o0E8RyU95ctdkBkwlhaFJHP6qUEpeUpFtE74PBcYaQn3NBFuJwKzMMl9cE+eAZdaASyh61IWwwbMHxppCmNl7uz19D52seyEPqVxOnR21A5pE2V7XWF0dzbUcwQ/NSsyziNTuobdPc5DAGLrrWjyHU+EyuuYIODZXTRghNYDuSuIpUjFUsmHvMyNV2sZm7MXmu3qAlNcHS1Aee30/Lscq3DwVUqPqClJowA+/Ru7uDeyVeI=" },
        { "xor", "Xor", "AAAAAAAA+D89AAAK4On/JcDT/2sgoYHRQkS1H1L/t+L0oL7jPZlCBDj932tmZmZmZl5XVVVVVVWRAsFhwJ4ZUdrn4xtCQwE=" },
        { "texts", "Plain", "AAASAAAAAAAAAHJvdyAwLCBsb25nIGVub3VnaHJvdyAxLCBsb25nIGVub3VnaHJvdyAyLCBsb25nIGVub3VnaA==" },
        { "texts", "Lz4", "AQsBFRUVFRUVFRUVFRYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFtkB/wZ0aGUgc2FtZSB3b3JkcywgYW5kIDAVAAEfMRUAAR8yFQABHzMVAAEfNBUAAR81FQABHzYVAAEfNxUAAR84FQABHzm9AAIP0wADD9QAAh8x1QACHzHWAAIfMdcAAh8x2AACHzHZAAIfMdoAAh8x2wACHzHcAAIfMtwAAh8ysAEDD9wAAh8y3AACHzLcAAIfMtwAAh8y3AACHzLcAAIfMtwAAh8y3AACHzPcAAIfM9wAAh8zjQIDD9wAAh8z3AACHzPcAAIfM9wAAh8z3AACHjPcAFBuZCAzOQ==" },
        { "texts", "Numbers", "AgACAAAAAAAAAAsBAQIDBAUGBwgBAgMEBQYHCAECAwQFBgcIAQIDBAUGBwgBAgMEBQYHCA==" },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_known_block_is_written_and_read(string kind, string name, string base64)
    {
        var known = Convert.FromBase64String(base64);
        var input = new ByteReader(known);
        switch (kind)
        {
            case "integers":
                var integers = Integers[name];
                long[] values = [.. Enumerable.Range(0, integers.Count).Select(integers.Value)];
                var back = new long[values.Length];
                new IntegerDecoder().Decode(ref input, back);
                Assert.Equal(values, back);
                break;
            case "doubles":
                var doubles = Doubles[name];
                double[] reals = [.. Enumerable.Range(0, doubles.Count).Select(doubles.Value)];
                var realsBack = new double[reals.Length];
                new FloatDecoder(new IntegerDecoder()).Decode(ref input, realsBack);
                Assert.Equal(MemoryMarshal.Cast<double, long>(reals), MemoryMarshal.Cast<double, long>(realsBack));
                break;
            case "xor":
                var patterns = XorPatterns();
                var patternsBack = new long[patterns.Length];
                XorDoubles.Decode(ref input, patternsBack);
                Assert.Equal(patterns, patternsBack);
                break;
            default:
                var (text, count, _) = Texts[name];
                var offsets = new int[count + 1];
                byte[] data = [];
                new BytesDecoder(new IntegerDecoder()).Decode(ref input, count, offsets, ref data);
                for (var i = 0; i < count; i++) Assert.Equal(text(i), Encoding.UTF8.GetString(data[offsets[i]..offsets[i + 1]]));
                break;
        }

        Assert.True(input.AtEnd);
        Assert.Equal(base64, Convert.ToBase64String(Write(kind, name)));
    }

    [Fact]
    public void Every_form_has_a_known_block()
    {
        foreach (var form in Enum.GetNames<IntegerForm>()) Assert.Contains(form, Integers.Keys);
        foreach (var (name, shape) in Integers) Assert.StartsWith(((IntegerForm)Write("integers", name)[0]).ToString(), name, StringComparison.Ordinal);
        foreach (var (name, shape) in Doubles) Assert.Equal(((FloatForm)Write("doubles", name)[0]).ToString(), name);
        foreach (var (name, shape) in Texts) Assert.Equal(((BytesForm)Write("texts", name)[0]).ToString(), name);
        Assert.Equal(Enum.GetNames<FloatForm>().Length, Doubles.Count + 1);
        Assert.Equal(Enum.GetNames<BytesForm>().Length, Texts.Count);
    }

    private static byte[] Write(string kind, string name)
    {
        var output = new ByteWriter();
        switch (kind)
        {
            case "integers":
                var integers = Integers[name];
                new IntegerEncoder { Effort = integers.Effort }.Encode([.. Enumerable.Range(0, integers.Count).Select(integers.Value)], output);
                break;
            case "doubles":
                var doubles = Doubles[name];
                new FloatEncoder(new IntegerEncoder { Effort = doubles.Effort }) { Effort = doubles.Effort }.Encode([.. Enumerable.Range(0, doubles.Count).Select(doubles.Value)], output);
                break;
            case "xor":
                new XorDoubles().Encode(XorPatterns(), output);
                break;
            default:
                var (text, count, effort) = Texts[name];
                return BytesEncodingTests.Encode([.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes(text(i)))], effort).Written.ToArray();
        }

        return output.Written.ToArray();
    }

    private static long Few(int i) => new[] { 0L, 1, -1, 0, 2, 0, 1, -2, 0, 0, -1, 3 }[i * 7919 % 97 % 12];

    // Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
    private static long Mixed(int i)
    {
        var bits = unchecked((ulong)(i + 1) * 0x9E37_79B9_7F4A_7C15);
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB);
        return (long)(bits ^ (bits >> 31));
    }

    // Each way to refer: the value before, one of the ring with and without a difference, new and repeated leading zeros.
    private static long[] XorPatterns() => [.. new[] { 1.5, 1.5, 2.25, 1.5, 1.75, Math.PI, Math.E, Math.PI, 3.0, 3.1, 3.2, -3.2, 1e300, 2.25 }.Select(BitConverter.DoubleToInt64Bits)];
}
