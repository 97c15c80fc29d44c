using Npgsql;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary><c>tidemark check</c> on real directories: its exit code and its lines.</summary>
public class CheckCommandTests
{
    [RequiresFact(Prerequisite.Tidemark)]
    public async Task A_directory_is_checked_by_exit_code()
    {
        using var directory = new TemporaryDirectory();
        await using (var server = await TidemarkProcess.StartAsync(directory.Path))
        {
            await using (var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false"))
            {
                await connection.OpenAsync();
                await ExecuteAsync(connection, "CREATE TABLE readings (time timestamptz NOT NULL, sensor int, value float8, PRIMARY KEY (sensor, time))");
                await ExecuteAsync(connection, "INSERT INTO readings SELECT timestamptz '2024-01-01' + i * interval '1 second', i % 10, i FROM generate_series(1, 50000) i");
                await ExecuteAsync(connection, "CHECKPOINT");
            }

            var (inUse, code) = await CheckAsync(directory.Path);
            Assert.Equal(2, code);
            Assert.Contains("in use", inUse);
        }

        var (sound, soundCode) = await CheckAsync(directory.Path);
        Assert.Contains("1 databases, 1 tables, 50,000 rows", sound);
        Assert.EndsWith("no damage found\n", sound);
        Assert.Equal(0, soundCode);

        var segment = Assert.Single(Directory.GetFiles(directory.Path, "*.seg", SearchOption.AllDirectories));
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(segment, bytes);
        var (damaged, damagedCode) = await CheckAsync(directory.Path);
        Assert.Contains($"damage: ", damaged);
        Assert.Contains(Path.GetFileName(segment), damaged);
        Assert.Equal(1, damagedCode);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task What_is_no_data_directory_cannot_be_checked()
    {
        using var directory = new TemporaryDirectory();
        var (output, code) = await CheckAsync(directory.Path);
        Assert.Equal(($"tidemark: {directory.Path} is not a data directory of Tidemark\n", 2), (output, code));
    }

    private static Task<(string Output, int ExitCode)> CheckAsync(string directory) => ClientProgram.RunAsync(TidemarkProcess.Executable!, ["check", directory]);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
