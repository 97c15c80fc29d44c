using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>A continuous aggregate equals its query, too, when several sessions write, refresh and merge at the same time: nothing is counted twice, and nothing is left out.</summary>
public class RollupSessionTests
{
    private const int Sessions = 4;

    private static readonly (string Name, string Query, string Source)[] s_rollups =
    [
        ("hourly", "SELECT time_bucket('1 hour', time) AS b, dev, sum(v) AS s, count(*) AS c FROM {0} GROUP BY 1, 2", "r"),
        ("daily", "SELECT time_bucket('1 day', b) AS b, dev, sum(s) AS s, sum(c) AS c FROM {0} GROUP BY 1, 2", "hourly"),
        ("ranked", "SELECT time_bucket('6 hours', time) AS b, count(DISTINCT dev) AS d, percentile_disc(0.5) WITHIN GROUP (ORDER BY v) AS p FROM {0} GROUP BY 1", "r"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_any_history_of_several_sessions_an_aggregate_equals_its_query(int seed)
    {
        using var bench = new SessionBench(new StoreOptions { SegmentRows = 300, DirectSegmentRows = 100 });
        var session = bench.Open();
        SessionBench.Do(session, "SET client_min_messages = warning");
        SessionBench.Do(session, "CREATE TABLE r (time timestamptz NOT NULL, dev int, v int)");
        SessionBench.Do(session, "SELECT create_hypertable('r', by_range('time', INTERVAL '1 day'))");
        SessionBench.Do(session, "CREATE INDEX ON r (dev, time DESC)");
        foreach (var (name, query, source) in s_rollups) SessionBench.Do(session, $"CREATE MATERIALIZED VIEW {name} WITH (timescaledb.continuous) AS {string.Format(null, query, source)} WITH NO DATA");
        SessionBench.Do(session, "INSERT INTO r SELECT timestamptz '2024-03-01' + g * INTERVAL '10 minutes', g % 5, g % 100 FROM generate_series(0, 1000) g");
        foreach (var (name, _, _) in s_rollups) SessionBench.Do(session, $"CALL refresh_continuous_aggregate('{name}', NULL, NULL)");

        var sessions = Enumerable.Range(0, Sessions).Select(_ => bench.Open()).ToArray();
        for (var round = 0; round < 3; round++)
        {
            using var together = new Barrier(Sessions);
            var mixed = (seed * 100) + round;
            await Task.WhenAll(sessions.Select((own, number) => Task.Factory.StartNew(
                () =>
                {
                    var random = new Random((mixed * Sessions) + number);
                    together.SignalAndWait();
                    for (var step = 0; step < 30; step++) SessionBench.DoOrLose(own, Change(random));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            Compare(session, seed, round);
        }
    }

    private static string Change(Random random)
    {
        var (rollup, _, _) = s_rollups[random.Next(s_rollups.Length)];
        return random.Next(14) switch
        {
            < 5 => $"INSERT INTO r VALUES ({Time(random)}, {random.Next(6)}, {random.Next(100)}), ({Time(random)}, {random.Next(6)}, {random.Next(100)})",
            5 => $"INSERT INTO r SELECT {Time(random)} + g * INTERVAL '17 minutes', g % 5, g FROM generate_series(1, {random.Next(1, 150)}) g",
            6 => $"UPDATE r SET v = v + 1 WHERE dev = {random.Next(6)} AND time BETWEEN {Time(random)} AND {Time(random)}",
            7 => $"DELETE FROM r WHERE dev = {random.Next(6)} AND v % 7 = {random.Next(7)} AND time > {Time(random)}",
            8 => $"BEGIN; INSERT INTO r VALUES ({Time(random)}, {random.Next(6)}, 1); CALL refresh_continuous_aggregate('{rollup}', NULL, NULL); {(random.Next(3) == 0 ? "ROLLBACK" : "COMMIT")}",
            9 => $"VACUUM {(random.Next(2) == 0 ? "FULL " : "")}{(random.Next(2) == 0 ? rollup : "r")}",
            var kind => $"CALL refresh_continuous_aggregate('{rollup}', {(random.Next(2) == 0 ? "NULL" : Time(random) + " - INTERVAL '2 days'")}, NULL, force => {(kind == 10 ? "true" : "false")})",
        };
    }

    private static string Time(Random random) => $"(timestamptz '2024-03-01 00:00+00' + INTERVAL '{random.Next(60 * 24 * 7)} minutes')";

    private static void Compare(Session session, int seed, int round)
    {
        foreach (var (name, query, _) in s_rollups)
        {
            SessionBench.Do(session, $"CALL refresh_continuous_aggregate('{name}', NULL, NULL)");
            var direct = name == "daily" ? "SELECT time_bucket('1 day', time) AS b, dev, sum(v)::numeric AS s, count(*)::numeric AS c FROM r GROUP BY 1, 2" : string.Format(null, query, "r");
            var difference = SessionBench.Run(session, $"(SELECT 'kept', x::text FROM {name} x EXCEPT ALL SELECT 'kept', x::text FROM ({direct}) x) UNION ALL (SELECT 'missing', x::text FROM ({direct}) x EXCEPT ALL SELECT 'missing', x::text FROM {name} x) LIMIT 5");
            Assert.True(difference.Length == 0, $"seed {seed}, round {round}, {name}:\n{difference}");
        }
    }
}
