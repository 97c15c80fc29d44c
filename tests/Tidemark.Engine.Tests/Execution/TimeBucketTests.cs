using System.Globalization;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>What holds of time_bucket for any time: its bucket contains it, buckets follow each other without gap, and days are as long as the clock says.</summary>
public sealed class TimeBucketTests
{
    private static readonly string[] s_widths = ["1 microsecond", "7 seconds", "5 minutes", "90 minutes", "1 day", "1 week", "10 days", "1 month", "5 months", "1 year"];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void A_bucket_contains_its_time_and_buckets_tile(int seed)
    {
        var random = new Random(seed);
        using var database = new TestDatabase();
        foreach (var width in s_widths)
        {
            foreach (var type in new[] { "timestamp", "timestamptz" })
            {
                for (var i = 0; i < 4; i++)
                {
                    var time = $"{type} '{new DateTime(random.NextInt64(new DateTime(1600, 1, 1).Ticks, new DateTime(2300, 1, 1).Ticks)).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'";
                    var extra = random.Next(3) switch
                    {
                        0 => "",
                        1 => $", interval '{random.Next(-40, 40)} minutes'",
                        _ => $", {type} '2001-02-03 04:05:06'",
                    };
                    var bucket = $"time_bucket('{width}', {time}{extra})";
                    Assert.Equal(["t|t|t"], database.Query(
                        $"SELECT {bucket} <= {time}, {time} < {bucket} + interval '{width}', time_bucket('{width}', {bucket} + interval '{width}'{extra}) = {bucket} + interval '{width}'"));
                }
            }
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Integers_lie_in_their_buckets(int seed)
    {
        var random = new Random(seed);
        using var database = new TestDatabase();
        for (var i = 0; i < 60; i++)
        {
            var (width, value, offset) = (random.Next(1, 1000), random.Next(-30_000, 30_000), random.Next(-2000, 2000));
            var type = new[] { "int4", "int8" }[random.Next(2)];
            var bucket = $"time_bucket({width}::{type}, ({value})::{type}, ({offset})::{type})";
            Assert.Equal(["t|t|0"], database.Query($"SELECT {bucket} <= {value}, {value} < {bucket} + {width}, ({bucket} - {offset}) % {width}"));
        }
    }

    [Theory]
    [InlineData("Europe/Berlin", "2024-03-31", 23)]
    [InlineData("Europe/Berlin", "2024-10-27", 25)]
    [InlineData("Europe/Berlin", "2024-06-01", 24)]
    [InlineData("America/New_York", "2024-03-10", 23)]
    [InlineData("America/New_York", "2024-11-03", 25)]
    [InlineData("Asia/Kolkata", "2024-03-31", 24)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 23)]
    public void Days_are_as_long_as_the_clock_says(string zone, string day, int hours)
    {
        using var database = new TestDatabase();
        database.CreateTable("m", ("time", SqlTypes.TimestampTz));
        var start = $"(timestamp '{day}' AT TIME ZONE '{zone}')";
        database.Query($"INSERT INTO m SELECT {start} + i * interval '10 minutes' FROM generate_series(0, 24 * 6 - 1) i");
        database.Query($"INSERT INTO m SELECT {start} + interval '24 hours' + i * interval '10 minutes' FROM generate_series(0, 11) i");
        var counts = database.Query($"SELECT count(*) FROM m GROUP BY time_bucket('1 day', time, '{zone}') ORDER BY time_bucket('1 day', time, '{zone}')");
        Assert.Equal((hours * 6).ToString(CultureInfo.InvariantCulture), counts[0]);
    }
}
