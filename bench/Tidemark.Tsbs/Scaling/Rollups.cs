using System.Diagnostics;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>
/// An hourly continuous aggregate over readings of many hosts: its first refresh, refreshes after late rows, and reading it. A PostgreSQL without hypertables does what one does there: it keeps
/// the aggregate in a table, filled by INSERT ... SELECT ... GROUP BY, and computes the hours again that late rows fall into.
/// </summary>
internal sealed class Rollups(int hosts, int hours, int late, int repetitions, CancellationToken cancel)
{
    private const int Rounds = 9;
    private const string Read = "SELECT host, avg(a), max(m) FROM rollup_hourly WHERE b >= '2024-01-02' AND b < '2024-01-03' GROUP BY host";
    private const string Aggregate = "host, avg(usage) AS a, max(usage) AS m, count(*) AS c FROM rollup_cpu";

    // As of one of these times: hosts that could not send deliver an hour in each chunk, or rows come at random.
    private readonly (string What, string Time)[] _lateness =
    [
        ("in one hour of each chunk", $"(g % {hours / 12}) * INTERVAL '12 hours' + INTERVAL '3 hours' + g * INTERVAL '1 second' + {{0}} * INTERVAL '1 hour'"),
        ("at random", $"((g + {{0}}) * 7919 * 13 % ({hours} * 3600)) * INTERVAL '1 second'"),
    ];

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer)
    {
        var mine = await AllAsync(target);
        var theirs = peer is null ? null : await AllAsync(peer);
        foreach (var (name, unit, value) in mine) yield return new(name, unit, value, theirs?.Where(t => t.Name == name).Select(t => (double?)t.Value).FirstOrDefault());
    }

    private async Task<List<(string Name, string Unit, double Value)>> AllAsync(Server server)
    {
        var rows = (long)hosts * hours * 360;
        await LoadAsync(server);
        if (server.HasHypertables)
        {
            await Measure.ExecuteAsync(server, cancel, $"CREATE MATERIALIZED VIEW rollup_hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS SELECT time_bucket('1 hour', time) AS b, {Aggregate} GROUP BY 1, 2 WITH NO DATA");
        }
        else
        {
            await Measure.ExecuteAsync(server, cancel, "CREATE TABLE rollup_hourly (b timestamptz, host int, a float8, m float8, c bigint, PRIMARY KEY (host, b))");
        }

        var figures = new List<(string Name, string Unit, double Value)>();
        var full = await RefreshAsync(server, isFull: true);
        figures.Add(($"first refresh of {rows:N0} rows by hour", "ms", full));
        full = Math.Min(full, await RefreshAsync(server, isFull: true));
        figures.Add(("all of it computed again", "ms", full));
        foreach (var (what, time) in _lateness)
        {
            var times = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                await Measure.ExecuteAsync(server, cancel, $"INSERT INTO rollup_cpu SELECT '2024-01-01'::timestamptz + {string.Format(null, time, round)}, 1 + g % {hosts}, 50, 1 FROM generate_series(1, {late}) g");
                times.Add(await RefreshAsync(server, isFull: false));
            }

            times.Sort();
            figures.Add(($"again after {late:N0} late rows {what}", "ms", times[Rounds / 2]));
            figures.Add(($"  times cheaper than the first refresh", "", figures[0].Value / times[Rounds / 2]));
            figures.Add(($"  times cheaper than all of it again", "", full / times[Rounds / 2]));
        }

        if (server.HasHypertables)
        {
            await RefreshAsync(server, isFull: false);
            figures.Add(("again after nothing", "ms", await RefreshAsync(server, isFull: false)));
        }

        figures.Add(("a day of the aggregate, kept rows", "ms", await Measure.MedianAsync(server, repetitions, _ => Read, cancel)));
        figures.Add(("a day of the aggregate, in real time", "ms", await ReadLiveAsync(server)));
        figures.Add(("the newest half day of it, in real time, an hour of it not kept", "ms", await ReadNewestAsync(server)));
        return figures;
    }

    private async Task LoadAsync(Server server)
    {
        await Measure.ExecuteAsync(server, cancel, "DROP VIEW IF EXISTS rollup_live", server.HasHypertables ? "DROP MATERIALIZED VIEW IF EXISTS rollup_hourly" : "DROP TABLE IF EXISTS rollup_hourly", "DROP TABLE IF EXISTS rollup_cpu CASCADE");
        await Measure.ExecuteAsync(server, cancel, "CREATE TABLE rollup_cpu (time timestamptz NOT NULL, host int NOT NULL, usage float8, system float8)");
        if (server.HasHypertables) await Measure.ExecuteAsync(server, cancel, "SELECT create_hypertable('rollup_cpu', 'time', chunk_time_interval => INTERVAL '12 hours')");
        await Measure.ExecuteAsync(server, cancel, "CREATE INDEX ON rollup_cpu (host, time DESC)");
        for (var hour = 0; hour < hours; hour += 12) await Measure.ExecuteAsync(server, cancel, InsertHours(hour, 12));
        await Measure.ExecuteAsync(server, cancel, "VACUUM ANALYZE rollup_cpu");
    }

    private string InsertHours(int first, int count) =>
        $"INSERT INTO rollup_cpu SELECT t, h, (h * 7 + extract(epoch FROM t)::bigint / 10) % 101, h % 13 FROM generate_series('2024-01-01'::timestamptz + INTERVAL '{first} hours', '2024-01-01'::timestamptz + INTERVAL '{first + count} hours' - INTERVAL '10 seconds', '10 seconds') t, generate_series(1, {hosts}) h";

    private async Task<double> ReadLiveAsync(Server server)
    {
        if (!server.HasHypertables) return await Measure.MedianAsync(server, repetitions, _ => Read, cancel);
        await Measure.ExecuteAsync(server, cancel, "ALTER MATERIALIZED VIEW rollup_hourly SET (timescaledb.materialized_only = false)");
        return await Measure.MedianAsync(server, repetitions, _ => Read, cancel);
    }

    // What a dashboard asks for: the end of the aggregate, with what came since the last refresh. In PostgreSQL such a view is written by hand.
    private async Task<double> ReadNewestAsync(Server server)
    {
        await Measure.ExecuteAsync(server, cancel, InsertHours(hours, 1));
        var newest = $"WHERE b >= '2024-01-01'::timestamptz + INTERVAL '{hours - 11} hours' GROUP BY host";
        if (server.HasHypertables) return await Measure.MedianAsync(server, repetitions, _ => $"SELECT host, avg(a), max(m) FROM rollup_hourly {newest}", cancel);
        await Measure.ExecuteAsync(server, cancel, $"CREATE VIEW rollup_live AS SELECT b, host, a, m, c FROM rollup_hourly UNION ALL SELECT date_trunc('hour', time), {Aggregate} WHERE time >= '2024-01-01'::timestamptz + INTERVAL '{hours} hours' GROUP BY 1, 2");
        return await Measure.MedianAsync(server, repetitions, _ => $"SELECT host, avg(a), max(m) FROM rollup_live {newest}", cancel);
    }

    private async Task<double> RefreshAsync(Server server, bool isFull)
    {
        var watch = Stopwatch.StartNew();
        if (server.HasHypertables)
        {
            await Measure.ExecuteAsync(server, cancel, $"CALL refresh_continuous_aggregate('rollup_hourly', NULL, NULL, force => {(isFull ? "true" : "false")})");
        }
        else if (isFull)
        {
            await Measure.ExecuteAsync(server, cancel, "TRUNCATE rollup_hourly", $"INSERT INTO rollup_hourly SELECT date_trunc('hour', time), {Aggregate} GROUP BY 1, 2");
        }
        else
        {
            // The hosts and hours that late rows fall into are known here alone: PostgreSQL computes the groups again whose number is no longer right.
            await Measure.ExecuteAsync(server, cancel, $"INSERT INTO rollup_hourly SELECT date_trunc('hour', time), {Aggregate} GROUP BY 1, 2 ON CONFLICT (host, b) DO UPDATE SET a = excluded.a, m = excluded.m, c = excluded.c WHERE rollup_hourly.c <> excluded.c");
        }

        return watch.Elapsed.TotalMilliseconds;
    }
}
