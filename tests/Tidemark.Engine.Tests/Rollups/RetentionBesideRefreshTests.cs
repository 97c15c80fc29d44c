using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>What retention takes away stays in the aggregates, whoever refreshes or drops beside it: each commits between the buckets that it computes.</summary>
public class RetentionBesideRefreshTests
{
    private const int Rounds = 10;

    [Fact]
    public async Task Nothing_kept_is_lost_when_retention_runs_twice_at_the_same_time_beside_a_refresh()
    {
        using var bench = new SessionBench();
        var session = bench.Open();
        Session[] beside = [bench.Open(), bench.Open(), bench.Open()];
        for (var round = 0; round < Rounds; round++)
        {
            SessionBench.Run(session, $"""
                CREATE TABLE r{round} (time timestamptz NOT NULL, dev int, v int);
                SELECT create_hypertable('r{round}', by_range('time', INTERVAL '1 day'));
                CREATE MATERIALIZED VIEW hourly{round} WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, sum(v) AS s, count(*) AS c FROM r{round} GROUP BY 1, 2 WITH NO DATA;
                INSERT INTO r{round} SELECT '2025-06-01'::timestamptz + g * INTERVAL '1 hour', 1, 1 FROM generate_series(0, 239) g
                """);
            var job = SessionBench.Run(session, $"SELECT add_retention_policy('r{round}', INTERVAL '30 days')");
            using var together = new Barrier(3);
            var results = await Task.WhenAll(beside.Zip([$"CALL run_job({job})", $"CALL run_job({job})", $"CALL refresh_continuous_aggregate('hourly{round}', NULL, NULL)"], (own, sql) => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return SessionBench.Run(own, sql);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            Assert.All(results, r => Assert.Equal("CALL", r));
            Assert.Equal("0", SessionBench.Run(session, $"SELECT count(*) FROM r{round}"));
            Assert.Equal("240|240", SessionBench.Run(session, $"SELECT count(*), sum(c) FROM hourly{round}"));
        }
    }
}
