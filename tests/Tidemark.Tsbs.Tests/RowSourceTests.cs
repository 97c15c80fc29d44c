using System.Text;
using Tidemark.Tsbs.Data;
using Xunit;

namespace Tidemark.Tsbs.Tests;

public class RowSourceTests
{
    private static readonly Workload Small = new() { Set = DataSet.Cpu, Scale = 7, Hours = 0.5, IntervalSeconds = 60, Seed = 42 };

    public static TheoryData<string> Tables => ["cpu", "readings", "diagnostics"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_same_seed_gives_the_same_rows(string table) => Assert.Equal(Rows(table, Small), Rows(table, Small));

    [Theory]
    [MemberData(nameof(Tables))]
    public void Another_seed_gives_other_rows(string table) => Assert.NotEqual(Rows(table, Small), Rows(table, Small with { Seed = 43 }));

    [Theory]
    [MemberData(nameof(Tables))]
    public void Clients_share_the_rows_without_changing_them(string table)
    {
        var parts = Enumerable.Range(0, 3).SelectMany(part => Rows(table, Small, part, 3));

        Assert.Equal(Rows(table, Small).Order(StringComparer.Ordinal), parts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_series_has_a_row_a_tick_in_order_of_time()
    {
        var rows = Rows("cpu", Small);

        Assert.Equal(7 * 30, rows.Length);
        Assert.StartsWith("2016-01-01 00:00:00+00\thost_0\t", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("2016-01-01 00:29:00+00\thost_6\t", rows[^1], StringComparison.Ordinal);
        Assert.Equal(rows.Select(row => row[..22]).Order(StringComparer.Ordinal), rows.Select(row => row[..22]));
    }

    [Fact]
    public void Cpu_metrics_are_walks_between_0_and_100_with_steps_of_one()
    {
        var walk = Rows("cpu", Small with { Scale = 1, Hours = 24, Decimals = 2 }).Select(row => double.Parse(row.Split('\t')[2])).ToArray();
        var steps = walk.Zip(walk.Skip(1), (a, b) => b - a).ToArray();

        Assert.All(walk, value => Assert.InRange(value, 0, 100));
        Assert.InRange(Math.Sqrt(steps.Average(step => step * step)), 0.9, 1.1);
    }

    [Fact]
    public void More_clients_than_series_leave_some_without_rows() => Assert.Empty(Rows("cpu", Small, part: 8, parts: 9));

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(-5, 1, "-0.5")]
    [InlineData(1234567, 5, "12.34567")]
    [InlineData(100, 2, "1.00")]
    public void Scaled_numbers_are_written_with_their_point(long scaled, int decimals, string expected)
    {
        Span<byte> buffer = stackalloc byte[32];
        var writer = new RowWriter(buffer);
        writer.Decimal(scaled, decimals);

        Assert.Equal("\t" + expected, Encoding.UTF8.GetString(buffer[..writer.Length]));
    }

    private static string[] Rows(string table, Workload workload, int part = 0, int parts = 1)
    {
        RowSource source = table switch
        {
            "cpu" => new CpuRows(workload, part, parts),
            "readings" => new ReadingsRows(workload, part, parts),
            _ => new DiagnosticsRows(workload, part, parts),
        };
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var length = source.Fill(buffer, limit: 10, out var rows);
            if (rows == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(source.Rows, lines.Length);
        return lines;
    }
}
