using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>The last value of each sensor, in each form that users write. An index on sensor and time is what PostgreSQL needs for it, so both have it.</summary>
internal sealed class LastValues(int sensors, int readings, int repetitions, CancellationToken cancel)
{
    private static readonly (string Name, string Sql, bool NeedsLast)[] Forms =
    [
        ("DISTINCT ON", "SELECT DISTINCT ON (sensor) sensor, time, value FROM points ORDER BY sensor, time DESC", false),
        ("LATERAL ... LIMIT 1", "SELECT s.id, p.time, p.value FROM sensors s, LATERAL (SELECT time, value FROM points WHERE sensor = s.id ORDER BY time DESC LIMIT 1) p", false),
        ("last()", "SELECT sensor, last(value, time), max(time) FROM points GROUP BY sensor", true),
        ("row_number()", "SELECT sensor, time, value FROM (SELECT *, row_number() OVER (PARTITION BY sensor ORDER BY time DESC) AS n FROM points) x WHERE n = 1", false),
    ];

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer)
    {
        await FillAsync(target);
        if (peer is not null) await FillAsync(peer);
        foreach (var (name, sql, needsLast) in Forms)
        {
            var mine = await Measure.MedianAsync(target, repetitions, _ => sql, cancel);
            var theirs = peer is null || (needsLast && !peer.HasHypertables) ? (double?)null : await Measure.MedianAsync(peer, repetitions, _ => sql, cancel);
            yield return new($"last value of {sensors:N0} sensors, {name}", "ms", mine, theirs);
        }

        const string One = "SELECT * FROM points WHERE sensor = {0} ORDER BY time DESC LIMIT 1";
        yield return new("last value of one sensor", "ms", await OneAsync(target), peer is null ? null : await OneAsync(peer));

        Task<double> OneAsync(Server server) => Measure.MedianAsync(server, 10 * repetitions, run => string.Format(System.Globalization.CultureInfo.InvariantCulture, One, run * 7919 % sensors), cancel);
    }

    private async Task FillAsync(Server server)
    {
        await Measure.ExecuteAsync(server, cancel, "DROP TABLE IF EXISTS points", "DROP TABLE IF EXISTS sensors", "CREATE TABLE sensors (id int PRIMARY KEY, name text)",
            $"INSERT INTO sensors SELECT g, 'sensor ' || g FROM generate_series(0, {sensors - 1}) g", "CREATE TABLE points (time timestamptz NOT NULL, sensor int NOT NULL, value float8)", "CREATE INDEX ON points (sensor, time DESC)");
        if (server.HasHypertables) await Measure.ExecuteAsync(server, cancel, $"SELECT create_hypertable('points', 'time', chunk_time_interval => INTERVAL '10 minutes')");
        for (var i = 0; i < readings; i++)
        {
            await Measure.ExecuteAsync(server, cancel, $"INSERT INTO points SELECT TIMESTAMPTZ '2024-01-01 00:00+00' + INTERVAL '1 minute' * {i} + INTERVAL '100 microseconds' * g, g, {i} + g / 7.0 FROM generate_series(0, {sensors - 1}) g");
        }

        await Measure.ExecuteAsync(server, cancel, "VACUUM points", "ANALYZE points", "ANALYZE sensors");
    }
}
