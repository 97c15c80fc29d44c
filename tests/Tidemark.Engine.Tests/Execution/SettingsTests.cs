using Tidemark.Engine.Planning;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>Every query gives the same rows whatever the sizes of batches, the number of threads, the rules and the operators that carry it out.</summary>
public sealed class SettingsTests
{
    private const string Hour = "3600000000";

    private static readonly string[] s_queries =
    [
        "SELECT count(*), count(k), sum(v), min(v), max(s), avg(id) FROM t",
        "SELECT count(*), max(time), min(time) FROM m",
        "SELECT count(*), max(v) FROM m WHERE time >= '2000-01-01 02:00:00+00'",
        "SELECT k, count(*), sum(id), max(s) FROM t GROUP BY k",
        "SELECT s, k, count(*) FROM t GROUP BY s, k",
        "SELECT s, k, count(*) FROM t GROUP BY ROLLUP (s, k)",
        "SELECT count(DISTINCT k), count(DISTINCT s), sum(DISTINCT id % 7) FROM t",
        "SELECT k, count(DISTINCT s) FILTER (WHERE id > 20) FROM t GROUP BY k",
        "SELECT DISTINCT k, s FROM t",
        "SELECT DISTINCT ON (device) device, time, v FROM m ORDER BY device, time DESC",
        "SELECT DISTINCT ON (device) device, time, v FROM m WHERE v > 10 ORDER BY device, time",
        "SELECT DISTINCT ON (k) k, id FROM t ORDER BY k DESC, v DESC, id",
        "SELECT time_bucket('10 minutes', time) b, device, sum(v) FROM m GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT 7",
        "SELECT time_bucket('10 minutes', time) b, max(v) FROM m GROUP BY b ORDER BY b LIMIT 3 OFFSET 1",
        "SELECT time_bucket('10 minutes', time) b, count(*) FROM m WHERE time_bucket('10 minutes', time) > '2000-01-01 03:00:00+00' GROUP BY b ORDER BY b",
        "SELECT time, device FROM m ORDER BY time DESC, device LIMIT 5",
        "SELECT time, device FROM m WHERE device = 'd3' ORDER BY time LIMIT 4",
        "SELECT id FROM t ORDER BY k DESC NULLS LAST, s, id",
        "SELECT id FROM t ORDER BY v NULLS FIRST, id LIMIT 6",
        "SELECT id FROM t ORDER BY k, id FETCH FIRST 9 ROWS WITH TIES",
        "SELECT a.id, b.id FROM t a JOIN t b ON a.k = b.k AND a.id < b.id WHERE b.id < 40",
        "SELECT a.id, d.name FROM t a LEFT JOIN d ON a.k = d.k WHERE a.id < 30",
        "SELECT a.id, d.name FROM t a LEFT JOIN d ON a.k = d.k WHERE d.name > 'o'",
        "SELECT a.id, d.name FROM (SELECT * FROM t WHERE id < 9) a FULL JOIN d ON a.k = d.k",
        "SELECT a.id, d.name FROM t a RIGHT JOIN d ON a.k = d.k AND a.id < 9",
        "SELECT d.name, e.name, a.id FROM d, d e, t a WHERE d.k = e.k AND a.k = e.k AND a.id < 50",
        "SELECT count(*) FROM t a, d WHERE a.id > d.k",
        "SELECT name FROM d WHERE EXISTS (SELECT 1 FROM t WHERE t.k = d.k AND t.id > 20)",
        "SELECT name FROM d WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.k = d.k)",
        "SELECT name FROM d WHERE k IN (SELECT k FROM t WHERE id < 4)",
        "SELECT name FROM d WHERE k NOT IN (SELECT k FROM t WHERE k IS NOT NULL)",
        "SELECT name, (SELECT count(*) FROM t WHERE t.k = d.k), (SELECT max(v) FROM t WHERE t.k = d.k) FROM d",
        "SELECT id FROM t WHERE v = (SELECT max(v) FROM t u WHERE u.k = t.k)",
        "SELECT name, x.id FROM d, LATERAL (SELECT id FROM t WHERE t.k = d.k ORDER BY id DESC LIMIT 2) x",
        "SELECT name, x.v, x.time FROM e, LATERAL (SELECT v, time FROM m WHERE m.device = e.device ORDER BY time DESC LIMIT 1) x",
        "SELECT name, x.v FROM e LEFT JOIN LATERAL (SELECT v, time FROM m WHERE m.device = e.device AND v > 5 ORDER BY time DESC LIMIT 1) x ON true",
        "SELECT name, x.v FROM e LEFT JOIN LATERAL (SELECT v + 1 AS v FROM (SELECT * FROM m WHERE m.device = e.device) y ORDER BY time LIMIT 1) x ON x.v > 9",
        "SELECT name, x.v FROM e, LATERAL (SELECT v, time FROM m WHERE m.device = e.device ORDER BY time DESC LIMIT 1) x WHERE e.name = 'two' AND x.v > 1",
        "SELECT name, x.id FROM d, LATERAL (SELECT id FROM t WHERE t.k = d.k ORDER BY v DESC NULLS LAST, id LIMIT 1) x",
        "SELECT name, x.id FROM d, LATERAL (SELECT id FROM t WHERE t.k = d.k AND t.id > d.k * 10 ORDER BY v DESC NULLS LAST, id LIMIT 1) x",
        "SELECT name, (SELECT v FROM m WHERE m.device = e.device ORDER BY time DESC LIMIT 1) FROM e",
        "SELECT name FROM e WHERE (SELECT v FROM m WHERE m.device = e.device ORDER BY time DESC LIMIT 1) > 50",
        "SELECT name, (SELECT id FROM t WHERE t.k = e.big ORDER BY id LIMIT 1) FROM e",
        "SELECT * FROM (SELECT device, time, v, row_number() OVER (PARTITION BY device ORDER BY time DESC) AS n FROM m) x WHERE n = 1 AND v > 3",
        "SELECT * FROM (SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY v, id DESC) AS n FROM t WHERE id > 3) x WHERE 2 > n",
        "SELECT * FROM (SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY v, id DESC) AS n FROM t) x WHERE n = 2",
        "SELECT device, last(v, time), max(time) FROM m GROUP BY device",
        "SELECT device, first(v, time), min(time), first(v * 2, time) FROM m WHERE v < 60 GROUP BY device",
        "SELECT device, last(v, time), first(v, time) FROM m GROUP BY device",
        "SELECT m.device, m.v FROM m JOIN (SELECT device, max(time) AS time FROM m GROUP BY device) x ON x.device = m.device AND x.time = m.time",
        "SELECT device, v FROM m WHERE time = (SELECT max(time) FROM m n WHERE n.device = m.device)",
        "SELECT e.name, sum(m.v), count(*) FROM e JOIN m ON m.device = e.device WHERE e.name <> 'one' AND m.time > '2000-01-01 02:00:00+00' GROUP BY e.name",
        "SELECT e.name, x.c FROM e JOIN (SELECT device, count(*) AS c FROM m GROUP BY device) x ON x.device = e.device WHERE e.big < 3",
        "SELECT e.name, t.id FROM t RIGHT JOIN e ON t.k = e.big",
        "SELECT t.id FROM t WHERE t.k IN (SELECT big FROM e WHERE big > 1)",
        "SELECT time_bucket_gapfill('7 minutes', time) AS b, device, avg(v), locf(max(v)), interpolate(min(v)) FROM m WHERE time >= '2000-01-01 00:30+00' AND time < '2000-01-01 02:00+00' AND v > 20 GROUP BY b, device",
        "SELECT b, count(*) FROM (SELECT time_bucket_gapfill('11 minutes', time) AS b, device FROM m WHERE time >= '2000-01-01 00:30+00' AND time < '2000-01-01 02:00+00' GROUP BY b, device) x WHERE b > '2000-01-01 01:00+00' GROUP BY b",
        "SELECT x.device, x.time, y.time, y.v FROM (SELECT * FROM m WHERE v > 90) x ASOF LEFT JOIN (SELECT * FROM m WHERE v < 30) y ON x.device = y.device AND x.time > y.time TOLERANCE '20 minutes'",
        "SELECT t.id, d.name FROM t ASOF JOIN d ON t.v >= d.k WHERE t.id < 30",
        "SELECT k FROM t WHERE id < 9 UNION SELECT k FROM d",
        "SELECT k FROM t WHERE id < 9 UNION ALL SELECT k FROM d",
        "SELECT k FROM t INTERSECT SELECT k FROM d",
        "SELECT k FROM t WHERE id < 20 EXCEPT ALL SELECT k FROM d",
        "SELECT x.k, x.c FROM (SELECT k, count(*) c FROM t GROUP BY k) x WHERE x.k > 2",
        "SELECT x.id FROM (SELECT id, k FROM t UNION ALL SELECT k, k FROM d) x WHERE x.id > 60",
        "WITH a AS (SELECT k, sum(v) s FROM t GROUP BY k) SELECT a.k, a.s FROM a JOIN d ON d.k = a.k",
        "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 20) SELECT sum(n), count(*) FROM r",
        "SELECT id, sum(v) OVER (PARTITION BY k ORDER BY id), count(*) OVER (PARTITION BY s) FROM t",
        "SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM t",
        "SELECT id, sum(id) OVER (ORDER BY k RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        "SELECT device, time, lag(v) OVER (PARTITION BY device ORDER BY time), lead(v, 2, 0.5) OVER (PARTITION BY device ORDER BY time) FROM m",
        "SELECT device, max(abs(change)), sum(change) FROM (SELECT device, v - lag(v) OVER (PARTITION BY device ORDER BY time) AS change FROM m) x GROUP BY device",
        "SELECT * FROM (SELECT device, time, v, row_number() OVER (PARTITION BY device ORDER BY v DESC, time) AS n FROM m) x WHERE n <= 3",
        "SELECT * FROM (SELECT device, v, rank() OVER (PARTITION BY device ORDER BY v) AS n FROM m) x WHERE n < 4 AND v <> 2",
        "SELECT * FROM (SELECT id, rank() OVER (ORDER BY k DESC, s) AS n FROM t) x WHERE n <= 5",
        "SELECT device, rank() OVER (PARTITION BY device ORDER BY v), dense_rank() OVER (PARTITION BY device ORDER BY v), percent_rank() OVER (PARTITION BY device ORDER BY v) FROM m",
        "SELECT k, percentile_cont(0.3) WITHIN GROUP (ORDER BY v), percentile_disc(0.7) WITHIN GROUP (ORDER BY id DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY s) FROM t GROUP BY k",
        "SELECT device, percentile_cont(ARRAY[0, 0.25, 1]) WITHIN GROUP (ORDER BY v) FROM m GROUP BY device",
        "SELECT device, count(DISTINCT v), sum(DISTINCT v) FILTER (WHERE v > 5), count(DISTINCT time) FROM m GROUP BY device",
        "SELECT device, time FROM m ORDER BY v DESC, device, time LIMIT 20 OFFSET 30",
        "SELECT k, s, v FROM t ORDER BY k DESC NULLS LAST, s DESC, v NULLS FIRST, id",
        "SELECT device, count(*) FROM m WHERE device LIKE '%3' OR device ~ '1$' OR upper(device) = 'D0' GROUP BY device",
        "SELECT id, CASE WHEN k > 2 THEN 100 / (k - 2) WHEN k = 2 THEN 0 END, coalesce(k, -1) FROM t",
        "SELECT id FROM t WHERE k IN (1, 3, NULL) OR s = 's2'",
        "SELECT id FROM t WHERE k <> 0 AND 12 / k > 3",
    ];

    public static TheoryData<string> Configurations =>
        ["batches of 2", "three workers", "three workers, batches of 3", "no block statistics", "no rules", .. Optimizer.Rules.Select(r => "without " + r.Name), "without top_n", "without window_top_n", "without first_per_group", "without bound_scans", "without join_filters"];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Rows_do_not_depend_on_how_they_are_found(string configuration)
    {
        using var database = Build();
        var expected = s_queries.Select(q => Sorted(database.Query(q))).ToArray();
        Configure(database, configuration);
        for (var i = 0; i < s_queries.Length; i++)
        {
            Assert.True(expected[i].SequenceEqual(Sorted(database.Query(s_queries[i]))), $"{configuration}: {s_queries[i]}");
        }
    }

    private static void Configure(TestDatabase database, string configuration)
    {
        if (configuration.StartsWith("without ", StringComparison.Ordinal)) database.DisabledRules = [configuration["without ".Length..]];
        if (configuration == "no rules") database.DisabledRules = [.. Optimizer.Rules.Select(r => r.Name), "top_n", "window_top_n", "first_per_group", "bound_scans", "join_filters"];
        if (configuration.Contains("batches of 2")) database.BatchRows = 2;
        if (configuration.Contains("batches of 3")) database.BatchRows = 3;
        database.UseBlockStatistics = configuration != "no block statistics";
        if (!configuration.StartsWith("three workers", StringComparison.Ordinal)) return;
        database.Parallelism = 3;
        database.ParallelThreshold = 0;
    }

    private static string[] Sorted(string[] rows) => [.. rows.Order(StringComparer.Ordinal)];

    private static TestDatabase Build()
    {
        // Small segments: several units a chunk, some in order and one still a tail.
        var database = new TestDatabase(segmentRows: 256);
        database.CreateTable("t", ("id", SqlTypes.Int4), ("k", SqlTypes.Int4), ("v", SqlTypes.Float8), ("s", SqlTypes.Text));
        database.CreateTable("d", ("k", SqlTypes.Int4), ("name", SqlTypes.Text));
        database.CreateTable("m", long.Parse(Hour), ["device", "-time"], ("time!", SqlTypes.TimestampTz), ("device", SqlTypes.Text), ("v", SqlTypes.Float8));
        database.Query("INSERT INTO t VALUES " + string.Join(", ", Enumerable.Range(1, 70).Select(i =>
            $"({i}, {(i % 11 == 0 ? "NULL" : i % 6)}, {(i % 13 == 0 ? "NULL" : $"{i * 37 % 50}.5")}, 's{i % 4}')")));
        database.Query("INSERT INTO d VALUES (0, 'zero'), (1, 'one'), (2, 'two'), (3, 'three'), (9, 'nine'), (NULL, 'none')");
        database.CreateTable("e", ("device", SqlTypes.Text), ("name", SqlTypes.Text), ("big", SqlTypes.Int8));
        database.Query("INSERT INTO e VALUES ('d1', 'one', 1), ('d2', 'two', 2), ('d3', 'three', 5000000000), ('d9', 'nine', NULL), (NULL, 'none', 3), ('d2', 'two again', 2)");
        for (var part = 0; part < 5; part++)
        {
            database.Query("INSERT INTO m VALUES " + string.Join(", ", Enumerable.Range(part * 300, 300).Select(i =>
                $"('2000-01-01 00:00:00+00'::timestamptz + '{i / 5} minutes'::interval, 'd{i % 5}', {i * 7919 % 100})")));
        }

        database.Store.Checkpoint();
        return database;
    }
}
