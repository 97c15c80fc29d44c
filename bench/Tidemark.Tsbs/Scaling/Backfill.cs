using System.Diagnostics;
using System.Text;
using Tidemark.Tsbs.Measuring;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>Rows that come late to converted chunks beside rows that come in time: the same number by COPY, in turns, of which the medians count, and how long it takes until the late ones are sorted in.</summary>
internal sealed class Backfill(int hosts, int hours, int rows, int turns, CancellationToken cancel)
{
    // A server says nothing by itself when background work is done; asking seldom leaves it its processor.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private static readonly DateTime s_start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer)
    {
        var mine = await AllAsync(target);
        var theirs = peer is { HasHypertables: true } ? await AllAsync(peer) : null;
        foreach (var (name, unit, value) in mine) yield return new(name, unit, value, theirs?.Find(t => t.Name == name).Value);
    }

    private async Task<List<(string Name, string Unit, double Value)>> AllAsync(Server server)
    {
        const string Copy = "COPY backfill FROM STDIN";
        await Measure.ExecuteAsync(server, cancel, "DROP TABLE IF EXISTS backfill", "CREATE TABLE backfill (time timestamptz NOT NULL, host int NOT NULL, a float8, b float8, c float8)",
            "SELECT create_hypertable('backfill', 'time', chunk_time_interval => INTERVAL '12 hours', create_default_indexes => FALSE)", "CREATE INDEX ON backfill (host, time DESC)");

        // Some rows first, so that neither kind pays for what is made at the first use.
        await Measure.CopyAsync(server, Copy, Rows(10_000, i => (s_start.AddSeconds(-10 * (i / hosts)), i % hosts)), 10_000, cancel);
        for (var hour = 0; hour < hours; hour += 12)
        {
            await Measure.ExecuteAsync(server, cancel, $"INSERT INTO backfill SELECT t, h, h % 7, h % 11, extract(epoch FROM t)::bigint % 101 FROM generate_series('2024-01-01'::timestamptz + INTERVAL '{hour} hours', '2024-01-01'::timestamptz + INTERVAL '{hour + 12} hours' - INTERVAL '10 seconds', '10 seconds') t, generate_series(0, {hosts - 1}) h");
        }

        await Measure.ExecuteAsync(server, cancel, "ALTER TABLE backfill SET (timescaledb.compress, timescaledb.compress_segmentby = 'host', timescaledb.compress_orderby = 'time DESC')",
            "SELECT count(compress_chunk(chunk)) FROM show_chunks('backfill', older_than => '2024-01-01'::timestamptz + INTERVAL '" + hours + " hours') AS chunk");

        var (lates, plains) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < turns; turn++)
        {
            var (first, shift) = ((long)turn * rows, (turn + 0.5) / turns);
            plains.Add(await Measure.CopyAsync(server, Copy, Rows(rows, i => (s_start.AddHours(hours).AddSeconds(10 * ((first + i) / hosts)), i % hosts)), rows, cancel));
            lates.Add(await Measure.CopyAsync(server, Copy, Rows(rows, i => (s_start.AddSeconds((i * 7919L % (hours * 3600)) + shift), (int)(i * 31L % hosts))), rows, cancel));
        }

        var merged = await MergedAsync(server);
        var (late, plain) = (Median(lates), Median(plains));
        var figures = new List<(string Name, string Unit, double Value)>
        {
            ($"COPY of {rows:N0} rows that come in time", "rows/s", plain),
            ($"COPY of {rows:N0} rows into {hours / 12} converted chunks", "rows/s", late),
            ("the second as a part of the first", "percent", 100 * late / plain),
        };
        if (merged is { } milliseconds) figures.Add(("until background work has sorted them in", "ms", milliseconds));
        return figures;
    }

    private static double Median(List<double> values) => Timing.Quantile(values.Order().ToArray(), 0.5);

    // Null where nothing sorts them in by itself.
    private async Task<double?> MergedAsync(Server server)
    {
        if (server.Kind != ServerKind.Tidemark) return null;
        var watch = Stopwatch.StartNew();
        const string Unsettled = "SELECT count(*) FROM _timescaledb_catalog.chunk c JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable_id WHERE h.table_name = 'backfill' AND c.status & 8 <> 0";
        while (await server.ScalarAsync<long>(Unsettled, cancel) > 0)
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(5)) throw new InvalidDataException("late rows are not sorted in after five minutes");
            await Task.Delay(PollInterval, TimeProvider.System, cancel);
        }

        return watch.Elapsed.TotalMilliseconds;
    }

    private static byte[] Rows(int count, Func<int, (DateTime Time, int Host)> row)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var (time, host) = row(i);
            text.Append(null, $"{time:yyyy-MM-dd HH:mm:ss.f}+00\t{host}\t{i % 100}\t{i % 41 / 4.0}\t{host % 13}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
