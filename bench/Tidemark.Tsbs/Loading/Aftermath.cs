using System.Diagnostics;
using Tidemark.Tsbs.Schema;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Loading;

/// <summary>What follows a load: planner statistics, conversion to columns if asked for, sizes, and a count of the rows.</summary>
internal static class Aftermath
{
    public static async Task<TableLoad> OfAsync(Server server, TableLoad load, bool compress, CancellationToken cancel)
    {
        var count = await server.ScalarAsync<long>($"SELECT count(*) FROM {load.Table}", cancel);
        if (count != load.Rows)
            throw new InvalidDataException($"{server.Name} has {count} rows in {load.Table} after a load of {load.Rows}");

        await MaintainAsync(server, load.Table, cancel);
        load = load with { Bytes = await DiskUsage.OfAsync(server, load.Table, cancel) };
        if (!compress || !server.HasHypertables)
            return load;

        var watch = Stopwatch.StartNew();
        foreach (var statement in Hypertables.Compress(load.Table))
            await server.ExecuteAsync(statement, cancel);
        var seconds = watch.Elapsed.TotalSeconds;
        await MaintainAsync(server, load.Table, cancel);
        return load with { CompressSeconds = seconds, CompressedBytes = await DiskUsage.OfAsync(server, load.Table, cancel) };
    }

    /// <summary>PostgreSQL plans badly without statistics, and its first reader of fresh rows would pay for the hint bits.</summary>
    private static async Task MaintainAsync(Server server, string table, CancellationToken cancel)
    {
        if (server.Kind != ServerKind.Tidemark)
            await server.ExecuteAsync($"VACUUM ANALYZE {table}", cancel);
    }
}
