using System.Globalization;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>ASOF JOIN finds what looking at every pair finds.</summary>
public sealed class AsofJoinTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_finds_what_a_lateral_subquery_finds(int seed)
    {
        var random = new Random(seed);
        using var database = new TestDatabase { BatchRows = random.Next(2) == 0 ? 2 : 2048 };
        database.CreateTable("l", ("id", SqlTypes.Int4), ("k", SqlTypes.Text), ("t", SqlTypes.TimestampTz), ("x", SqlTypes.Float8));
        database.CreateTable("r", ("k", SqlTypes.Text), ("t", SqlTypes.TimestampTz), ("x", SqlTypes.Float8), ("v", SqlTypes.Int4));
        for (var i = 0; i < 40; i++) database.Query($"INSERT INTO l VALUES ({i}, {Key()}, {Time()}, {Number()})");
        // No two right rows have one time or one number, so the nearest is one row.
        var places = Enumerable.Range(0, 60).OrderBy(_ => random.Next()).ToArray();
        for (var i = 0; i < 60; i++)
        {
            database.Query(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO r VALUES ({Key()}, {(i % 13 == 5 ? "NULL" : $"'2024-01-01 00:00:00+00'::timestamptz + '{places[i] * 7} minutes'::interval")}, {places[i] * 1.5}, {i})"));
        }

        foreach (var (column, tolerance, before, after) in new[]
        {
            ("t", "", "", ""),
            ("x", "", "", ""),
            ("t", " TOLERANCE '15 minutes'", " AND r.t >= l.t - '15 minutes'::interval", " AND r.t <= l.t + '15 minutes'::interval"),
            ("x", " TOLERANCE 4", " AND r.x >= l.x - 4", " AND r.x <= l.x + 4"),
        })
        {
            foreach (var symbol in new[] { ">=", ">", "<=", "<" })
            {
                var isBefore = symbol[0] == '>';
                foreach (var keys in new[] { "l.k = r.k AND ", "" })
                {
                    foreach (var kind in new[] { "", "LEFT " })
                    {
                        var asof = $"SELECT l.id, r.v FROM l ASOF {kind}JOIN r ON {keys}l.{column} {symbol} r.{column} AND r.v > 5{tolerance} ORDER BY 1";
                        var brute = $"SELECT l.id, r.v FROM l {kind}JOIN LATERAL (SELECT * FROM r WHERE {keys}l.{column} {symbol} r.{column} AND r.v > 5{(isBefore ? before : after)} ORDER BY r.{column} {(isBefore ? "DESC" : "")} LIMIT 1) r ON true ORDER BY 1";
                        Assert.True(database.Query(brute).SequenceEqual(database.Query(asof)), $"seed {seed}: {asof}");
                    }
                }
            }
        }

        string Key() => random.Next(8) == 0 ? "NULL" : $"'k{random.Next(3)}'";
        string Time() => random.Next(8) == 0 ? "NULL" : $"'2024-01-01 00:00:00+00'::timestamptz + '{random.Next(450)} minutes'::interval";
        string Number() => random.Next(8) == 0 ? "NULL" : (random.Next(120) * 0.75).ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Conditions_on_the_left_go_below_it_and_those_on_the_right_stay()
    {
        using var database = new TestDatabase();
        database.CreateTable("l", ("id", SqlTypes.Int4), ("t", SqlTypes.Int8));
        database.CreateTable("r", ("v", SqlTypes.Int4), ("t", SqlTypes.Int4));
        database.Query("INSERT INTO l VALUES (1, 10), (2, 20)");
        database.Query("INSERT INTO r VALUES (1, 5), (2, 15)");
        Assert.Equal(["2|2"], database.Query("SELECT id, v FROM l ASOF JOIN r ON l.t >= r.t WHERE id = 2"));
        Assert.Equal(["1|1"], database.Query("SELECT id, v FROM l ASOF JOIN r ON l.t >= r.t WHERE v = 1"));
        Assert.Equal(["1|1", "2|1"], database.Query("SELECT id, v FROM l ASOF JOIN r ON l.t >= r.t AND v = 1 ORDER BY id"));
        var plan = database.Explain("SELECT id, v FROM l ASOF JOIN r ON l.t >= r.t WHERE id = 2 AND v = 1");
        Assert.StartsWith("Filter", plan[0], StringComparison.Ordinal);
        Assert.Contains(plan, line => line.Contains("Index Cond: (id = 2)"));
    }
}
