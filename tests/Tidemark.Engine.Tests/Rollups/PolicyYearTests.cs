using System.Diagnostics.Metrics;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Jobs;
using Tidemark.Engine.Tests.Sessions;
using Tidemark.Storage;
using Xunit;

namespace Tidemark.Engine.Tests.Rollups;

/// <summary>Policies and jobs over a long time, by a clock that a test sets.</summary>
public sealed class PolicyYearTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tidemark-year").FullName;
    private readonly SetClock _clock = new();
    private readonly List<string> _log = [];
    private readonly Instance _instance;
    private readonly Session _session;

    public PolicyYearTests()
    {
        _instance = Instance.Open(_directory, new InstanceOptions
        {
            Clock = _clock,
            Log = error => _log.Add(error.Message),
            Store = new StoreOptions { Background = false, Time = _clock },
            Settings = new Dictionary<string, string> { ["timescaledb.enable_job_execution_logging"] = "on" },
        });
        _session = _instance.Connect("postgres", "postgres", new Dictionary<string, string> { ["TimeZone"] = "UTC" });
    }

    private JobScheduler Scheduler => _session.Context.Database.FindService<JobScheduler>()!;

    [Fact]
    public void A_year_of_policies()
    {
        Make();
        Run("SELECT add_continuous_aggregate_policy('hourly', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '12 hours')");
        Run("SELECT add_continuous_aggregate_policy('daily', INTERVAL '7 days', INTERVAL '1 day', INTERVAL '1 day')");
        Run("SELECT add_retention_policy('r', INTERVAL '30 days')");
        Run("SELECT add_retention_policy('hourly', INTERVAL '180 days')");
        Run("CREATE TABLE told (at timestamptz, n int)");
        Run("CREATE PROCEDURE tell(job_id int, config jsonb) LANGUAGE sql AS $$ INSERT INTO told VALUES (now(), (config ->> 'n')::int) $$");
        Run("SELECT add_job('tell', '1 week', config => '{\"n\": 7}', initial_start => '2026-01-05 06:00+00')");
        var end = _clock.GetUtcNow().AddDays(365);
        while (_clock.GetUtcNow() < end)
        {
            // A row each hour of the day behind, and one that comes ten days late.
            var day = _clock.GetUtcNow();
            Run($"INSERT INTO r SELECT g, 1, 1 FROM generate_series('{day:u}'::timestamptz - INTERVAL '24 hours', '{day:u}'::timestamptz - INTERVAL '1 hour', '1 hour') g");
            if (day.Day % 5 == 0) Run($"INSERT INTO r VALUES ('{day.AddDays(-10):u}', 2, 1000)");
            RunUntil(day.AddDays(1));
        }

        Assert.Equal("0", Run("SELECT count(*) FROM timescaledb_information.job_errors"));
        Assert.Equal("True", Run("SELECT CASE WHEN count(*) BETWEEN 28 AND 33 THEN 'True' ELSE count(*)::text END FROM show_chunks('r')"));
        Assert.Equal("52", Run("SELECT count(*) FROM told"));
        Assert.Equal("52", Run("SELECT count(*) FROM told WHERE extract(dow FROM at) = 1 AND at::time = '06:00'"));

        // All rows of the year are in the daily aggregate, though most of them are long gone from the table; late ones as well.
        Assert.Equal("0", Run("SELECT count(*) FROM (SELECT d FROM daily WHERE dev = 1 AND d > '2026-01-01' AND d < '2026-12-28' AND c <> 24) x"));
        Assert.Equal("361", Run("SELECT count(*) FROM daily WHERE dev = 1 AND d >= '2026-01-01' AND d < '2026-12-28'"));
        Assert.Equal("True", Run("SELECT CASE WHEN min(b) > '2026-06-01' THEN 'True' ELSE min(b)::text END FROM hourly"));
        Assert.Equal("730", Run("SELECT total_runs FROM timescaledb_information.job_stats WHERE job_id = 1000"));
        Assert.Empty(_log);
    }

    [Fact]
    public void What_was_not_refreshed_is_refreshed_before_it_goes()
    {
        Make();
        Run("INSERT INTO r SELECT '2025-06-01'::timestamptz + g * INTERVAL '1 hour', 1, 1 FROM generate_series(0, 239) g");
        Run("SELECT add_retention_policy('r', INTERVAL '30 days')");
        Scheduler.RunDue();
        Assert.Equal("0", Run("SELECT count(*) FROM r"));
        Assert.Equal("r|done|240|240", Run("SELECT table_name, state, rows_done, rows_total FROM tidemark_information.activity WHERE kind = 'retention'"));
        Assert.Equal("240|240", Run("SELECT count(*), sum(c) FROM hourly"));
        Run("CALL refresh_continuous_aggregate('hourly', NULL, NULL)");
        Run("INSERT INTO r VALUES ('2025-06-02', 1, 1)");
        Run("CALL refresh_continuous_aggregate('hourly', NULL, NULL, force => true)");
        Assert.Equal("240|241", Run("SELECT count(*), sum(c) FROM hourly"));
    }

    [Fact]
    public void A_failing_job_waits_longer_and_longer_and_tells()
    {
        Run("SELECT delete_job(3)");
        Run("CREATE FUNCTION fails(job_id int, config jsonb) RETURNS int LANGUAGE sql AS $$ SELECT 1 / (job_id - job_id) $$");
        Run("SELECT add_job('fails', '1 day', fixed_schedule => false)");
        Run("SELECT job_id FROM alter_job(1000, retry_period => '10 minutes', max_retries => 4)");
        using var metric = new MeterListener();
        var counted = 0L;
        metric.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "tidemark.jobs.runs") listener.EnableMeasurementEvents(instrument);
        };
        metric.SetMeasurementEventCallback<long>((_, count, tags, _) => counted += Is(tags, "procedure", "fails") && Is(tags, "result", "failure") ? count : 0);
        metric.Start();
        var starts = new List<DateTimeOffset>();
        while (Scheduler.NextStart is { } next && starts.Count < 10)
        {
            _clock.Set(next);
            starts.Add(_clock.GetUtcNow());
            Scheduler.RunDue();
        }

        Assert.Equal(4, starts.Count);
        Assert.Equal(4, counted);
        for (var i = 1; i < starts.Count; i++) Assert.InRange((starts[i] - starts[i - 1]).TotalMinutes, 10 * i * 0.87, 10 * i * 1.13);
        Assert.Equal("4|22012|division by zero", Run("SELECT count(*), min(sqlerrcode), min(err_message) FROM timescaledb_information.job_errors WHERE job_id = 1000"));
        Assert.Equal("Paused|Failed|4|4", Run("SELECT job_status, last_run_status, total_runs, total_failures FROM timescaledb_information.job_stats WHERE job_id >= 1000"));
        Assert.Equal(4, _log.Count);
        Assert.All(_log, message => Assert.Contains("division by zero", message));
    }

    [Fact]
    public void The_history_is_kept_short()
    {
        Run("CREATE PROCEDURE works(job_id int, config jsonb) LANGUAGE sql AS $$ SELECT 1 $$");
        Run("CREATE FUNCTION fails(job_id int, config jsonb) RETURNS int LANGUAGE sql AS $$ SELECT 1 / (job_id - job_id) $$");
        Run("SELECT add_job('works', '1 hour', initial_start => '2026-01-01 00:30+00')");
        Run("SELECT add_job('fails', '1 hour', initial_start => '2026-01-01 00:45+00')");
        Run("SELECT job_id FROM alter_job(1001, retry_period => '100 days')");
        Run("SELECT job_id FROM alter_job(3, config => '{\"drop_after\": \"3 days\", \"max_successes_per_job\": 30, \"max_failures_per_job\": 12}')");
        const string Counts = "SELECT count(*) FILTER (WHERE succeeded), count(*) FILTER (WHERE NOT succeeded) FROM timescaledb_information.job_history WHERE job_id >= 1000";
        RunUntil(new DateTimeOffset(2026, 1, 1, 23, 59, 0, TimeSpan.Zero));
        Assert.Equal("24|24", Run(Counts));
        RunUntil(new DateTimeOffset(2026, 1, 2, 0, 1, 0, TimeSpan.Zero));
        Assert.Equal("24|12", Run(Counts));
        RunUntil(new DateTimeOffset(2026, 1, 3, 0, 1, 0, TimeSpan.Zero));
        Assert.Equal("30|12", Run(Counts));
        Run("SELECT job_id FROM alter_job(3, config => '{\"drop_after\": \"5 hours\", \"max_successes_per_job\": 30, \"max_failures_per_job\": 12}')");
        Run("CALL run_job(3)");
        Assert.Equal("5|5", Run(Counts));
        Assert.Equal("2026-01-04 00:00:00+00", Run("SELECT next_start FROM timescaledb_information.jobs WHERE job_id = 3"));
    }

    [Fact]
    public void Fixed_slots_keep_their_local_time()
    {
        Run("CREATE TABLE told (at timestamptz)");
        Run("CREATE PROCEDURE tell(job_id int, config jsonb) LANGUAGE sql AS $$ INSERT INTO told VALUES (now()) $$");
        Run("SELECT add_job('tell', '1 day', initial_start => '2026-03-27 05:00+00', timezone => 'Europe/Berlin')");
        Run("SELECT add_job('tell', '1 month', initial_start => '2026-03-31 12:00+00')");
        RunUntil(new DateTimeOffset(2026, 7, 2, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("06:00:00", Run("SELECT DISTINCT (at AT TIME ZONE 'Europe/Berlin')::time FROM told WHERE at::time <> '12:00'"));
        Assert.Equal("2026-03-31,2026-04-30,2026-05-31,2026-06-30", Run("SELECT string_agg(at::date::text, ',' ORDER BY at) FROM told WHERE at::time = '12:00'"));
    }

    [Fact]
    public void A_job_that_was_to_start_before_all_times_runs_now_and_an_interval_after_each_run()
    {
        Run("CREATE TABLE told (at timestamptz)");
        Run("CREATE PROCEDURE tell(job_id int, config jsonb) LANGUAGE sql AS $$ INSERT INTO told VALUES (now()) $$");
        Run("SELECT add_job('tell', '8 hours', initial_start => '-infinity')");
        RunUntil(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("00:00:00,08:00:00,16:00:00", Run("SELECT string_agg(at::time::text, ',' ORDER BY at) FROM told"));
    }

    public void Dispose()
    {
        _session.Dispose();
        _instance.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static bool Is(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name, string value)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name) return value.Equals(tag.Value);
        }

        return false;
    }

    private void Make()
    {
        Run("CREATE TABLE r (time timestamptz NOT NULL, dev int, v int)");
        Run("SELECT create_hypertable('r', by_range('time', INTERVAL '1 day'))");
        Run("CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) b, dev, sum(v) s, count(*) c FROM r GROUP BY 1, 2 WITH NO DATA");
        Run("CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', b) d, dev, sum(s) s, sum(c) c FROM hourly GROUP BY 1, 2 WITH NO DATA");
    }

    private void RunUntil(DateTimeOffset end)
    {
        while (Scheduler.NextStart is { } next && _clock.At(next) is var due && due < end)
        {
            _clock.Set(next);
            Scheduler.RunDue();
        }

        _clock.Set(end);
    }

    private string Run(string sql)
    {
        var result = SessionBench.Run(_session, sql);
        Assert.False(result.Length > 6 && result[5] == ' ' && result[..5].Any(char.IsAsciiDigit) && result[..5].All(char.IsAsciiLetterOrDigit), $"{sql}\n{result}");
        return result;
    }

    /// <summary>A clock that stands still until it is set, and never goes back.</summary>
    private sealed class SetClock : TimeProvider
    {
        private static readonly DateTimeOffset s_epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public DateTimeOffset At(long micros) => micros == long.MinValue ? _now : s_epoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

        public void Set(long micros) => Set(At(micros));

        public void Set(DateTimeOffset time) => _now = time > _now ? time : _now;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
