using System.Globalization;
using Npgsql;
using Tidemark.Testing;
using Tidemark.Testing.Files;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>A real disk that is really full: statements that need room fail with 53100, all others go on, and so do these when there is room again.</summary>
public class FullDiskTests
{
    private const int BatchRows = 2000;

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.SmallDisk)]
    public async Task Nothing_is_lost_when_the_disk_is_full()
    {
        using var disk = new SmallDisk(megabytes: 24);
        var filler = Path.Combine(disk.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[12 << 20]);
        await using var server = await TidemarkProcess.StartAsync(Path.Combine(disk.Path, "data"));
        await ExecuteAsync(server, "CREATE TABLE readings (time timestamptz NOT NULL, batch int, value float8, note text)");
        await ExecuteAsync(server, "SELECT create_hypertable('readings', 'time')");
        var acknowledged = await InsertUntilFullAsync(server, 0);

        // Readers go on, nothing of the failed statement is there, and statements go on failing alike: once background work that met the full disk too has given back what it wrote.
        long before;
        do
        {
            Assert.Equal(acknowledged * BatchRows, await CountAsync(server));
            before = acknowledged;
            acknowledged = await InsertUntilFullAsync(server, acknowledged);
        }
        while (acknowledged > before);

        File.Delete(filler);
        await InsertAsync(server, acknowledged++);
        Assert.Equal(acknowledged * BatchRows, await CountAsync(server));
        acknowledged = await InsertUntilFullAsync(server, acknowledged);
        await server.KillAsync();
        await server.RestartAsync();

        Assert.Equal(acknowledged * BatchRows, await CountAsync(server));
    }

    // Gives the number of batches that are there in the end.
    private static async Task<long> InsertUntilFullAsync(TidemarkProcess server, long first)
    {
        for (var batch = first; ; batch++)
        {
            Assert.True(batch < 10_000, "the disk never was full");
            try
            {
                await InsertAsync(server, batch);
            }
            catch (PostgresException full)
            {
                Assert.Equal("53100", full.SqlState);
                return batch;
            }
        }
    }

    // Rows that no encoding makes small.
    private static Task InsertAsync(TidemarkProcess server, long batch) => ExecuteAsync(
        server,
        string.Create(CultureInfo.InvariantCulture, $"INSERT INTO readings SELECT timestamptz '2024-01-01' + i * interval '1 second', {batch}, random(), md5(random()::text) FROM generate_series(1, {BatchRows}) i"));

    private static async Task<long> CountAsync(TidemarkProcess server)
    {
        await using var connection = await OpenAsync(server);
        await using var command = new NpgsqlCommand("SELECT count(value) FROM readings", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Npgsql gives up a connection that reports a full disk, so each statement has one of its own.
    private static async Task ExecuteAsync(TidemarkProcess server, string sql)
    {
        await using var connection = await OpenAsync(server);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(TidemarkProcess server)
    {
        var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
