using Tidemark.Engine.Planning;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>The last value of each key: what is kept with segments and tails from earlier queries is what a fresh look would find, and the forms in which users ask get the operators made for it.</summary>
public sealed class LastPointTests
{
    private static readonly string[] s_forms =
    [
        "SELECT DISTINCT ON (device) * FROM m ORDER BY device, time DESC",
        "SELECT device, last(v, time), max(time) FROM m GROUP BY device",
        "SELECT name, x.* FROM d, LATERAL (SELECT v, note FROM m WHERE m.device = d.device ORDER BY time DESC LIMIT 1) x",
        "SELECT name, (SELECT v FROM m WHERE m.device = d.device ORDER BY time DESC LIMIT 1) FROM d",
        "SELECT device, time, v FROM (SELECT *, row_number() OVER (PARTITION BY device ORDER BY time DESC) AS n FROM m) x WHERE n = 1",
        "SELECT m.device, m.v FROM m JOIN (SELECT device, max(time) AS time FROM m GROUP BY device) x USING (device, time)",
        "SELECT DISTINCT ON (device) device, v FROM m WHERE device IN ('d1', 'd3', 'd77') ORDER BY device, time",
    ];

    [Fact]
    public void Later_rows_and_deletes_are_seen_by_what_is_kept()
    {
        using var database = new TestDatabase(segmentRows: 300);
        database.CreateTable("m", 3_600_000_000, ["device", "-time"], ("time!", SqlTypes.TimestampTz), ("device", SqlTypes.Text), ("v", SqlTypes.Float8), ("note", SqlTypes.Text));
        database.CreateTable("d", ("device", SqlTypes.Text), ("name", SqlTypes.Text));
        database.Query("INSERT INTO d VALUES ('d1', 'one'), ('d2', 'two'), ('d3', 'three'), ('d8', 'eight'), (NULL, 'none')");
        for (var round = 0; round < 8; round++)
        {
            database.Query("INSERT INTO m VALUES " + string.Join(", ", Enumerable.Range(round * 150, 150).Select(i =>
                $"('2000-01-01 00:00:00+00'::timestamptz + '{(i * 13 % 600) + i} seconds'::interval, {(i % 29 == 0 ? "NULL" : $"'d{i % (5 + round)}'")}, {i}, 'n{i % 3}')")));
            Compare(database, $"round {round}, first");
            Compare(database, $"round {round}, again");
            if (round == 4) database.Query("DELETE FROM m WHERE v IN (SELECT max(v) FROM m GROUP BY device)");
            if (round == 6) database.Query("UPDATE m SET v = -v WHERE device = 'd3' AND v > 300");
            Compare(database, $"round {round}, changed");
            if (round % 3 == 1) database.Store.Checkpoint();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_form_is_recognized(int form)
    {
        using var database = new TestDatabase();
        database.CreateTable("m", 3_600_000_000, ["device", "-time"], ("time!", SqlTypes.TimestampTz), ("device", SqlTypes.Text), ("v", SqlTypes.Float8), ("note", SqlTypes.Text));
        database.CreateTable("d", ("device", SqlTypes.Text), ("name", SqlTypes.Text));
        var plan = database.Explain(s_forms[form]);
        Assert.Contains(plan, line => line.Contains("First per Group"));
        Assert.DoesNotContain(plan, line => line.Contains("Nested Loop") || line.Contains("SubPlan") || line.Contains("WindowAgg"));
    }

    [Theory]
    [InlineData("SELECT * FROM m WHERE device = 'd3' ORDER BY time DESC LIMIT 1")]
    [InlineData("SELECT note, v, time FROM m WHERE device = 'd1' ORDER BY time DESC, v LIMIT 7 OFFSET 3")]
    [InlineData("SELECT * FROM m WHERE v > 100 ORDER BY v LIMIT 200")]
    [InlineData("SELECT device, note, v FROM m WHERE note = 'n2' ORDER BY device DESC NULLS LAST, v DESC LIMIT 40")]
    [InlineData("SELECT * FROM m WHERE device = 'nobody' ORDER BY time LIMIT 3")]
    [InlineData("SELECT d.name, x.note, x.v FROM d, LATERAL (SELECT * FROM m WHERE m.device = d.device ORDER BY v DESC LIMIT 3) x ORDER BY d.name, x.v")]
    public void The_first_rows_of_an_order_are_whole_rows(string query)
    {
        using var database = new TestDatabase(segmentRows: 300);
        database.CreateTable("m", 3_600_000_000, ["device", "-time"], ("time!", SqlTypes.TimestampTz), ("device", SqlTypes.Text), ("v", SqlTypes.Float8), ("note", SqlTypes.Text));
        database.CreateTable("d", ("device", SqlTypes.Text), ("name", SqlTypes.Text));
        database.Query("INSERT INTO d VALUES ('d1', 'one'), ('d3', 'three')");
        for (var part = 0; part < 3; part++)
        {
            database.Query("INSERT INTO m VALUES " + string.Join(", ", Enumerable.Range(part * 700, 700).Select(i =>
                $"('2000-01-01 00:00:00+00'::timestamptz + '{i * 13} seconds'::interval, {(i % 29 == 0 ? "NULL" : $"'d{i % 5}'")}, {i * 7919 % 2111}, {(i % 7 == 0 ? "NULL" : $"'n{i % 3}'")})")));
            if (part < 2) database.Store.Checkpoint();
            if (part == 1) database.Query("DELETE FROM m WHERE v BETWEEN 150 AND 170");
        }

        database.UseBlockStatistics = false;
        var expected = database.Query(query);
        database.UseBlockStatistics = true;
        Assert.Equal(expected, database.Query(query));
        database.BatchRows = 2;
        database.Parallelism = 3;
        database.ParallelThreshold = 0;
        Assert.Equal(expected, database.Query(query));
    }

    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void All_forms_find_the_same(int seed)
    {
        var random = new Random(seed);
        using var database = new TestDatabase(segmentRows: random.Next(20, 400)) { BatchRows = random.Next(2) == 0 ? 3 : 2048, Parallelism = random.Next(1, 4), ParallelThreshold = random.Next(2) * 50_000 };
        string[][] orders = [["device", "-time"], ["time"], ["-time"], []];
        database.CreateTable("m", 3_600_000_000L * random.Next(1, 30), orders[random.Next(orders.Length)], ("time!", SqlTypes.TimestampTz), ("device", SqlTypes.Text), ("v", SqlTypes.Float8));
        database.CreateTable("d", ("device", SqlTypes.Text));
        database.Query("INSERT INTO d SELECT 'd' || i FROM generate_series(0, 30) AS i");
        // No time occurs twice, so that each device has one last row.
        var times = Enumerable.Range(0, 1200).OrderBy(_ => random.Next()).ToArray();
        var next = 0;
        for (var round = 0; round < 6; round++)
        {
            var devices = random.Next(1, 31);
            var rows = random.Next(1, 200);
            database.Query("INSERT INTO m VALUES " + string.Join(", ", Enumerable.Range(0, rows).Select(_ =>
                $"('2000-01-01 00:00:00+00'::timestamptz + '{times[next++] * 97} seconds'::interval, {(random.Next(15) == 0 ? "NULL" : $"'d{random.Next(devices)}'")}, {(random.Next(12) == 0 ? "NULL" : random.Next(50))})")));
            if (random.Next(3) == 0) database.Store.Checkpoint();
            if (random.Next(3) == 0) database.Query($"DELETE FROM m WHERE v = {random.Next(50)} OR time > (SELECT max(time) - '1 hour'::interval FROM m)");
            var (column, test) = random.Next(3) switch
            {
                0 => ("time", "IS NOT NULL"),
                1 => ("v", $"> {random.Next(50)}"),
                _ => ("time", $"< '2000-01-01 00:00:00+00'::timestamptz + '{random.Next(30)} hours'::interval"),
            };
            var condition = $"{column} {test}";
            var distinct = database.Query($"SELECT DISTINCT ON (device) device, time, v FROM m WHERE {condition} AND device IS NOT NULL ORDER BY device, time DESC");
            foreach (var form in new[]
            {
                $"SELECT d.device, x.time, x.v FROM d CROSS JOIN LATERAL (SELECT time, v FROM m WHERE m.device = d.device AND {condition} ORDER BY time DESC LIMIT 1) x ORDER BY d.device",
                $"SELECT device, max(time), last(v, time) FROM m WHERE {condition} AND device IS NOT NULL GROUP BY device ORDER BY device",
                $"SELECT device, time, v FROM (SELECT *, row_number() OVER (PARTITION BY device ORDER BY time DESC) AS n FROM m WHERE {condition} AND device IS NOT NULL) x WHERE n = 1 ORDER BY device",
                $"SELECT device, time, v FROM m o WHERE o.{condition} AND NOT EXISTS (SELECT 1 FROM m WHERE m.device = o.device AND m.time > o.time AND m.{condition}) AND device IS NOT NULL ORDER BY device",
            })
            {
                Assert.True(distinct.SequenceEqual(database.Query(form)), $"seed {seed}, round {round}: {form}");
            }
        }
    }

    private static void Compare(TestDatabase database, string when)
    {
        foreach (var query in s_forms)
        {
            database.DisabledRules = [];
            var found = database.Query(query).Order(StringComparer.Ordinal).ToArray();
            database.DisabledRules = [.. Optimizer.Rules.Select(r => r.Name), "first_per_group", "join_filters", "bound_scans"];
            Assert.True(database.Query(query).Order(StringComparer.Ordinal).SequenceEqual(found), $"{when}: {query}");
        }

        database.DisabledRules = [];
    }
}
