using System.Diagnostics;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>An hourly continuous aggregate over readings of many hosts: its first refresh, refreshes after late rows, and reading it.</summary>
internal sealed class Rollups(int hosts, int hours, int late, int repetitions, CancellationToken cancel)
{
    private const string Query = "SELECT host, avg(a), max(m) FROM rollup_hourly WHERE b >= '2024-01-02' AND b < '2024-01-03' GROUP BY host";

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer)
    {
        var mine = await AllAsync(target);
        var theirs = peer is { HasHypertables: true } ? await AllAsync(peer) : null;
        foreach (var (name, unit, value) in mine) yield return new(name, unit, value, theirs?.Find(t => t.Name == name).Value);
    }

    private async Task<List<(string Name, string Unit, double Value)>> AllAsync(Server server)
    {
        var rows = (long)hosts * hours * 360;
        await Measure.ExecuteAsync(server, cancel, "DROP TABLE IF EXISTS rollup_cpu CASCADE", "CREATE TABLE rollup_cpu (time timestamptz NOT NULL, host int NOT NULL, usage float8, system float8)",
            "SELECT create_hypertable('rollup_cpu', 'time', chunk_time_interval => INTERVAL '12 hours')", "CREATE INDEX ON rollup_cpu (host, time DESC)");
        for (var hour = 0; hour < hours; hour += 12)
        {
            await Measure.ExecuteAsync(server, cancel, $"INSERT INTO rollup_cpu SELECT t, h, (h * 7 + extract(epoch FROM t)::bigint / 10) % 101, h % 13 FROM generate_series('2024-01-01'::timestamptz + INTERVAL '{hour} hours', '2024-01-01'::timestamptz + INTERVAL '{hour + 12} hours' - INTERVAL '10 seconds', '10 seconds') t, generate_series(1, {hosts}) h");
        }

        await Measure.ExecuteAsync(server, cancel, "VACUUM rollup_cpu",
            "CREATE MATERIALIZED VIEW rollup_hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS SELECT time_bucket('1 hour', time) AS b, host, avg(usage) AS a, max(usage) AS m, count(*) AS c FROM rollup_cpu GROUP BY 1, 2 WITH NO DATA");
        var figures = new List<(string Name, string Unit, double Value)> { ($"refresh of {rows:N0} rows by hour", "ms", await RefreshAsync(server)) };

        // A device delivers what it could not send: an hour of its own in each chunk, or moments all over.
        await Measure.ExecuteAsync(server, cancel, $"INSERT INTO rollup_cpu SELECT '2024-01-01'::timestamptz + (g % {hours / 12}) * INTERVAL '12 hours' + INTERVAL '3 hours' + g * INTERVAL '1 second', 1 + g % {hosts}, 50, 1 FROM generate_series(1, {late}) g");
        figures.Add(($"again after {late:N0} late rows in one hour of each chunk", "ms", await RefreshAsync(server)));
        await Measure.ExecuteAsync(server, cancel, $"INSERT INTO rollup_cpu SELECT '2024-01-01'::timestamptz + (g * 7919 % ({hours} * 3600)) * INTERVAL '1 second', 1 + g % {hosts}, 50, 1 FROM generate_series(1, {late}) g");
        figures.Add(($"again after {late:N0} late rows at random", "ms", await RefreshAsync(server)));
        figures.Add(("again after nothing", "ms", await RefreshAsync(server)));
        figures.Add(("a day of the aggregate, kept rows", "ms", await Measure.MedianAsync(server, repetitions, _ => Query, cancel)));
        await Measure.ExecuteAsync(server, cancel, "ALTER MATERIALIZED VIEW rollup_hourly SET (timescaledb.materialized_only = false)");
        figures.Add(("a day of the aggregate, in real time", "ms", await Measure.MedianAsync(server, repetitions, _ => Query, cancel)));
        return figures;
    }

    private async Task<double> RefreshAsync(Server server)
    {
        var watch = Stopwatch.StartNew();
        await Measure.ExecuteAsync(server, cancel, "CALL refresh_continuous_aggregate('rollup_hourly', NULL, NULL)");
        return watch.Elapsed.TotalMilliseconds;
    }
}
