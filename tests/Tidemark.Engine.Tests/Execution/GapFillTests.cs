using System.Globalization;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>time_bucket_gapfill over random rows: without the rows that fill gaps it is the plain query, and every group has every bucket once.</summary>
public sealed class GapFillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Without_the_gaps_it_is_the_plain_query(int seed)
    {
        var random = new Random(seed);
        using var database = new TestDatabase { BatchRows = random.Next(2) == 0 ? 3 : 2048 };
        database.CreateTable("m", ("time!", SqlTypes.TimestampTz), ("k", SqlTypes.Text), ("v", SqlTypes.Float8), ("n", SqlTypes.Int4));
        var rows = random.Next(0, 60);
        for (var i = 0; i < rows; i++)
        {
            database.Query($"INSERT INTO m VALUES ('2024-03-30 00:00:00+00'::timestamptz + '{random.Next(0, 4000)} minutes'::interval, {(random.Next(9) == 0 ? "NULL" : $"'k{random.Next(3)}'")}, {(random.Next(5) == 0 ? "NULL" : random.Next(100).ToString(CultureInfo.InvariantCulture))}, {random.Next(100)})");
        }

        foreach (var (width, zone) in new[] { ("3 hours", ""), ("1 day", ""), ("1 day", ", 'Europe/Berlin'"), ("7 hours", ""), ("1 month", ", 'America/New_York'"), ("1 week", "") })
        {
            const string Bounds = "WHERE time >= '2024-03-30 05:00:00+00' AND time < '2024-04-01 11:00:00+00'";
            var plain = database.Query($"SELECT time_bucket('{width}', time{zone}) AS b, k, count(*), sum(v), min(n) FROM m {Bounds} GROUP BY b, k ORDER BY k, b");
            var filled = database.Query($"SELECT time_bucket_gapfill('{width}', time{zone}) AS b, k, count(*), sum(v), min(n) FROM m {Bounds} GROUP BY b, k ORDER BY k, b");
            Assert.Equal(plain, filled.Where(r => r.Split('|')[2].Length > 0 && r.Split('|')[2] != "NULL"));
            var buckets = filled.GroupBy(r => r.Split('|')[1]).Select(g => string.Join(',', g.Select(r => r.Split('|')[0]))).Distinct().ToArray();
            Assert.True(buckets.Length <= 1, string.Join(" / ", buckets));
            Assert.Equal(filled.Length, filled.Select(r => string.Join('|', r.Split('|')[..2])).Distinct().Count());

            var carried = database.Query($"SELECT time_bucket_gapfill('{width}', time{zone}) AS b, k, count(*), locf(min(n)), interpolate(min(n)) FROM m {Bounds} GROUP BY b, k ORDER BY k, b");
            Assert.Equal(filled.Length, carried.Length);
            for (var i = 0; i < filled.Length; i++)
            {
                var (row, value) = (carried[i].Split('|'), filled[i].Split('|')[4]);
                if (plain.Contains(filled[i])) Assert.Equal([value, value], row[3..]);
            }
        }
    }

    [Fact]
    public void One_group_without_rows_has_all_buckets()
    {
        using var database = new TestDatabase { BatchRows = 2 };
        database.CreateTable("m", ("t!", SqlTypes.Int4), ("k", SqlTypes.Int4));
        Assert.Equal(5, database.Query("SELECT time_bucket_gapfill(10, t, 3, 45) AS b, count(*) FROM m GROUP BY b").Length);
        Assert.Empty(database.Query("SELECT time_bucket_gapfill(10, t, 3, 45) AS b, k FROM m GROUP BY b, k"));
        Assert.Empty(database.Query("SELECT time_bucket_gapfill(10, t, 45, 3) AS b, count(*) FROM m GROUP BY b"));
    }
}
