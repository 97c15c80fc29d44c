using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>Kept rows that come out as they were are not written again; all others are, and as many as there are.</summary>
public sealed class UnchangedRowTests : IDisposable
{
    private readonly SessionBench _bench = new();
    private readonly Session _session;

    public UnchangedRowTests()
    {
        _session = _bench.Open();
        Run("SET client_min_messages = warning; SET timezone = 'UTC'");
        Run("CREATE TABLE r (time timestamptz NOT NULL, dev text, v int, n numeric, f float8)");
        Run("SELECT create_hypertable('r', by_range('time', INTERVAL '1 day'))");
        Run("INSERT INTO r SELECT g, 'd' || d, 1, 1.0, 0 FROM generate_series('2024-01-01'::timestamptz, '2024-01-04'::timestamptz - INTERVAL '1 minute', '1 minute') g, generate_series(1, 3) d");
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("SELECT compress_chunk(c) FROM show_chunks('hourly') c")]
    public void They_concern_no_aggregate_above(string before)
    {
        Run("CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, sum(v) AS s FROM r GROUP BY 1, 2");
        Run("CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', b) AS b, dev, sum(s) AS s FROM hourly GROUP BY 1, 2");
        if (before.Length > 0) Run("ALTER MATERIALIZED VIEW hourly SET (timescaledb.compress); " + before);
        Run("UPDATE daily SET s = -1");
        Refresh("hourly", isForced: true);
        Refresh("daily", isForced: false);
        Assert.Equal("9", Run("SELECT count(*) FROM daily WHERE s = -1"));
        Run("UPDATE r SET v = 3 WHERE dev = 'd2' AND time = '2024-01-02 10:30'");
        Refresh("hourly", isForced: true);
        Refresh("daily", isForced: false);
        Assert.Equal("02 d2 1442", Run("SELECT string_agg(to_char(b, 'DD') || ' ' || dev || ' ' || s, ', ') FROM daily WHERE s <> -1"));
        Assert.Equal("216", Run("SELECT count(*) FROM hourly"));
    }

    [Fact]
    public void Equal_values_that_are_not_the_same_are_written()
    {
        Run("CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, max(n) AS n, min(f) AS f, max(dev) AS d FROM r GROUP BY 1, 2");
        Assert.Equal("1.0 0 d1", Shown());
        Run("UPDATE r SET n = 1.00, f = '-0' WHERE time < '2024-01-01 01:00'");
        Refresh("hourly", isForced: false);
        Assert.Equal("1.00 -0 d1", Shown());
        Run("UPDATE r SET n = NULL, f = NULL WHERE time < '2024-01-01 01:00'");
        Refresh("hourly", isForced: true);
        Assert.Equal("- - d1", Shown());
        Run("UPDATE r SET f = 0 WHERE time < '2024-01-01 01:00'");
        Refresh("hourly", isForced: true);
        Assert.Equal("- 0 d1", Shown());

        string Shown() => Run("SELECT concat_ws(' ', coalesce(n::text, '-'), coalesce(f::text, '-'), d) FROM hourly WHERE b = '2024-01-01' AND dev = 'd1'");
    }

    [Fact]
    public void Rows_that_are_the_same_as_each_other_are_counted()
    {
        Run("CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, count(*) AS c FROM r GROUP BY 1, dev");
        Run("DELETE FROM r WHERE dev = 'd1' AND time < '2024-01-01 01:00'");
        Run("INSERT INTO r SELECT time, 'd4', v, n, f FROM r WHERE dev = 'd3' AND time >= '2024-01-01 01:00' AND time < '2024-01-01 02:00'");
        Run("INSERT INTO r SELECT time, 'd5', v, n, f FROM r WHERE dev = 'd3' AND time >= '2024-01-01 01:00' AND time < '2024-01-01 02:00'");
        Refresh("hourly", isForced: true);
        Assert.Equal("2, 5, 3, 3", Run("SELECT string_agg(n::text, ', ' ORDER BY b) FROM (SELECT b, count(*) AS n FROM hourly WHERE b < '2024-01-01 04:00' AND c = 60 GROUP BY b) q"));
    }

    private void Refresh(string view, bool isForced) => Run($"CALL refresh_continuous_aggregate('{view}', NULL, NULL, force => {(isForced ? "true" : "false")})");

    private string Run(string sql) => SessionBench.Run(_session, sql);
}
