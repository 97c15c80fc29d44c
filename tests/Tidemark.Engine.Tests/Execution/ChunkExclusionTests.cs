using System.Globalization;
using System.Text.RegularExpressions;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>A hypertable answers as a plain table with the same rows does, whatever chunks are left out; and they are left out.</summary>
public sealed class ChunkExclusionTests
{
    private const int Days = 40;
    private const long Day = 86_400_000_000;

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    public void Exclusion_changes_no_answer(int seed)
    {
        var random = new Random(seed);
        using var database = Filled(random.Next(2) == 0 ? 7 : 2048);
        for (var i = 0; i < 60; i++)
        {
            var condition = string.Join(random.Next(4) == 0 ? " OR " : " AND ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Condition(random)));
            var tail = random.Next(4) switch
            {
                0 => " ORDER BY time DESC, v LIMIT 3",
                1 => " ORDER BY time, v LIMIT 5 OFFSET 1",
                _ => " ORDER BY v",
            };
            foreach (var list in new[] { $"time, k, v FROM {{0}} m WHERE {condition}{tail}", $"count(*), min(time), max(time), sum(v) FROM {{0}} m WHERE {condition}" })
            {
                var plain = database.Query("SELECT " + string.Format(CultureInfo.InvariantCulture, list, "plain"));
                Assert.Equal(plain, database.Query("SELECT " + string.Format(CultureInfo.InvariantCulture, list, "m")));
            }
        }
    }

    [Theory]
    [InlineData("SELECT * FROM m WHERE time >= '2024-01-05' AND time < '2024-01-06'", 1)]
    [InlineData("SELECT * FROM m WHERE time >= '2024-01-05' AND time <= '2024-01-06'", 2)]
    [InlineData("SELECT * FROM m WHERE time BETWEEN '2024-01-05 12:00+00' AND '2024-01-05 13:00+00' AND k = 1", 1)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 day', time) = '2024-01-05'", 1)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 hour', time) >= '2024-02-08'", 2)]
    [InlineData("SELECT * FROM m WHERE date_trunc('hour', time, 'UTC') = '2024-01-05 03:00+00'", 1)]
    [InlineData("SELECT * FROM m WHERE time > now() - interval '1 day' AND time < now() - interval '2 days'", 0)]
    [InlineData("SELECT * FROM m WHERE time < timestamptz '2024-01-02' + interval '1 day' - interval '1 us'", 2)]
    [InlineData("SELECT * FROM m WHERE time IN ('2024-01-05 01:00+00', '2024-01-05 02:00+00')", 1)]
    [InlineData("SELECT * FROM m WHERE time = ANY (ARRAY[timestamptz '2024-01-05 01:00+00', '2024-01-06 02:00+00'])", 2)]
    [InlineData("SELECT * FROM m WHERE time >= (SELECT max(at) FROM small)", 34)]
    [InlineData("SELECT * FROM m WHERE time = (SELECT min(at) FROM small)", 1)]
    [InlineData("SELECT * FROM m WHERE time IN (SELECT at FROM small)", 3)]
    [InlineData("SELECT * FROM m JOIN small s ON m.time = s.at", 3)]
    [InlineData("SELECT * FROM small s JOIN m ON m.time = s.at", 3)]
    [InlineData("SELECT * FROM m ORDER BY time DESC LIMIT 1", 1)]
    [InlineData("SELECT * FROM m ORDER BY time DESC LIMIT 20", 1)]
    [InlineData("SELECT * FROM m WHERE k = 1 ORDER BY time DESC LIMIT 20", 3)]
    [InlineData("SELECT * FROM m WHERE time < '2024-01-20' ORDER BY time DESC LIMIT 2", 1)]
    [InlineData("SELECT * FROM m ORDER BY time LIMIT 1", 1)]
    [InlineData("SELECT time_bucket('1 day', time) AS b, count(*) FROM m GROUP BY b ORDER BY b DESC LIMIT 2", 4)]
    [InlineData("SELECT * FROM m WHERE time < '2024-01-02' OR time >= '2024-02-09'", 2)]
    [InlineData("SELECT * FROM m WHERE time = '2024-01-05 03:00+00' OR (time > '2024-01-20' AND time < '2024-01-21' AND k = 1) OR time IN ('2024-01-30 01:00+00', '2024-01-31 01:00+00')", 4)]
    [InlineData("SELECT * FROM m WHERE NOT (time >= '2024-01-03' AND time < '2024-02-08')", 4)]
    [InlineData("SELECT * FROM m WHERE NOT time >= '2024-01-03'", 2)]
    [InlineData("SELECT * FROM m WHERE (time, k) > ('2024-02-08 00:00+00', 1)", 2)]
    [InlineData("SELECT * FROM m WHERE (time, k) >= ('2024-01-08 00:00+00', 1) AND (time, k) < ('2024-01-10 00:00+00', 1)", 3)]
    [InlineData("SELECT * FROM m WHERE time::date = '2024-01-05'", 1)]
    [InlineData("SELECT * FROM m WHERE time::date BETWEEN '2024-01-05' AND '2024-01-07'", 3)]
    [InlineData("SELECT * FROM m WHERE time::date IN ('2024-01-05', '2024-01-25')", 2)]
    [InlineData("SELECT * FROM m WHERE time::timestamp < '2024-01-03'", 2)]
    [InlineData("SELECT * FROM m WHERE time > date '2024-02-07'", 3)]
    [InlineData("SELECT * FROM m WHERE timestamp '2024-01-02' > time", 1)]
    [InlineData("SELECT * FROM m WHERE time + interval '1 hour' > '2024-02-09 01:00+00'", 1)]
    [InlineData("SELECT * FROM m WHERE time + interval '30 days' < '2024-02-02'", 3)]
    [InlineData("SELECT * FROM m WHERE time - interval '1 month' >= '2024-01-09'", 5)]
    [InlineData("SELECT * FROM m WHERE interval '2 days' + time <= '2024-01-03'", 1)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 day', time) IN ('2024-01-05', '2024-01-25')", 2)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 day', time) BETWEEN '2024-01-05' AND '2024-01-06'", 2)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 day', time, 'Europe/Berlin') = '2024-01-05 00:00+01'", 2)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 day', time, timestamptz '2024-01-01 12:00+00') = '2024-01-05 12:00+00'", 2)]
    [InlineData("SELECT * FROM m WHERE time_bucket('1 day', time, interval '6 hours') = '2024-01-05 06:00+00'", 2)]
    [InlineData("SELECT * FROM m WHERE date_trunc('day', time) = '2024-01-05' OR date_trunc('day', time) = '2024-01-09'", 2)]
    [InlineData("SELECT * FROM m WHERE date_trunc('day', time + interval '1 hour') = '2024-01-05'", 2)]
    [InlineData("SELECT * FROM m WHERE time AT TIME ZONE 'Europe/Berlin' < '2024-01-02'", 1)]
    [InlineData("SELECT * FROM m JOIN small s ON m.time >= s.at AND m.time < s.at + interval '2 hours' WHERE s.at > '2024-01-06'", 1)]
    [InlineData("SELECT * FROM small s LEFT JOIN m ON m.time BETWEEN s.at AND s.at + interval '2 hours' WHERE s.at > '2024-01-06'", 1)]
    [InlineData("SELECT * FROM m JOIN small s ON m.k = extract(day FROM s.at)::int % 3 AND m.time >= s.at AND m.time < s.at + interval '2 hours'", 6)]
    public void Chunks_are_left_out(string sql, int most)
    {
        using var database = Filled(2048);

        var lines = database.Explain(sql, analyze: true);

        var read = lines.Select(l => Regex.Match(l, "Chunks read: ([0-9]+) of 40")).FirstOrDefault(m => m.Success);
        var chunks = read is null ? 0 : int.Parse(read.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(chunks <= most && (most > 0) == (chunks > 0), string.Join('\n', lines));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_order_with_a_limit_opens_chunks_one_after_the_other(int parallelism)
    {
        using var database = Filled(2048);
        database.Parallelism = parallelism;

        var lines = database.Explain("SELECT * FROM m ORDER BY time DESC LIMIT 30", analyze: true);

        Assert.Contains(lines, l => l.Trim() == "Order: newest chunk first");
        Assert.Contains(lines, l => l.Trim() == "Chunks read: 2 of 40");
        Assert.Contains(lines, l => l.Contains("Seq Scan") && l.Contains("actual rows=48 "));
    }

    [Fact]
    public void A_join_on_ranges_can_be_explained_before_it_runs()
    {
        using var database = Filled(2048);

        var lines = database.Explain("SELECT * FROM small s JOIN m ON m.time >= s.at AND m.time < s.at + interval '2 hours'");

        Assert.Contains(lines, l => l.Contains("Nested Loop"));
        Assert.Contains(lines, l => l.Contains("Index Cond: ((\"time\" >= at) AND "));
    }

    [Theory]
    [InlineData("EXISTS", "")]
    [InlineData("NOT EXISTS", "")]
    [InlineData("EXISTS", " AND m.v > 5")]
    public void Rows_that_have_partners_in_a_range_of_time_are_found_in_its_chunks(string test, string further)
    {
        using var database = Filled(2048);
        var query = $"SELECT * FROM small s WHERE {test} (SELECT FROM m WHERE m.time >= s.at AND m.time < s.at + interval '2 hours'{further}) ORDER BY at";

        Assert.Contains(database.Explain(query), l => l.Contains("(\"time\" >= at) AND (\"time\" < "));

        var rows = database.Query(query);
        database.DisabledRules = ["range_joins"];
        Assert.Equal(database.Query(query), rows);
    }

    private static string Condition(Random random)
    {
        var time = $"'{new DateTime(2023, 12, 30).AddMinutes(random.Next(0, (Days + 4) * 24 * 60 / 60) * 60):yyyy-MM-dd HH:mm}+00'::timestamptz";
        var comparison = new[] { "<", "<=", "=", ">=", ">" }[random.Next(5)];
        var day = $"'2024-01-{random.Next(1, 31):00}'";
        return random.Next(18) switch
        {
            0 => $"time_bucket('{new[] { "1 day", "5 hours", "1 month", "90 minutes" }[random.Next(4)]}', time) {comparison} {time}",
            1 => $"time BETWEEN {time} AND {time} + interval '{random.Next(-10, 100)} hours'",
            2 => $"time IN ({time}, {time} + interval '1 day', {time} - interval '7 hours')",
            3 => $"time {comparison} (SELECT min(at) + interval '{random.Next(0, 99)} hours' FROM small)",
            4 => "time IN (SELECT at FROM small)",
            8 => $"time::date {comparison} {day}",
            9 => $"time::timestamp {comparison} {day}",
            10 => $"time {comparison} date {day}",
            11 => $"time {comparison} timestamp {day}",
            12 => $"time {(random.Next(2) == 0 ? "+" : "-")} interval '{new[] { "1 day", "1 month", "90 minutes", "-1 month 3 days", "-25 hours", "1 year -11 months" }[random.Next(6)]}' {comparison} {time}",
            13 => $"(time, k) {comparison} ({time}, {random.Next(3)})",
            14 => $"NOT (time {comparison} {time} {(random.Next(2) == 0 ? "AND" : "OR")} k = 1)",
            15 => $"time_bucket('{new[] { "1 day", "5 hours", "1 month" }[random.Next(3)]}', time, {new[] { "'Europe/Berlin'", "timestamptz '2023-12-31 17:00+00'", "interval '-7 hours'", "interval '1 month'" }[random.Next(4)]}) IN ({time}, {day})",
            16 => $"date_trunc('{new[] { "day", "week", "month", "hour" }[random.Next(4)]}', time{(random.Next(2) == 0 ? ", 'America/New_York'" : "")}) {comparison} {day}",
            17 => $"EXISTS (SELECT 1 FROM small s WHERE m.time BETWEEN s.at AND s.at + interval '9 hours')",
            5 => $"k = {random.Next(3)}",
            6 => $"EXISTS (SELECT 1 FROM small s WHERE s.at {comparison} m.time)",
            _ => $"time {comparison} {time}",
        };
    }

    // A row an hour for forty days, in chunks of a day, and the same rows in a plain table.
    private static TestDatabase Filled(int batchRows)
    {
        var database = new TestDatabase { BatchRows = batchRows };
        (string, SqlType)[] columns = [("time!", SqlTypes.TimestampTz), ("k", SqlTypes.Int4), ("v", SqlTypes.Int4)];
        database.CreateTable("m", Day, ["time"], columns);
        database.CreateTable("plain", columns);
        database.CreateTable("small", ("at", SqlTypes.TimestampTz));
        foreach (var table in new[] { "m", "plain" }) database.Query($"INSERT INTO {table} SELECT timestamptz '2024-01-01 00:00+00' + i * interval '1 hour', i % 3, i FROM generate_series(0, {(Days * 24) - 1}) i");
        database.Query("INSERT INTO small VALUES ('2024-01-03 05:00+00'), ('2024-01-07 00:00+00'), ('2024-01-05 23:00+00'), (NULL)");
        return database;
    }
}
