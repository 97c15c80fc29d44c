using Npgsql;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>What was acknowledged survives the end of the process at any moment, and nothing else does.</summary>
public class KillTests
{
    private const int Rows = 500_000;
    private const int BatchRows = 1000;

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2)]
    public async Task A_million_rows_survive_SIGKILL_during_further_inserts()
    {
        await using var server = await TidemarkProcess.StartAsync();
        await ExecuteAsync(server, "CREATE TABLE readings (time timestamptz NOT NULL, sensor int NOT NULL, value float8)");
        await ExecuteAsync(server, "SELECT create_hypertable('readings', 'time')");
        await ExecuteAsync(server, "CREATE TABLE batches (batch int NOT NULL, part int NOT NULL)");
        await LoadWithNpgsqlAsync(server);
        await LoadWithPsycopg2Async(server);
        var before = await ReadingsAsync(server);
        Assert.Equal("1000000|499999500000", before[..before.LastIndexOf('|')]);

        var writers = Enumerable.Range(0, 4).Select(writer => new BatchWriter(server.ConnectionString, writer)).ToArray();
        var running = writers.Select(writer => writer.RunAsync()).ToArray();
        await Task.WhenAll(writers.Select(writer => writer.SomeAreAcknowledged));
        await server.KillAsync();
        await Task.WhenAll(running);
        await server.RestartAsync();


        Assert.Equal(before, await ReadingsAsync(server));
        var found = await BatchesAsync(server);
        foreach (var writer in writers) Assert.Subset(found.Keys.ToHashSet(), writer.Acknowledged.ToHashSet());

        // A batch is one commit: all of it or nothing, also of those that were under way.
        Assert.All(found, batch => Assert.Equal(BatchRows, batch.Value));
        var unacknowledged = found.Keys.Except(writers.SelectMany(writer => writer.Acknowledged)).ToList();
        Assert.Subset(writers.Select(writer => writer.UnderWay).ToHashSet(), unacknowledged.ToHashSet());
    }

    private static async Task LoadWithNpgsqlAsync(TidemarkProcess server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await using var import = await connection.BeginBinaryImportAsync("COPY readings FROM STDIN (FORMAT binary)");
        for (var i = 0; i < Rows; i++)
        {
            await import.StartRowAsync();
            await import.WriteAsync(start.AddSeconds(i));
            await import.WriteAsync(i);
            await import.WriteAsync(i / 8.0);
        }

        await import.CompleteAsync();
    }

    private static async Task LoadWithPsycopg2Async(TidemarkProcess server)
    {
        var script = $"""
            import psycopg2, io
            c = psycopg2.connect("host=127.0.0.1 port={server.Address.Port} user=postgres dbname=postgres")
            rows = "".join(f"2024-02-{"{1 + i // 43200:02d}"} {"{i // 1800 % 24:02d}"}:{"{i // 30 % 60:02d}"}:{"{i % 30:02d}"}+00\t{"{i}"}\t{"{i / 8}"}\n" for i in range({Rows}, {2 * Rows}))
            c.cursor().copy_expert("copy readings from stdin", io.StringIO(rows))
            c.commit()
            print("done")
            """;
        var (output, exitCode) = await ClientProgram.RunAsync(ClientProgram.Python, ["-c", script]);
        Assert.True(exitCode == 0 && output.Contains("done"), output);
    }

    private static async Task<string> ReadingsAsync(TidemarkProcess server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*), sum(sensor), sum(value), min(time)::text, max(time)::text FROM readings", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return $"{reader.GetInt64(0)}|{reader.GetInt64(1)}|{reader.GetDouble(2):R} {reader.GetString(3)} {reader.GetString(4)}";
    }

    private static async Task<Dictionary<int, int>> BatchesAsync(TidemarkProcess server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT batch, count(DISTINCT part) FROM batches GROUP BY batch", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<int, int>();
        while (await reader.ReadAsync()) found.Add(reader.GetInt32(0), (int)reader.GetInt64(1));
        return found;
    }

    private static async Task ExecuteAsync(TidemarkProcess server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Inserts batches, each with a number of its own and in a commit of its own, until the server is gone.</summary>
    private sealed class BatchWriter(string connectionString, int number)
    {
        private const int EnoughBatches = 10;

        private readonly TaskCompletionSource _some = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Acknowledged { get; } = [];

        public int UnderWay { get; private set; }

        public Task SomeAreAcknowledged => _some.Task;

        public async Task RunAsync()
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
                await connection.OpenAsync();
                for (var i = 0; ; i++)
                {
                    UnderWay = (number * 1_000_000) + i;
                    await using var command = new NpgsqlCommand("INSERT INTO batches SELECT $1, i FROM generate_series(1, $2) AS i", connection)
                    {
                        Parameters = { new() { Value = UnderWay }, new() { Value = BatchRows } },
                    };
                    await command.ExecuteNonQueryAsync();
                    Acknowledged.Add(UnderWay);
                    if (Acknowledged.Count == EnoughBatches) _some.TrySetResult();
                }
            }
            catch (NpgsqlException gone) when (Acknowledged.Count >= EnoughBatches)
            {
                Assert.IsNotType<PostgresException>(gone);
            }
            catch (Exception early)
            {
                _some.TrySetException(early);
                throw;
            }
        }
    }
}
