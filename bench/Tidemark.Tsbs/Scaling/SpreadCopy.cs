using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Scaling;

/// <summary>One COPY whose rows fall into thousands of chunks in no order, beside the same rows in order. A server without hypertables has one table with an index.</summary>
internal sealed class SpreadCopy(int chunks, int rows, CancellationToken cancel)
{
    private static readonly DateTime Start = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public async IAsyncEnumerable<Figure> MeasureAsync(Server target, Server? peer)
    {
        var step = chunks * TimeSpan.TicksPerDay / rows;
        var stride = Stride();
        foreach (var (name, text) in ((string, byte[])[])
                 [
                     ("in order", Rendered.Text(rows, row => Start.AddTicks(row * step))),
                     ("in no order", Rendered.Text(rows, row => Start.AddTicks(row * stride % rows * step))),
                     ("in no order again, into what is there", Rendered.Text(rows, row => Start.AddTicks((row * stride % rows * step) + 10))),
                 ])
        {
            var isAgain = name.Contains("again", StringComparison.Ordinal);
            var mine = await CopyAsync(target, text, isAgain);
            yield return new($"COPY over {chunks:N0} chunks {name}", "rows/s", mine, peer is null ? null : await CopyAsync(peer, text, isAgain));
        }
    }

    // Coprime to the number of rows and far from any divisor, so that neighbours fall far apart.
    private long Stride()
    {
        var stride = (long)(rows * 0.618) | 1;
        while (System.Numerics.BigInteger.GreatestCommonDivisor(stride, rows) != 1) stride += 2;
        return stride;
    }

    private async Task<double> CopyAsync(Server server, byte[] text, bool isAgain)
    {
        if (!isAgain)
        {
            await Measure.ExecuteAsync(server, cancel, "DROP TABLE IF EXISTS spread", "CREATE TABLE spread (time timestamptz NOT NULL, sensor int, value float8)",
                server.HasHypertables ? "SELECT create_hypertable('spread', 'time', chunk_time_interval => INTERVAL '1 day')" : "CREATE INDEX ON spread (time DESC)");
        }

        return await Measure.CopyAsync(server, "COPY spread FROM STDIN", text, rows, cancel);
    }
}
