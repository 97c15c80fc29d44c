using System.Diagnostics;
using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Schema;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Loading;

/// <summary>Loads a data set over COPY in text form, each client with a share of the series.</summary>
internal sealed class CopyLoader(Workload workload, int clients, int batch)
{
    /// <summary>Creates the tables and fills them; <paramref name="progress"/> is told of rows that were sent.</summary>
    public async Task<List<TableLoad>> LoadAsync(Server server, Action<string, long> progress, CancellationToken cancel)
    {
        await Preparation.CreateTablesAsync(server, workload, cancel);
        if (workload.Set == DataSet.Iot)
            await LoadTagsAsync(server, cancel);

        var loads = new List<TableLoad>();
        foreach (var table in TableData.Of(workload))
            loads.Add(await LoadTableAsync(server, table, progress, cancel));
        return loads;
    }

    private async Task<TableLoad> LoadTableAsync(Server server, TableData table, Action<string, long> progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var renderer = new Renderer(table.Part(client, clients), batch);
            var rendering = Task.Run(() => renderer.RunAsync(cancel), cancel);
            await SendAsync(server, table, renderer, progress, cancel);
            await rendering;
        }, cancel)));
        return new TableLoad(table.Name, workload.Rows, watch.Elapsed.TotalSeconds);
    }

    private static async Task SendAsync(Server server, TableData table, Renderer renderer, Action<string, long> progress, CancellationToken cancel)
    {
        await using var connection = await server.Source.OpenConnectionAsync(cancel);
        TextWriter? copy = null;
        try
        {
            await foreach (var chunk in renderer.Chunks.ReadAllAsync(cancel))
            {
                copy ??= await connection.BeginTextImportAsync(table.Copy, cancel);
                await RawStream(copy).WriteAsync(chunk.Buffer.AsMemory(0, chunk.Length), cancel);
                if (chunk.EndsBatch)
                {
                    await copy.DisposeAsync();
                    copy = null;
                }

                progress(table.Name, chunk.Rows);
                renderer.Return(chunk);
            }
        }
        finally
        {
            if (copy is not null)
                await copy.DisposeAsync();
        }
    }

    /// <summary>The stream below Npgsql's text writer takes bytes as they are, so rows are not encoded a second time.</summary>
    private static Stream RawStream(TextWriter copy) => ((StreamWriter)copy).BaseStream;

    private async Task LoadTagsAsync(Server server, CancellationToken cancel)
    {
        await using var connection = await server.Source.OpenConnectionAsync(cancel);
        await using var copy = await connection.BeginTextImportAsync($"COPY tags ({IotSchema.TagColumns}) FROM STDIN", cancel);
        foreach (var truck in Truck.All(workload))
            await RawStream(copy).WriteAsync(truck.Render(), cancel);
    }
}
