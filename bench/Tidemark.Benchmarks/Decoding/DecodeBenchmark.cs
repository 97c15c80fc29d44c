using BenchmarkDotNet.Attributes;

namespace Tidemark.Benchmarks.Decoding;

/// <summary>One block of each encoding, next to a copy of the same number of bytes.</summary>
public class DecodeBenchmark
{
    public static IEnumerable<EncodingCase> Cases { get; set; } = [];

    [ParamsSource(nameof(Cases))]
    public EncodingCase Case { get; set; } = null!;

    [Benchmark(Baseline = true)]
    public byte Copy() => Case.Copy();

    [Benchmark]
    public long Decode() => Case.Decode();
}
