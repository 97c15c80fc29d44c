using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>
/// Planning and inserting where there are many chunks of an hour each. PostgreSQL has partitions instead, up to a number that it can cope with.
/// </summary>
internal sealed class ManyChunks(int repetitions, int rows, CancellationToken cancel)
{
    private const int MostPartitions = 1000;

    private static readonly DateTime Start = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer, int chunks)
    {
        var compared = peer is { HasHypertables: false } && chunks > MostPartitions ? null : peer;
        var made = await FillAsync(target, chunks);
        if (compared is not null) await FillAsync(compared, chunks);
        yield return new($"{chunks:N0} chunks made by one INSERT", "chunks/s", made, null);
        yield return await BothAsync($"{chunks:N0} chunks: a round trip, SELECT 1", "ms", s => Measure.MedianAsync(s, repetitions, _ => "SELECT 1", cancel));
        yield return await BothAsync($"{chunks:N0} chunks: plan a query on one", "ms", s => Measure.MedianAsync(s, repetitions, run => $"EXPLAIN {OneChunk(run, chunks)}", cancel));
        yield return await BothAsync($"{chunks:N0} chunks: run a query on one", "ms", s => Measure.MedianAsync(s, repetitions, run => OneChunk(run, chunks), cancel));
        yield return await BothAsync($"{chunks:N0} chunks: insert one row", "ms", s => Measure.MedianAsync(s, repetitions, run => $"INSERT INTO many VALUES ('{Hour(run, chunks):O}', {run}, 1)", cancel));
        yield return await BothAsync($"{chunks:N0} chunks: the newest row", "ms", s => Measure.MedianAsync(s, repetitions, _ => "SELECT * FROM many ORDER BY time DESC LIMIT 1", cancel));
        var text = Rendered.Text(rows, row => Start.AddHours(chunks - 10).AddTicks(10 * TimeSpan.TicksPerHour / rows * row));
        yield return await BothAsync($"{chunks:N0} chunks: COPY into the newest ten", "rows/s", s => Measure.CopyAsync(s, "COPY many FROM STDIN", text, rows, cancel));

        async Task<Figure> BothAsync(string what, string unit, Func<Server, Task<double>> measure) =>
            new(what, unit, await measure(target), compared is null ? null : await measure(compared));
    }

    private static string OneChunk(int run, int chunks) => $"SELECT * FROM many WHERE time >= '{Hour(run, chunks):O}' AND time < '{Hour(run, chunks).AddMinutes(30):O}'";

    private static DateTime Hour(int run, int chunks) => Start.AddHours(run * 7919L % chunks);

    private async Task<double> FillAsync(Server server, int chunks)
    {
        await Measure.ExecuteAsync(server, cancel, "DROP TABLE IF EXISTS many");
        if (server.HasHypertables)
        {
            await Measure.ExecuteAsync(server, cancel, "CREATE TABLE many (time timestamptz NOT NULL, sensor int, value float8)", "SELECT create_hypertable('many', 'time', chunk_time_interval => INTERVAL '1 hour')");
        }
        else
        {
            await Measure.ExecuteAsync(server, cancel, "CREATE TABLE many (time timestamptz NOT NULL, sensor int, value float8) PARTITION BY RANGE (time)", "CREATE INDEX ON many (time DESC)");
            for (var i = 0; i < chunks; i++) await Measure.ExecuteAsync(server, cancel, $"CREATE TABLE many_{i} PARTITION OF many FOR VALUES FROM ('{Start.AddHours(i):O}') TO ('{Start.AddHours(i + 1):O}')");
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Measure.ExecuteAsync(server, cancel, $"INSERT INTO many SELECT TIMESTAMPTZ '{Start:O}' + g * INTERVAL '1 hour', g % 100, g FROM generate_series(0, {chunks - 1}) g");
        return chunks / watch.Elapsed.TotalSeconds;
    }
}
