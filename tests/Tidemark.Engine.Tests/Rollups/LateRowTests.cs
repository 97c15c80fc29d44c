using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Rollups;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>
/// What comes late is merged into what is kept, where nothing but inserts has changed a group. Which of the two happened is told by rows of the source that go without being noted: a group that is computed again lacks
/// them, one that is merged into has them still.
/// </summary>
public sealed class LateRowTests : IDisposable
{
    private readonly SessionBench _bench = new();
    private readonly Session _session;

    public LateRowTests()
    {
        _session = _bench.Open();
        Run("SET client_min_messages = warning; SET timezone = 'UTC'");
        Run("CREATE TABLE r (time timestamptz NOT NULL, dev text, v int)");
        Run("SELECT create_hypertable('r', by_range('time', INTERVAL '1 day'))");
        Run("CREATE INDEX ON r (dev, time DESC)");
        Fill();
        Create("hourly", "count(*) AS c, sum(v) AS s, min(v) AS lo, max(v) AS hi, avg(v) AS a, first(v, time) AS f, last(v, time) AS l");
        Forget();
    }

    private string Changed => Run("SELECT string_agg(to_char(b, 'DD HH24') || ' ' || dev || ' ' || c, ', ' ORDER BY b, dev) FROM hourly WHERE c <> 6");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Inserted_rows_are_merged()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100), ('2024-01-01 05:59:59', 'd2', -7), ('2024-01-02 23:59:59', 'd1', NULL)");
        Assert.Equal("2", Waiting());
        Refresh();
        Assert.Equal("0", Waiting());
        Assert.Equal("01 05 d2 8, 02 23 d1 7", Changed);
        Assert.Equal("105 -7 100 13.1250000000000000 2 -7", Run("SELECT concat_ws(' ', s, lo, hi, a, f, l) FROM hourly WHERE b = '2024-01-01 05:00' AND dev = 'd2'"));
        Assert.Equal("6 1.00000000000000000000", Run("SELECT concat_ws(' ', s, a, l) FROM hourly WHERE b = '2024-01-02 23:00' AND dev = 'd1'"));
    }

    [Fact]
    public void Waiting_rows_are_merged_once()
    {
        for (var i = 0; i < 5; i++) Run($"INSERT INTO r VALUES ('2024-01-01 05:30:{i + 10}', 'd2', 100)");
        Assert.Equal("5", Waiting());
        Refresh();
        Refresh();
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Refresh();
        Assert.Equal("01 05 d2 12", Changed);
    }

    [Fact]
    public void New_groups_are_kept_as_they_come()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd9', 4), ('2024-01-01 05:40:30', 'd9', 5)");
        Refresh();
        Assert.Equal("01 05 d9 2", Changed);
        Assert.Equal("4.5000000000000000", Run("SELECT a FROM hourly WHERE dev = 'd9'"));
    }

    [Theory]
    [InlineData("UPDATE r SET v = 50 WHERE dev = 'd2' AND time = '2024-01-01 05:40:30'")]
    [InlineData("DELETE FROM r WHERE dev = 'd2' AND time = '2024-01-01 05:40:30'")]
    [InlineData("MERGE INTO r USING (VALUES (1)) AS x(d) ON r.dev = 'd2' AND r.time = '2024-01-01 05:40:30' WHEN MATCHED THEN DELETE")]
    [InlineData("UPDATE hourly SET s = 1 WHERE dev = 'd2'")]
    [InlineData("INSERT INTO r VALUES ('2024-01-01 05:00:01', NULL, 1)")]
    public void Groups_that_changed_otherwise_are_computed_again(string change)
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:40:30', 'd2', 100), ('2024-01-02 05:40:30', 'd2', 100)");
        Run("SET timescaledb.skip_cagg_invalidation = on; INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 1); RESET timescaledb.skip_cagg_invalidation");
        Run(change);
        Refresh();
        Assert.Equal("0", Run("SELECT count(*) FROM hourly h WHERE b = '2024-01-01 05:00' AND dev = 'd2' AND c <> (SELECT count(*) FROM r WHERE dev = 'd2' AND time >= '2024-01-01 05:00' AND time < '2024-01-01 06:00')"));
        Assert.Equal("0", Waiting());
        if (!change.Contains("hourly", StringComparison.Ordinal)) Assert.Equal("7", Run("SELECT c FROM hourly WHERE b = '2024-01-02 05:00' AND dev = 'd2'"));
    }

    [Fact]
    public void What_is_deleted_before_it_was_merged_waits_no_more()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:40:30', 'd2', 100)");
        Run("DELETE FROM r WHERE time = '2024-01-01 05:40:30'");
        Refresh();
        Assert.Equal("0 0", Run("SELECT count(*) || ' ' || count(*) FILTER (WHERE c <> 6) FROM hourly WHERE b = '2024-01-01 05:00' AND dev = 'd2'"));
        Assert.Equal("0", Waiting());
    }

    [Fact]
    public void A_window_takes_what_waits_within_it()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100), ('2024-01-02 05:30:30', 'd2', 100)");
        Run("CALL refresh_continuous_aggregate('hourly', '2024-01-02', '2024-01-03')");
        Assert.Equal("02 05 d2 7", Changed);
        Refresh();
        Assert.Equal("01 05 d2 7, 02 05 d2 7", Changed);
    }

    [Fact]
    public void A_forced_refresh_computes_everything_again()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Run("CALL refresh_continuous_aggregate('hourly', '2024-01-01', '2024-01-02', force => true)");
        Assert.Equal("0", Waiting());
        Assert.Equal("1", Run("SELECT c FROM hourly WHERE b = '2024-01-01 05:00' AND dev = 'd2'"));
    }

    [Fact]
    public void What_is_rolled_back_waits_no_more()
    {
        Run("BEGIN; INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1); SAVEPOINT a; INSERT INTO r VALUES ('2024-01-01 06:30:30', 'd1', 1); ROLLBACK TO a; COMMIT");
        Run("BEGIN; INSERT INTO r VALUES ('2024-01-01 07:30:30', 'd1', 1); ROLLBACK");
        Assert.Equal("1", Waiting());
        Run("BEGIN; CALL refresh_continuous_aggregate('hourly', NULL, NULL); ROLLBACK");
        Refresh();
        Assert.Equal("01 05 d1 7", Changed);
    }

    [Fact]
    public void A_transaction_merges_its_own_rows_once()
    {
        Run("BEGIN; INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1); CALL refresh_continuous_aggregate('hourly', NULL, NULL); INSERT INTO r VALUES ('2024-01-01 05:30:31', 'd1', 1); CALL refresh_continuous_aggregate('hourly', NULL, NULL); INSERT INTO r VALUES ('2024-01-01 05:30:32', 'd1', 1); COMMIT");
        Assert.Equal("01 05 d1 8", Changed);
        Refresh();
        Assert.Equal("01 05 d1 9", Changed);
    }

    [Fact]
    public void Rows_of_open_transactions_are_merged_when_they_are_there()
    {
        using var other = _bench.Open();
        SessionBench.Run(other, "BEGIN");
        SessionBench.Run(other, "INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1)");
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:31', 'd1', 1)");
        Refresh();
        Assert.Equal("01 05 d1 7", Changed);
        SessionBench.Run(other, "COMMIT");
        Refresh();
        Assert.Equal("01 05 d1 8", Changed);
    }

    [Fact]
    public async Task Rows_that_come_while_a_refresh_waits_are_merged_once()
    {
        var kept = Run("SELECT '_timescaledb_internal.' || materialization_hypertable_name FROM timescaledb_information.continuous_aggregates");
        Fill();
        using var other = _bench.Open();
        SessionBench.Run(other, $"BEGIN; LOCK TABLE {kept} IN SHARE MODE");
        var refresh = SessionBench.Start(_session, "CALL refresh_continuous_aggregate('hourly', NULL, NULL, force => true)");
        SessionBench.Run(other, "INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1); COMMIT");
        Assert.Equal("CALL", await refresh);
        Refresh();
        Assert.Equal("01 05 d1 7", Changed);
    }

    [Fact]
    public void With_one_snapshot_for_the_transaction_nothing_is_merged_twice()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1)");
        Run("BEGIN ISOLATION LEVEL REPEATABLE READ; CALL refresh_continuous_aggregate('hourly', NULL, NULL); COMMIT");
        Refresh();
        Assert.Equal("01 05 d1 7", Changed);
    }

    [Fact]
    public void What_was_never_refreshed_is_computed()
    {
        Run("INSERT INTO r SELECT g, 'd1', 1 FROM generate_series('2024-01-10'::timestamptz, '2024-01-11'::timestamptz - INTERVAL '1 minute', '1 minute') g");
        Assert.Equal("0", Waiting());
        Refresh();
        Assert.Equal("24", Run("SELECT count(*) FROM hourly WHERE c = 60"));
    }

    [Fact]
    public void More_rows_than_may_wait_mark_their_times()
    {
        Run($"INSERT INTO r SELECT '2024-01-01'::timestamptz + g * INTERVAL '1 second', 'x' || g, 1 FROM generate_series(1, {LateRows.Limit + 5000}) g");
        Assert.InRange(int.Parse(Waiting(), System.Globalization.CultureInfo.InvariantCulture), 1, LateRows.Limit);
        Refresh();
        Assert.Equal("0", Waiting());
        Assert.Equal($"{LateRows.Limit + 5000}", Run("SELECT sum(c) FROM hourly WHERE dev LIKE 'x%'"));
    }

    [Fact]
    public void What_a_query_fails_for_fails_its_refresh()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1)");
        Create("shares", "sum(100 / v) AS p");
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 0)");
        Assert.StartsWith("22012", Run("CALL refresh_continuous_aggregate('shares', NULL, NULL)"), StringComparison.Ordinal);
        Run("DELETE FROM r WHERE v = 0");
        Assert.DoesNotContain("22012", Run("CALL refresh_continuous_aggregate('shares', NULL, NULL)"), StringComparison.Ordinal);
    }

    [Fact]
    public void Added_columns_end_merging()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Run("ALTER MATERIALIZED VIEW hourly ADD COLUMN n bigint GENERATED ALWAYS AS (count(v)) STORED");
        Run("INSERT INTO r VALUES ('2024-01-01 05:31:30', 'd2', 100)");
        Refresh();
        Assert.Equal("2 2", Run("SELECT c || ' ' || n FROM hourly WHERE b = '2024-01-01 05:00' AND dev = 'd2'"));
    }

    [Fact]
    public void Names_need_not_be_seen_by_who_inserts()
    {
        Run("SET search_path = ''; INSERT INTO public.r VALUES ('2024-01-01 05:30:30', 'd2', 100); RESET search_path");
        Refresh();
        Assert.Equal("1", Run("SELECT count(*) FROM hourly WHERE b = '2024-01-01 05:00' AND dev = 'd2' AND hi = 100"));
    }

    [Fact]
    public void Rows_of_the_column_store_are_merged_into()
    {
        Run("ALTER MATERIALIZED VIEW hourly SET (timescaledb.enable_columnstore = true)");
        Run("SELECT compress_chunk(c) FROM show_chunks('hourly') c");
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Refresh();
        Assert.Equal("01 05 d2 7", Changed);
    }

    [Fact]
    public void Of_several_keys_the_rows_with_all_of_them_are_written_anew()
    {
        Fill();
        Run("INSERT INTO r SELECT time, dev, v + 1000 * n FROM r, generate_series(1, 3) n");
        Run("CREATE MATERIALIZED VIEW several WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, v, v / 2.0 AS half, count(*) AS c FROM r GROUP BY 1, 2, 3, 4");
        Assert.Equal("1, 2, 3, 4", string.Join(", ", MergingOf("several")!.Keys));
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 1002), ('2024-01-01 05:30:31', 'd2', NULL), ('2024-01-01 05:30:32', 'd2', 7)");
        Assert.Equal("3", Waiting("several"));
        Run("CALL refresh_continuous_aggregate('several', NULL, NULL)");
        const string Query = "SELECT time_bucket('1 hour', time) AS b, dev, v, v / 2.0 AS half, count(*) AS c FROM r GROUP BY 1, 2, 3, 4";
        Assert.Equal("", Run($"(SELECT x::text FROM several x EXCEPT ALL SELECT x::text FROM ({Query}) x) UNION ALL (SELECT x::text FROM ({Query}) x EXCEPT ALL SELECT x::text FROM several x)"));
    }

    [Fact]
    public void Names_may_change()
    {
        Run("ALTER TABLE r RENAME COLUMN v TO w; ALTER TABLE r RENAME TO q; ALTER MATERIALIZED VIEW hourly RENAME COLUMN a TO mean");
        Run("INSERT INTO q (time, dev, w) VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Assert.Equal("1", Waiting());
        Refresh();
        Assert.Equal("01 05 d2 7", Changed);
        Assert.Equal("16.0000000000000000", Run("SELECT mean FROM hourly WHERE b = '2024-01-01 05:00' AND dev = 'd2'"));
    }

    [Fact]
    public void States_are_seen_nowhere()
    {
        const string Columns = "b,dev,c,s,lo,hi,a,f,l";
        var table = Run("SELECT materialization_hypertable_name FROM timescaledb_information.continuous_aggregates");
        Assert.Equal(Columns, Run($"SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '_timescaledb_internal.{table}'::regclass AND attnum > 0"));
        Assert.Equal(Columns, Run($"SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = '{table}'"));
        Assert.Equal(Columns, Run("SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name LIKE '_partial_view_%'"));
        Assert.Equal("9", Run("SELECT relnatts FROM pg_class WHERE relname = '" + table + "'"));
        Assert.DoesNotContain("state", Run($"SELECT row_to_json(x) FROM _timescaledb_internal.{table} x LIMIT 1"), StringComparison.Ordinal);
        Assert.DoesNotContain("state", Run("SELECT row_to_json(x) FROM hourly x LIMIT 1"), StringComparison.Ordinal);
        Assert.DoesNotContain("state", Run("EXPLAIN (VERBOSE) SELECT * FROM hourly"), StringComparison.Ordinal);
        Assert.DoesNotContain("state", Run("SELECT view_definition FROM timescaledb_information.continuous_aggregates"), StringComparison.Ordinal);
        Assert.StartsWith("42703", Run($"SELECT \"{"........state.1........"}\" FROM _timescaledb_internal.{table}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count(DISTINCT v) AS x")]
    [InlineData("percentile_disc(0.5) WITHIN GROUP (ORDER BY v) AS x")]
    [InlineData("max(v) - min(v) AS x")]
    [InlineData("stddev(v) AS x")]
    [InlineData("count(*) FILTER (WHERE time::text < '2025') AS x")]
    [InlineData("string_agg(v::text, ',' ORDER BY time) AS x")]
    [InlineData("sum(v::real) AS x")]
    public void Queries_that_cannot_be_merged_are_computed_again(string value)
    {
        Fill();
        Create("other", value);
        Assert.Null(MergingOf("other"));
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        AssertIsQuery("other", value);
    }

    [Theory]
    [InlineData("GROUP BY 1, 2 HAVING count(*) > 1")]
    [InlineData("GROUP BY 1, 2, v")]
    public void Groups_that_are_not_shown_one_by_one_are_computed_again(string grouping)
    {
        Run($"CREATE MATERIALIZED VIEW other WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, count(*) AS c FROM r {grouping}");
        Assert.Null(MergingOf("other"));
    }

    [Theory]
    [InlineData("sum(v) FILTER (WHERE v > 1) AS x, avg(v::float8) FILTER (WHERE v > 1) AS y")]
    [InlineData("avg(v::real) AS x, avg(v::bigint) AS y, avg(v::numeric(10, 2)) AS z")]
    [InlineData("bool_and(v > 1) AS x, bool_or(v > 99) AS y, bit_or(v) AS z, max(dev) AS d")]
    [InlineData("sum(v::bigint) AS x, sum(v::numeric) AS y, sum(v * 2.5) AS z, sum(INTERVAL '1 second' * v) AS i")]
    [InlineData("max(time) AS x, count(v) AS y, first(dev, time) AS f, last(v::float8, v) AS l")]
    public void Many_aggregates_are_merged(string values)
    {
        Fill();
        Create("other", values);
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100), ('2024-01-01 05:31:30', 'd2', NULL), ('2024-01-01 05:32:30', 'd9', NULL), ('2024-01-01 05:33:30', 'd1', 3)");
        Assert.Equal("3", Waiting("other"));
        AssertIsQuery("other", values);
        Assert.Equal("0", Waiting("other"));
    }

    [Fact]
    public void Checkpoints_keep_what_waits()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Run("CHECKPOINT");
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:31', 'd2', 100)");
        Assert.Equal("2", Waiting());
        Run("VACUUM FULL r");
        Refresh();
        Run("CHECKPOINT");
        Assert.Equal("01 05 d2 8", Changed);
    }

    private void Fill() =>
        Run("INSERT INTO r SELECT g, 'd' || d, d FROM generate_series('2024-01-01'::timestamptz, '2024-01-04'::timestamptz - INTERVAL '10 minutes', '10 minutes') g, generate_series(1, 3) d");

    private void AssertIsQuery(string name, string values)
    {
        Run($"CALL refresh_continuous_aggregate('{name}', NULL, NULL)");
        var query = $"SELECT time_bucket('1 hour', time) AS b, dev, {values} FROM r GROUP BY 1, 2";
        Assert.Equal("", Run($"(SELECT x::text FROM {name} x EXCEPT ALL SELECT x::text FROM ({query}) x) UNION ALL (SELECT x::text FROM ({query}) x EXCEPT ALL SELECT x::text FROM {name} x)"));
    }

    // Rows of the source go, and the aggregate does not learn of it.
    private void Forget() => Run("SET timescaledb.skip_cagg_invalidation = on; DELETE FROM r; RESET timescaledb.skip_cagg_invalidation");

    private void Create(string name, string values) =>
        Run($"CREATE MATERIALIZED VIEW {name} WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, {values} FROM r GROUP BY 1, 2");

    private Root Root => _session.Context.Database.Store.Root;

    private RollupMerging? MergingOf(string name) => ((CatalogSnapshot)Root.Companion!).Relations.OfType<View>().Single(v => v.Name == name).Rollup!.Merging;

    private string Waiting(string name = "hourly") => $"{Root.FindChunk(MergingOf(name)!.StorageId)!.RowCount}";

    private void Refresh() => Run("CALL refresh_continuous_aggregate('hourly', NULL, NULL)");

    private string Run(string sql) => SessionBench.Run(_session, sql);
}
