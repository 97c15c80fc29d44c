using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Tests.Sessions;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>What comes late for some groups of a bucket is computed again for these groups alone.</summary>
public sealed class RollupGroupTests : IDisposable
{
    private readonly SessionBench _bench = new();
    private readonly Session _session;

    public RollupGroupTests()
    {
        _session = _bench.Open();
        Run("SET client_min_messages = warning; SET timezone = 'UTC'");
        Run("CREATE TABLE r (time timestamptz NOT NULL, dev text, v int)");
        Run("SELECT create_hypertable('r', by_range('time', INTERVAL '1 day'))");
        Run("CREATE INDEX ON r (dev, time DESC)");
        Run("INSERT INTO r SELECT g, 'd' || d, 1 FROM generate_series('2024-01-01'::timestamptz, '2024-01-04'::timestamptz - INTERVAL '1 minute', '1 minute') g, generate_series(1, 3) d");
        Run("VACUUM FULL r");
        Run("CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, dev, count(*) AS c, sum(v) AS s FROM r GROUP BY 1, 2");

        // What is computed again is told by what is not: a number that the query never gives.
        Run("UPDATE hourly SET s = -1");
    }

    private string Changed => Run("SELECT string_agg(to_char(b, 'DD HH24') || ' ' || dev || ' ' || c || ' ' || s, ', ' ORDER BY b, dev) FROM hourly WHERE s <> -1");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Inserted_rows_concern_their_groups()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100), ('2024-01-01 05:40:30', 'd2', 100), ('2024-01-02 23:59:59', 'd1', 7)");
        Refresh();
        Assert.Equal("01 05 d2 62 260, 02 23 d1 61 67", Changed);
    }

    [Fact]
    public void Updated_and_deleted_rows_concern_their_groups()
    {
        Run("UPDATE r SET v = 2 WHERE time = '2024-01-01 00:00' AND dev = 'd1'");
        Run("DELETE FROM r WHERE dev = 'd3' AND time >= '2024-01-03 10:00' AND time < '2024-01-03 10:59'");
        Run("DELETE FROM r WHERE dev = 'd3' AND time >= '2024-01-03 11:00' AND time < '2024-01-03 12:00'");
        Run("UPDATE r SET dev = 'd2' WHERE dev = 'd1' AND time = '2024-01-01 01:00'");
        Refresh();
        Assert.Equal("01 00 d1 60 61, 01 01 d1 59 59, 01 01 d2 61 61, 03 10 d3 1 1", Changed);
        Assert.Equal("0", Run("SELECT count(*) FROM hourly WHERE b = '2024-01-03 11:00' AND dev = 'd3'"));
    }

    [Fact]
    public void A_window_takes_the_groups_within_it()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100), ('2024-01-02 05:30:30', 'd2', 100)");
        Run("CALL refresh_continuous_aggregate('hourly', '2024-01-02', '2024-01-03')");
        Assert.Equal("02 05 d2 61 160", Changed);
        Refresh();
        Assert.Equal("01 05 d2 61 160, 02 05 d2 61 160", Changed);
    }

    [Fact]
    public void Rows_without_a_key_concern_the_whole_bucket()
    {
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', NULL, 100)");
        Refresh();
        Assert.Equal("01 05 d1 60 60, 01 05 d2 60 60, 01 05 d3 60 60", Changed);
        Assert.Equal("1 100", Run("SELECT c || ' ' || s FROM hourly WHERE dev IS NULL"));
    }

    [Fact]
    public void What_was_rolled_back_concerns_nothing()
    {
        Run("BEGIN; INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd1', 1); SAVEPOINT a; INSERT INTO r VALUES ('2024-01-01 06:30:30', 'd1', 1); ROLLBACK TO a; COMMIT");
        Refresh();
        Assert.Equal("01 05 d1 61 61", Changed);
    }

    [Fact]
    public void Rows_are_found_beyond_what_was_refreshed_wherever_they_lie()
    {
        Run("INSERT INTO r VALUES ('2024-01-05 05:30', 'd1', 3)");
        Refresh();
        Assert.Equal("05 05 d1 1 3", Changed);
        Run("VACUUM FULL r");
        Run("BEGIN; INSERT INTO r VALUES ('2023-12-30 01:00', 'd1', 4); CALL refresh_continuous_aggregate('hourly', NULL, NULL); COMMIT");
        Assert.Equal("30 01 d1 1 4, 05 05 d1 1 3", Changed);
        Run("DELETE FROM r WHERE time > '2024-01-05'");
        Run("INSERT INTO r VALUES ('2024-01-06 01:00', 'd2', 5)");
        Refresh();
        Assert.Equal("30 01 d1 1 4, 06 01 d2 1 5", Changed);
    }

    [Fact]
    public void Upper_aggregates_learn_of_groups()
    {
        Run("CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', b) AS b, dev, sum(c) AS c, sum(s) AS s FROM hourly GROUP BY 1, 2");
        Run("UPDATE daily SET s = -1");
        Run("INSERT INTO r VALUES ('2024-01-01 05:30:30', 'd2', 100)");
        Refresh();
        Run("CALL refresh_continuous_aggregate('daily', NULL, NULL)");
        Assert.Equal("2024-01-01 d2 1441", Run("SELECT b::date || ' ' || dev || ' ' || c FROM daily WHERE s <> -1"));
    }

    [Fact]
    public void Of_many_groups_the_times_are_remembered()
    {
        var many = Enumerable.Range(0, Staleness.Limit + 1).Select(i => new TouchedGroup(new TimeRange(i / 100 * 10, (i / 100 * 10) + 10), BitConverter.GetBytes(i))).ToList();
        var some = Staleness.Of(TimeRanges.Empty, TouchedGroups.Of([.. many.Take(Staleness.Limit)]));
        Assert.Equal(Staleness.Limit, some.Groups.Count);
        var all = some.Union(Staleness.Of(TimeRanges.Empty, TouchedGroups.Of([many[^1]])));
        Assert.True(all.Groups.IsEmpty);
        Assert.True(many.TrueForAll(g => all.Ranges.Contains(g.Range)));
    }

    [Fact]
    public void A_record_keeps_ranges_and_groups()
    {
        var groups = TouchedGroups.Of([new TouchedGroup(new TimeRange(100, 110), "b"u8.ToArray()), new TouchedGroup(new TimeRange(100, 110), []), new TouchedGroup(new TimeRange(5, 10), "inside"u8.ToArray())]);
        var state = new RollupState(7, null, Staleness.Of(TimeRanges.Of([new TimeRange(0, 10), new TimeRange(20, 30)]), groups));
        var read = RollupState.Read(state.Write());
        Assert.Equal((7L, (long?)null, "[0, 10) [20, 30)"), (read.Watermark, read.HeldUntil, read.Invalid.Ranges.ToString()));
        Assert.Equal(["", "b"], read.Invalid.Groups.All.Select(g => System.Text.Encoding.UTF8.GetString(g.Key)));
        Assert.Equal("[0, 10) [20, 30)", RollupState.RangesOf(state.Write()).ToString());
    }

    private void Refresh() => Run("CALL refresh_continuous_aggregate('hourly', NULL, NULL)");

    private string Run(string sql) => SessionBench.Run(_session, sql);
}
