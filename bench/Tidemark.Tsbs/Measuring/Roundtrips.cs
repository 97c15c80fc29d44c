using System.Diagnostics;
using Npgsql;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Measuring;

/// <summary>The smallest question and the smallest durable write, each as often as it can be done.</summary>
internal sealed record Roundtrips
{
    private const int Rounds = 5;

    /// <summary>SELECT 1 by one client, the text sent each time.</summary>
    public required double SelectPerSecond { get; init; }

    /// <summary>SELECT 1 by one client, prepared once.</summary>
    public required double PreparedSelectPerSecond { get; init; }

    /// <summary>Inserts of one row, each its own transaction, by one client.</summary>
    public required double CommitsPerSecond { get; init; }

    /// <summary>The same by eight clients at once.</summary>
    public required double CommitsPerSecondOfEight { get; init; }

    /// <summary>Counts on all servers in turns, in short rounds of which the median counts; the first round only warms up.</summary>
    /// <param name="duration">Of all rounds of one figure on one server together.</param>
    public static async Task<Roundtrips[]> MeasureAsync(Server[] servers, TimeSpan duration, CancellationToken cancel)
    {
        foreach (var server in servers)
            await CreateTableAsync(server, cancel);

        var selects = await MediansAsync(servers, duration, (server, round) => SelectAsync(server, prepare: false, round, cancel));
        var prepared = await MediansAsync(servers, duration, (server, round) => SelectAsync(server, prepare: true, round, cancel));
        var commits = await MediansAsync(servers, duration, (server, round) => CommitAsync(server, clients: 1, round, cancel));
        var commitsOfEight = await MediansAsync(servers, duration, (server, round) => CommitAsync(server, clients: 8, round, cancel));

        foreach (var server in servers)
            await server.ExecuteAsync("DROP TABLE tsbs_commits", cancel);
        return [.. servers.Select((_, i) => new Roundtrips
        {
            SelectPerSecond = selects[i],
            PreparedSelectPerSecond = prepared[i],
            CommitsPerSecond = commits[i],
            CommitsPerSecondOfEight = commitsOfEight[i],
        })];
    }

    private static async Task<double[]> MediansAsync(Server[] servers, TimeSpan duration, Func<Server, TimeSpan, Task<double>> count)
    {
        var rates = servers.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < servers.Length; i++)
            {
                var rate = await count(servers[i], duration / Rounds);
                if (round > 0)
                    rates[i].Add(rate);
            }
        }

        return [.. rates.Select(of => of.Order().ElementAt(Rounds / 2))];
    }

    private static async Task CreateTableAsync(Server server, CancellationToken cancel)
    {
        await server.ExecuteAsync("DROP TABLE IF EXISTS tsbs_commits", cancel);
        await server.ExecuteAsync(
            """
            CREATE TABLE tsbs_commits (time timestamptz NOT NULL, sensor_id integer NOT NULL,
                temperature double precision, humidity double precision, pressure double precision, location text)
            """, cancel);
        await server.ExecuteAsync("CREATE INDEX tsbs_commits_sensor_time ON tsbs_commits (sensor_id, time DESC)", cancel);
    }

    private static async Task<double> SelectAsync(Server server, bool prepare, TimeSpan duration, CancellationToken cancel)
    {
        await using var connection = await server.Source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        if (prepare)
            await command.PrepareAsync(cancel);
        return await RepeatAsync(duration, async () => await command.ExecuteScalarAsync(cancel));
    }

    private static async Task<double> CommitAsync(Server server, int clients, TimeSpan duration, CancellationToken cancel)
    {
        var rates = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            await using var connection = await server.Source.OpenConnectionAsync(cancel);
            await using var command = new NpgsqlCommand("INSERT INTO tsbs_commits VALUES ($1, $2, $3, $4, $5, $6)", connection);
            var time = new NpgsqlParameter<DateTime>();
            command.Parameters.Add(time);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = client });
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = 21.5 });
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = 47.25 });
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = 1013.1 });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "cellar" });
            time.TypedValue = Data.Workload.Start;
            await command.PrepareAsync(cancel);
            return await RepeatAsync(duration, async () =>
            {
                time.TypedValue = time.TypedValue.AddSeconds(1);
                await command.ExecuteNonQueryAsync(cancel);
            });
        }, cancel)));
        return rates.Sum();
    }

    /// <summary>Repetitions per second.</summary>
    private static async Task<double> RepeatAsync(TimeSpan duration, Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        var count = 0L;
        while (watch.Elapsed < duration)
        {
            await action();
            count++;
        }

        return count / watch.Elapsed.TotalSeconds;
    }
}
