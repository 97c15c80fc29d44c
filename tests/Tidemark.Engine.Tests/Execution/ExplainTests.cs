using System.Globalization;
using System.Text.RegularExpressions;
using Tidemark.Engine.Execution;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>What EXPLAIN tells of plans.</summary>
public sealed partial class ExplainTests
{
    private const string Joined = "SELECT a.v, count(*) FROM t a JOIN t b ON a.k = b.k WHERE b.v > 1 GROUP BY a.v ORDER BY 2 DESC LIMIT 5";

    [Fact]
    public void First_rows_of_partitions_are_shown()
    {
        using var database = Database();
        var plan = database.Explain("SELECT * FROM (SELECT k, row_number() OVER (PARTITION BY v ORDER BY k) AS n FROM t) s WHERE n <= 3");
        Assert.Contains(plan, l => l.TrimStart().StartsWith("First Rows: 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Costs_are_there_and_grow_upwards()
    {
        using var database = Database();
        var lines = ExplainPrinter.Print(database.Plan(Joined, []), new ExplainOptions());
        var figures = lines.Select(l => Costs().Match(l)).Where(m => m.Success).Select(m => m.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.True(figures.Count >= 4);
        Assert.All(figures, f => Assert.True(f[0] <= f[1] && f[1] > 0 && f[3] > 0));
        Assert.True(figures[0][1] > figures.Skip(1).Max(f => f[1]) - 0.01);
        Assert.DoesNotContain(ExplainPrinter.Print(database.Plan(Joined, []), new ExplainOptions { Costs = false }), l => l.Contains("cost=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Buffers_are_the_pages_of_temporary_files(bool spills, bool asks)
    {
        using var database = Database();
        if (spills) database.Memory = () => new MemoryAccount(0);
        var plan = database.Plan("SELECT v, k FROM t ORDER BY v, k", []);
        var options = new ExplainOptions { Buffers = asks, Timing = false };
        var text = ExplainPrinter.Print(plan, database.Context(null, [], null), new ExplainRequest(true, ExplainFormat.Text, null), options);
        Assert.Equal(spills && asks, text.Any(l => Pages().IsMatch(l)));
        var json = Assert.Single(ExplainPrinter.Print(plan, database.Context(null, [], null), new ExplainRequest(true, ExplainFormat.Json, null), options));
        Assert.Equal(asks, json.Contains("\"Shared Hit Blocks\": 0", StringComparison.Ordinal));
        Assert.Equal(spills && asks, Written().IsMatch(json));
    }

    private static TestDatabase Database()
    {
        var database = new TestDatabase();
        database.CreateTable("t", ("k", SqlTypes.Int4), ("v", SqlTypes.Int4));
        database.Query("INSERT INTO t SELECT g, g % 10 FROM generate_series(1, 5000) g");
        return database;
    }

    [GeneratedRegex(@"\(cost=(\d+\.\d\d)\.\.(\d+\.\d\d) rows=(\d+) width=(\d+)\)")]
    private static partial Regex Costs();

    [GeneratedRegex(@"^ *Buffers: temp read=[1-9]\d* written=[1-9]\d*$")]
    private static partial Regex Pages();

    [GeneratedRegex("\"Temp Written Blocks\": [1-9]")]
    private static partial Regex Written();
}
