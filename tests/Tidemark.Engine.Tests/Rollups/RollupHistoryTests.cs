using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>A continuous aggregate, after any history of its sources, equals its query run directly, bucket for bucket.</summary>
public class RollupHistoryTests
{
    private static readonly (string Name, string Query, string Source)[] s_rollups =
    [
        ("hourly", "SELECT time_bucket('1 hour', time) AS b, dev, sum(v) AS s, count(*) AS c, max(v) AS m FROM {0} GROUP BY 1, 2", "r"),
        ("merged", "SELECT time_bucket('3 hours', time) AS b, dev, avg(v) AS a, min(v) AS lo, avg(v::bigint) FILTER (WHERE v > 9) AS n, count(tag) AS t, bool_or(v = 7) AS o, max(tag) AS x FROM {0} WHERE v <> 13 GROUP BY 1, 2", "r"),
        ("doubled", "SELECT time_bucket('30 minutes', time) AS b, tag, sum(v::float8) AS s, avg(v::float8) AS a, dev, sum(v::numeric) AS n FROM {0} GROUP BY 1, 2, 5", "r"),
        ("zonal", "SELECT time_bucket('1 day', time, 'Asia/Kolkata') AS b, dev, count(*) AS c, sum(v * 2) AS s FROM {0} GROUP BY 1, 2", "r"),
        ("daily", "SELECT time_bucket('1 day', b) AS b, dev, sum(s) AS s, sum(c) AS c FROM {0} GROUP BY 1, 2", "hourly"),
        ("tagged", "SELECT time_bucket('2 hours', time) AS b, tag, count(*) AS c, min(v) AS m, avg(v) AS a FROM {0} WHERE v <> 13 GROUP BY 1, 2 HAVING count(*) > 1", "r"),
        ("half", "SELECT time_bucket('1 day', time, 'Asia/Kolkata') AS b, dev, first(v, time) AS f, last(v, time) AS l FROM (SELECT time, dev, max(v) AS v FROM {0} GROUP BY 1, 2) x GROUP BY 1, 2", "r"),
        ("zoned", "SELECT time_bucket('1 day', time, 'Europe/Berlin') AS b, count(*) AS c, min(v) AS m FROM {0} GROUP BY 1", "r"),
        ("monthly", "SELECT time_bucket('1 month', time) AS b, count(DISTINCT dev) AS d, sum(v) AS s FROM {0} GROUP BY 1", "r"),
        ("named", "SELECT time_bucket('6 hours', time) AS b, n.name, count(*) AS c FROM {0} r JOIN names n ON n.id = r.dev GROUP BY 1, 2", "r"),
        ("joint", "SELECT time_bucket('1 day', time) AS b, count(*) AS c FROM (SELECT time, v FROM {0} UNION ALL SELECT time, v FROM other) x GROUP BY 1", "r"),
        ("ranked", "SELECT b, dev, s, rank() OVER (PARTITION BY b ORDER BY s DESC, dev) AS place FROM (SELECT time_bucket('1 day', time) AS b, dev, sum(v) AS s FROM {0} GROUP BY 1, 2) x", "r"),
        ("shifted", "SELECT time_bucket('1 day', time, \"offset\" => '5 hours'::interval) AS b, percentile_disc(0.5) WITHIN GROUP (ORDER BY v) AS p FROM {0} GROUP BY 1", "r"),
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(7, true)]
    public void After_any_history_an_aggregate_equals_its_query(int seed, bool isCalm)
    {
        using var bench = new SessionBench();
        var session = bench.Open();
        var random = new Random(seed);
        SessionBench.Do(session, "SET client_min_messages = warning");
        foreach (var table in new[] { "r", "other" })
        {
            SessionBench.Do(session, $"CREATE TABLE {table} (time timestamptz NOT NULL, dev int, v int, tag text GENERATED ALWAYS AS (CASE dev % 3 WHEN 0 THEN 'even' WHEN 1 THEN 'one' ELSE NULL END) STORED)");
            SessionBench.Do(session, $"SELECT create_hypertable('{table}', by_range('time', INTERVAL '1 day'))");
        }

        // Rows are sorted by a key of some aggregates, ascending or descending in time, or by none.
        if (random.Next(3) != 0) SessionBench.Do(session, $"CREATE INDEX ON r ({(random.Next(2) == 0 ? "dev" : "tag")}, time{(random.Next(2) == 0 ? " DESC" : "")})");
        SessionBench.Do(session, "CREATE TABLE names (id int PRIMARY KEY, name text)");
        SessionBench.Do(session, "INSERT INTO names SELECT g, 'n' || g FROM generate_series(0, 3) g");
        foreach (var (name, query, source) in s_rollups)
        {
            SessionBench.Do(session, $"CREATE MATERIALIZED VIEW {name} WITH (timescaledb.continuous, timescaledb.materialized_only = {(random.Next(2) == 0 ? "true" : "false")}) AS {string.Format(null, query, source)} WITH NO DATA");
        }

        for (var step = 0; step < 80; step++)
        {
            SessionBench.Do(session, Change(random, isCalm));
            if (step % 20 == 19) Compare(session, seed, step);
        }
    }

    // Where it is calm most rows that come are merged: seldom does one change or go.
    private static string Change(Random random, bool isCalm)
    {
        var table = random.Next(4) == 0 ? "other" : "r";
        var kind = random.Next(16);
        if (isCalm && kind is >= 4 and <= 10 and not 9 && random.Next(12) != 0) kind = random.Next(2) == 0 ? 3 : 12;
        switch (kind)
        {
            case 0 or 1 or 2:
                return $"INSERT INTO {table} SELECT {Time(random)} + g * INTERVAL '17 minutes', {(random.Next(3) == 0 ? "nullif(g % 5, 3)" : "g % 5")}, g FROM generate_series(1, {random.Next(1, 200)}) g";
            case 3:
                return $"INSERT INTO {table} VALUES ({Time(random)}, {random.Next(5)}, {random.Next(100)}), ({Time(random)}, {random.Next(5)}, {random.Next(100)})";
            case 4:
                return $"UPDATE {table} SET v = v + 1, time = time + INTERVAL '{random.Next(-3, 4)} hours' WHERE dev = {random.Next(5)} AND time BETWEEN {Time(random)} AND {Time(random)}";
            case 5:
                return $"DELETE FROM {table} WHERE v % 3 = {random.Next(3)} AND time > {Time(random)}";
            case 6:
                return $"DELETE FROM {table} WHERE time < {Time(random)} AND dev = {random.Next(5)}";
            case 7:
                return random.Next(6) == 0 ? $"TRUNCATE {table}" : $"MERGE INTO {table} t USING (VALUES ({random.Next(5)})) AS x(d) ON t.dev = x.d AND t.time > {Time(random)} WHEN MATCHED THEN UPDATE SET v = 7";
            case 8:
                return $"SELECT drop_chunks('{table}', older_than => {Time(random)} - INTERVAL '15 days')";
            case 9:
                return $"BEGIN; INSERT INTO {table} VALUES ({Time(random)}, 1, 1); SAVEPOINT a; DELETE FROM {table} WHERE time > {Time(random)}; ROLLBACK TO a; {(random.Next(2) == 0 ? "COMMIT" : "ROLLBACK")}";
            case 10:
                return $"UPDATE names SET name = 'm' || {random.Next(100)} WHERE id = {random.Next(4)}";
            case 11:
                return $"VACUUM {(random.Next(2) == 0 ? "FULL " : "")}{(random.Next(3) == 0 ? s_rollups[random.Next(s_rollups.Length)].Name : "r")}";
            default:
                var rollup = s_rollups[random.Next(s_rollups.Length)].Name;
                var (start, end) = (random.Next(3) == 0 ? "NULL" : $"{Time(random)} - INTERVAL '65 days'", random.Next(3) == 0 ? "NULL" : $"{Time(random)} + INTERVAL '65 days'");
                var call = $"CALL refresh_continuous_aggregate('{rollup}', {start}, {end}, force => {(random.Next(5) == 0 ? "true" : "false")})";
                return random.Next(3) == 0 ? $"BEGIN; INSERT INTO r VALUES ({Time(random)}, 2, 2); {call}; INSERT INTO r VALUES ({Time(random)}, 3, 3); {(random.Next(3) == 0 ? "ROLLBACK" : "COMMIT")}" : call;
        }
    }

    private static string Time(Random random) => $"(timestamptz '2024-03-01 00:00+00' + INTERVAL '{random.Next(60 * 24 * 45)} minutes')";

    private static void Compare(Session session, int seed, int step)
    {
        foreach (var (name, query, _) in s_rollups)
        {
            SessionBench.Do(session, $"CALL refresh_continuous_aggregate('{name}', NULL, NULL)");
            var direct = name == "daily" ? "SELECT time_bucket('1 day', time) AS b, dev, sum(v)::numeric AS s, count(*)::numeric AS c FROM r GROUP BY 1, 2" : string.Format(null, query, "r");
            var difference = SessionBench.Run(session, $"(SELECT 'kept', x::text FROM {name} x EXCEPT ALL SELECT 'kept', x::text FROM ({direct}) x) UNION ALL (SELECT 'missing', x::text FROM ({direct}) x EXCEPT ALL SELECT 'missing', x::text FROM {name} x) LIMIT 5");
            Assert.True(difference.Length == 0, $"seed {seed}, step {step}, {name}:\n{difference}");
        }
    }
}
