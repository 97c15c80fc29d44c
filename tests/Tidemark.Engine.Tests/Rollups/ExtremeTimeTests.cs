using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>Rows at the ends of what a type of time can tell, and nothing in between: what a refresh costs follows the rows, not the distance.</summary>
public sealed class ExtremeTimeTests : IDisposable
{
    private readonly SessionBench _bench = new();
    private readonly Session _session;

    public ExtremeTimeTests()
    {
        _session = _bench.Open();

        // A refresh that walks through all of time would take hours; this one would fail.
        Run("SET client_min_messages = warning; SET timezone = 'UTC'; SET statement_timeout = '60s'");
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("smallint", "-32765", "32767", "32765", "32767")]
    [InlineData("int", "-2147483645", "2147483647", "2147483645", "2147483647")]
    [InlineData("bigint", "-9223372036854775800", "9223372036854775804", "9223372036854775800", "9223372036854775805")]
    public void Integers(string type, string least, string greatest, string greatestBucket, string watermark)
    {
        Run($"CREATE TABLE r (t {type} NOT NULL, v int)");
        Run("SELECT create_hypertable('r', by_range('t', 20))");
        Run($"CREATE FUNCTION now_of_r() RETURNS {type} LANGUAGE SQL STABLE AS 'SELECT 0::{type}'; SELECT set_integer_now_func('r', 'now_of_r')");
        Run($"CREATE MATERIALIZED VIEW agg WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS SELECT time_bucket({type} '5', t) AS b, sum(v) AS s FROM r GROUP BY 1 WITH NO DATA");
        Run($"INSERT INTO r VALUES ('{least}', 1), (0, 2), (7, 3), ('{greatest}', 4)");
        Refresh();
        Assert.Equal($"{least} 1, 0 2, 5 3, {greatestBucket} 4", Kept());
        Assert.Equal(watermark, Run("SELECT _timescaledb_functions.cagg_watermark(mat_hypertable_id) FROM _timescaledb_catalog.continuous_agg"));
        Run("UPDATE r SET v = v + 1");
        Refresh();
        Assert.Equal($"{least} 2, 0 3, 5 4, {greatestBucket} 5", Kept());
        Run("TRUNCATE r");
        Refresh();
        Assert.Equal("0", Run("SELECT count(*) FROM agg"));
    }

    [Theory]
    [InlineData("date", "1 day")]
    [InlineData("timestamp", "1 hour")]
    [InlineData("timestamptz", "1 hour")]
    public void Times(string type, string bucket)
    {
        Run($"CREATE TABLE r (t {type} NOT NULL, v int)");
        Run("SELECT create_hypertable('r', by_range('t', INTERVAL '1 day'))");
        Run($"CREATE MATERIALIZED VIEW agg WITH (timescaledb.continuous) AS SELECT time_bucket(INTERVAL '{bucket}', t) AS b, sum(v) AS s FROM r GROUP BY 1 WITH NO DATA");
        Run("INSERT INTO r VALUES ('4714-11-25 BC', 1), ('2024-01-01', 2), ('294246-12-30', 3)");
        Refresh();
        Assert.Equal("1, 2, 3", Run("SELECT string_agg(s::text, ', ' ORDER BY b) FROM agg"));
        Assert.Equal("-infinity, infinity", Run("SELECT min(range_start) || ', ' || max(range_end) FROM timescaledb_information.chunks WHERE hypertable_name <> 'r'"));
        Run("TRUNCATE r");
        Refresh();
        Assert.Equal("0", Run("SELECT count(*) FROM agg"));
    }

    private string Kept() => Run("SELECT string_agg(b || ' ' || s, ', ' ORDER BY b) FROM agg");

    private void Refresh() => Run("CALL refresh_continuous_aggregate('agg', NULL, NULL)");

    private string Run(string sql) => SessionBench.Run(_session, sql);
}
