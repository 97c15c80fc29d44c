using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Tidemark.Benchmarks.Decoding;

/// <summary>Measures every encoding's decoder and prints a table: speed in decoded bytes, ratio to a copy in memory, bits a value, allocation.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var command = new Command("decode", "decode speed of each encoding, and its ratio to a memory copy");
        var details = new Option<bool>("--details") { Description = "BenchmarkDotNet's own output too" };
        var only = new Option<string>("--only") { Description = "encodings whose name begins so", DefaultValueFactory = _ => "" };
        command.Options.Add(details);
        command.Options.Add(only);
        command.SetAction(parsed =>
        {
            // The best of many short runs is what other work on the machine disturbs least.
            var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(50).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(5));
            var config = ManualConfig.CreateEmpty().AddJob(job).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance).WithOptions(ConfigOptions.DisableOptimizationsValidator);
            if (parsed.GetValue(details)) config = config.AddLogger(ConsoleLogger.Default);
            DecodeBenchmark.Cases = EncodingCase.All().Where(c => c.ToString()!.StartsWith(parsed.GetRequiredValue(only), StringComparison.Ordinal));
            Print(BenchmarkRunner.Run<DecodeBenchmark>(config));
        });
        return command;
    }

    private static void Print(Summary summary)
    {
        Console.WriteLine($"{"values",-34}{"form",-18}{"bits/value",11}{"GB/s",8}{"of copy",9}{"B allocated",13}");
        foreach (var group in summary.Reports.GroupBy(r => r.BenchmarkCase.Parameters[nameof(DecodeBenchmark.Case)]).OrderBy(g => ((EncodingCase)g.Key!).Order))
        {
            var encoding = (EncodingCase)group.Key!;
            var copy = group.Single(r => r.BenchmarkCase.Descriptor.Baseline).ResultStatistics!.Min;
            var decode = group.Single(r => !r.BenchmarkCase.Descriptor.Baseline);
            var nanoseconds = decode.ResultStatistics!.Min;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{encoding,-34}{encoding.Form,-18}{encoding.Block.Length * 8.0 / EncodingCase.Rows,11:0.00}{encoding.DecodedBytes / nanoseconds,8:0.0}{copy / nanoseconds,9:0.000}{Allocated(encoding),13}"));
        }
    }

    private static long Allocated(EncodingCase encoding)
    {
        const int Times = 100;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++) encoding.Decode();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }
}
