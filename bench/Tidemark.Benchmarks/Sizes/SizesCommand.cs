using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tidemark.Storage;
using Tidemark.Tsbs.Data;
using Tidemark.Vectors;

namespace Tidemark.Benchmarks.Sizes;

/// <summary>Prints the bytes per row that data sets take, column by column, before full encoding (segments as they are first written) and after it (a segment for the whole chunk).</summary>
internal static class SizesCommand
{
    public static Command Create()
    {
        var command = new Command("sizes", "bytes per row of the data sets, before and after full encoding");
        var series = new Option<int>("--series") { Description = "hosts, or trucks", DefaultValueFactory = _ => 100 };
        var hours = new Option<double>("--hours") { Description = "hours of readings, one each ten seconds", DefaultValueFactory = _ => 24 };
        var columns = new Option<bool>("--columns") { Description = "a line for each column" };
        command.Options.Add(series);
        command.Options.Add(hours);
        command.Options.Add(columns);
        command.SetAction(parsed =>
        {
            Console.WriteLine($"{"data set",-34}{"before",10}{"after",10}{"encode, ns/value",26}");
            foreach (var (name, set, decimals) in new[] { ("cpu", DataSet.Cpu, 0), ("cpu, two decimals", DataSet.Cpu, 2), ("iot", DataSet.Iot, 0) })
            {
                var workload = new Workload
                {
                    Set = set,
                    Scale = parsed.GetRequiredValue(series),
                    Hours = parsed.GetRequiredValue(hours),
                    IntervalSeconds = 10,
                    Seed = 123,
                    Decimals = decimals,
                };
                foreach (var table in TableData.Of(workload)) Measure(set == DataSet.Iot ? $"iot {table.Name}" : name, DataTable.Read(table), parsed.GetValue(columns));
            }
        });
        return command;
    }

    private static void Measure(string name, DataTable table, bool byColumn)
    {
        var writer = new SegmentWriter();
        var before = Encode(writer, table, new StoreOptions().SegmentRows, EncodingEffort.Cheap, out var cheap);
        var after = Encode(writer, table, int.MaxValue, EncodingEffort.Full, out var full);
        Print(name, before[^1], after[^1], table.Rows, string.Create(CultureInfo.InvariantCulture, $"{cheap,16:0.0}{full,10:0.0}"));
        if (!byColumn) return;
        for (var i = 0; i < table.Names.Length; i++) Print($"  {table.Names[i]}", before[i], after[i], table.Rows, "");
        Print("  statistics, header", before[^1] - before[..^1].Sum(), after[^1] - after[..^1].Sum(), table.Rows, "");
    }

    private static void Print(string name, long before, long after, int rows, string rest) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{(double)before / rows,10:0.000}{(double)after / rows,10:0.000}{rest}"));

    // Bytes of each column, then of the files.
    private static long[] Encode(SegmentWriter writer, DataTable table, int segmentRows, EncodingEffort effort, out double nanoseconds)
    {
        var bytes = new long[table.Names.Length + 1];
        var clock = Stopwatch.StartNew();
        foreach (var (columns, rows) in table.Chunks)
        {
            for (var start = 0; start < rows; start += segmentRows)
            {
                var count = Math.Min(segmentRows, rows - start);
                Vector[] part = [.. columns.Select(c => c.Slice(start, count))];
                writer.Encode(1, table.Layout, part, count, null, effort, out _);
                for (var i = 0; i < table.Names.Length; i++) bytes[i] += writer.ColumnBytes[i];
                bytes[^1] += writer.Image.Length;
                if (segmentRows == int.MaxValue) break;
            }
        }

        nanoseconds = clock.Elapsed.TotalNanoseconds / ((double)table.Rows * table.Names.Length);
        return bytes;
    }
}
