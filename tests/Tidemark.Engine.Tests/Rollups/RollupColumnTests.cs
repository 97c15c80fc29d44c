using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>ALTER MATERIALIZED VIEW ... ADD COLUMN: the column is filled at once, and belongs to the aggregate like any other.</summary>
public sealed class RollupColumnTests : IDisposable
{
    private const string First = "SELECT dev || ' ' || c || ' ' || top FROM h ORDER BY b, dev LIMIT 1";

    private readonly SessionBench _bench = new();
    private readonly Session _session;

    public RollupColumnTests()
    {
        _session = _bench.Open();
        Run("SET client_min_messages = warning; SET timezone = 'UTC'");
        Run("CREATE TABLE m (time timestamptz NOT NULL, dev int, v float8)");
        Run("SELECT create_hypertable('m', by_range('time', INTERVAL '1 day'))");
        Run("INSERT INTO m SELECT t, d, extract(hour FROM t) + d FROM generate_series('2024-01-01'::timestamptz, '2024-01-04 23:50', '10 min') t, generate_series(1, 2) d");
        Run("CREATE MATERIALIZED VIEW h WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, count(*) AS c FROM m GROUP BY b, dev");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void It_is_filled_at_once()
    {
        Run("ALTER MATERIALIZED VIEW h ADD COLUMN top int GENERATED ALWAYS AS (max(v)) STORED");
        Assert.Equal("1 6 1", Run(First));
        Assert.Equal("192", Run("SELECT count(top) FROM h"));
        Run("INSERT INTO m VALUES ('2024-01-01 00:05', 1, 100)");
        Run("CALL refresh_continuous_aggregate('h', NULL, NULL)");
        Assert.Equal("1 7 100", Run(First));
    }

    [Fact]
    public void It_is_there_in_real_time_and_under_another_name()
    {
        Run("ALTER MATERIALIZED VIEW h ADD COLUMN highest float8 GENERATED ALWAYS AS (max(v)) STORED");
        Run("ALTER MATERIALIZED VIEW h RENAME COLUMN highest TO top");
        Run("ALTER MATERIALIZED VIEW h SET (timescaledb.materialized_only = false)");
        Run("INSERT INTO m VALUES ('2024-02-01', 1, 77)");
        Assert.Equal("77", Run("SELECT top FROM h ORDER BY b DESC LIMIT 1"));
        Assert.Contains("AS top", Run("SELECT view_definition FROM timescaledb_information.continuous_aggregates"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_retention_has_taken_stays_without_it()
    {
        Run("SELECT add_retention_policy('m', INTERVAL '1 day')");
        Run("INSERT INTO m VALUES (now(), 1, 1)");
        Run("CALL run_job(1000)");
        Run("ALTER MATERIALIZED VIEW h ADD COLUMN top float8 GENERATED ALWAYS AS (max(v)) STORED");
        Assert.Equal("192 0", Run("SELECT count(*) || ' ' || count(top) FROM h WHERE b < '2024-02-01'"));
    }

    [Fact]
    public void It_goes_with_the_transaction()
    {
        Run("BEGIN; ALTER MATERIALIZED VIEW h ADD COLUMN top float8 GENERATED ALWAYS AS (max(v)) STORED; ROLLBACK");
        Assert.Equal("3", Run("SELECT count(*) FROM information_schema.columns WHERE table_name = 'h'"));
    }

    [Theory]
    [InlineData("c int GENERATED ALWAYS AS (max(v)) STORED", "42701 column \"c\" of relation \"h\" already exists")]
    [InlineData("n int", "0A000 only generated columns can be added to a continuous aggregate")]
    [InlineData("n int GENERATED ALWAYS AS (max(nope)) STORED", "42703 column \"nope\" does not exist")]
    [InlineData("n int GENERATED ALWAYS AS (v) STORED", "42803 column \"m.v\" must appear in the GROUP BY clause or be used in an aggregate function")]
    public void Others_are_refused(string column, string error) => Assert.StartsWith(error, Run($"ALTER MATERIALIZED VIEW h ADD COLUMN {column}"), StringComparison.Ordinal);

    private string Run(string sql) => SessionBench.Run(_session, sql);
}
