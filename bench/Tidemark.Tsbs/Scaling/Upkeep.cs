using System.Diagnostics;
using Npgsql;
using Tidemark.Tsbs.Measuring;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>
/// How long inserts take while nothing else happens, while chunks are converted to the column store, and while a continuous aggregate is refreshed. One client inserts a batch at a fixed pace, as a
/// gateway does; the pace is the same in all cases, so that waiting counts and load does not. The cases take turns, and of all turns the medians count, so that other work on the machine falls on each of them.
/// </summary>
internal sealed class Upkeep(int hosts, int hours, int batch, TimeSpan pace, TimeSpan duration, int turns, CancellationToken cancel)
{
    private long _inserted;

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer)
    {
        var mine = await AllAsync(target);
        var theirs = peer is { HasHypertables: true } ? await AllAsync(peer) : null;
        foreach (var (name, unit, value) in mine) yield return new(name, unit, value, theirs?.Where(t => t.Name == name).Select(t => (double?)t.Value).FirstOrDefault());
    }

    private async Task<List<(string Name, string Unit, double Value)>> AllAsync(Server server)
    {
        await Measure.ExecuteAsync(server, cancel, "DROP TABLE IF EXISTS upkeep CASCADE", "CREATE TABLE upkeep (time timestamptz NOT NULL, host int NOT NULL, usage float8, system float8)",
            "SELECT create_hypertable('upkeep', 'time', chunk_time_interval => INTERVAL '12 hours')", "CREATE INDEX ON upkeep (host, time DESC)",
            "ALTER TABLE upkeep SET (timescaledb.compress, timescaledb.compress_segmentby = 'host', timescaledb.compress_orderby = 'time')");
        for (var hour = 0; hour < hours; hour += 12)
        {
            await Measure.ExecuteAsync(server, cancel, $"INSERT INTO upkeep SELECT t, h, (h * 7 + extract(epoch FROM t)::bigint / 10) % 101, h % 13 FROM generate_series('2024-01-01'::timestamptz + INTERVAL '{hour} hours', '2024-01-01'::timestamptz + INTERVAL '{hour + 12} hours' - INTERVAL '10 seconds', '10 seconds') t, generate_series(1, {hosts}) h");
        }

        await Measure.ExecuteAsync(server, cancel, "VACUUM upkeep",
            "CREATE MATERIALIZED VIEW upkeep_hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', time) AS b, host, avg(usage) AS a, max(usage) AS m, count(*) AS c FROM upkeep GROUP BY 1, 2 WITH NO DATA");
        var cases = new Case[]
        {
            new("nothing", null),
            new("conversion", ["SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('upkeep') c WHERE c::text NOT IN (SELECT max(c::text) FROM show_chunks('upkeep') c)", "SELECT decompress_chunk(c, if_compressed => true) FROM show_chunks('upkeep') c"]),
            new("refresh", ["CALL refresh_continuous_aggregate('upkeep_hourly', NULL, NULL, force => true)"]),
        };
        await InsertAsync(server, null);
        for (var turn = 0; turn < turns; turn++)
        {
            foreach (var one in cases)
            {
                var times = (await InsertAsync(server, one.Beside)).Order().ToArray();
                one.Medians.Add(Timing.Quantile(times, 0.5));
                one.Slowest.Add(Timing.Quantile(times, 0.99));
            }
        }

        var figures = new List<(string Name, string Unit, double Value)>();
        foreach (var one in cases)
        {
            figures.Add(($"insert, median, during {one.Name}", "ms", Median(one.Medians)));
            figures.Add(($"insert, 99 of 100, during {one.Name}", "ms", Median(one.Slowest)));
            if (one.Beside is not null) figures.Add(("this against nothing", "percent", 100 * Median(one.Slowest.Zip(cases[0].Slowest, (busy, idle) => busy / idle))));
        }

        return figures;
    }

    private static double Median(IEnumerable<double> values) => Timing.Quantile(values.Order().ToArray(), 0.5);

    // While these statements are run over and over in another connection.
    private async Task<List<double>> InsertAsync(Server server, string[]? beside)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = beside is null ? Task.CompletedTask : RepeatAsync(server, beside, end.Token);
        var times = new List<double>();
        await using (var connection = await server.Source.OpenConnectionAsync(cancel))
        {
            var watch = Stopwatch.StartNew();
            for (var turn = 1; watch.Elapsed < duration; turn++)
            {
                var begin = watch.Elapsed;
                await using (var command = new NpgsqlCommand(Batch(), connection)) await command.ExecuteNonQueryAsync(cancel);
                times.Add((watch.Elapsed - begin).TotalMilliseconds);
                var wait = (pace * turn) - watch.Elapsed;
                if (wait > TimeSpan.Zero) await Task.Delay(wait, cancel);
            }
        }

        await end.CancelAsync();
        await work;
        return times;
    }

    private static async Task RepeatAsync(Server server, string[] statements, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            foreach (var statement in statements) await server.ExecuteAsync(statement, CancellationToken.None);
        }
    }

    private string Batch()
    {
        var first = _inserted;
        _inserted += batch;
        var values = Enumerable.Range(0, batch).Select(i => $"('2024-01-01'::timestamptz + INTERVAL '{hours} hours' + INTERVAL '{(first + i) * 10} milliseconds', {1 + ((first + i) % hosts)}, {(first + i) % 101}, 1)");
        return $"INSERT INTO upkeep VALUES {string.Join(", ", values)}";
    }

    private sealed record Case(string Name, string[]? Beside)
    {
        public List<double> Medians { get; } = [];

        public List<double> Slowest { get; } = [];
    }
}
