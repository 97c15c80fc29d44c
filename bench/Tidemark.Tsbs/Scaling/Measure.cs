using System.Diagnostics;
using Npgsql;
using Tidemark.Tsbs.Measuring;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>What the figures have in common: runs of statements, timed at the client.</summary>
internal static class Measure
{
    /// <summary>The median of many runs in milliseconds, from sending the text to having the last row; the first few warm up.</summary>
    /// <param name="sql">The text of a run.</param>
    public static async Task<double> MedianAsync(Server server, int repetitions, Func<int, string> sql, CancellationToken cancel)
    {
        const int Warm = 3;
        await using var connection = await server.Source.OpenConnectionAsync(cancel);
        var times = new List<double>();
        for (var run = 0; run < Warm + repetitions; run++)
        {
            var watch = Stopwatch.StartNew();
            await using (var command = new NpgsqlCommand(sql(run), connection))
            await using (var reader = await command.ExecuteReaderAsync(cancel))
            {
                while (await reader.ReadAsync(cancel))
                {
                }
            }

            if (run >= Warm) times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Timing.Of(times, 0).MedianMs;
    }

    /// <summary>Rows per second of one COPY in text form.</summary>
    public static async Task<double> CopyAsync(Server server, string copy, byte[] text, int rows, CancellationToken cancel)
    {
        await using var connection = await server.Source.OpenConnectionAsync(cancel);
        var watch = Stopwatch.StartNew();
        await using (var writer = await connection.BeginTextImportAsync(copy, cancel))
        {
            // The stream below takes the bytes as they are.
            await ((StreamWriter)writer).BaseStream.WriteAsync(text, cancel);
        }

        return rows / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Runs statements one after the other, each a transaction.</summary>
    public static async Task ExecuteAsync(Server server, CancellationToken cancel, params string[] statements)
    {
        foreach (var statement in statements) await server.ExecuteAsync(statement, cancel);
    }
}
