using System.Diagnostics;
using Npgsql;

namespace Tidemark.Tsbs.Servers;

/// <summary>One server under measurement: how to reach it, what it is, where its files are.</summary>
internal sealed class Server : IAsyncDisposable
{
    private Server(NpgsqlDataSource source, ServerKind kind, string version, DirectoryInfo? directory)
    {
        Source = source;
        Kind = kind;
        Version = version;
        Directory = directory;
    }

    public NpgsqlDataSource Source { get; }

    public ServerKind Kind { get; }

    public string Version { get; }

    /// <summary>The data directory, if its size is to be taken from the file system.</summary>
    public DirectoryInfo? Directory { get; }

    /// <summary>The server's process on this machine, if its processor time is to be taken.</summary>
    public int? ProcessId { get; set; }

    /// <summary>The processor time that the server has taken so far.</summary>
    public TimeSpan? ProcessorTime()
    {
        if (ProcessId is not { } id)
            return null;
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    public bool HasHypertables => Kind != ServerKind.PostgreSql;

    public string Name => Kind switch
    {
        ServerKind.Tidemark => "Tidemark",
        ServerKind.TimescaleDb => "TimescaleDB",
        _ => "PostgreSQL",
    };

    /// <summary>Connects and finds out what kind of server this is, unless told.</summary>
    public static async Task<Server> ConnectAsync(string connectionString, ServerKind? kind, DirectoryInfo? directory, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "tsbs",
            CommandTimeout = 0,
            NoResetOnClose = true,
            Timezone = "UTC",
            WriteBufferSize = 64 * 1024,
        };
        settings.Username ??= "postgres";
        settings.Database ??= "postgres";

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // Only built-in types are used, so nothing has to be asked of the catalog.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        var source = builder.Build();
        try
        {
            var version = await ScalarAsync<string>(source, "SELECT version()", cancel);
            return new Server(source, kind ?? await DetectAsync(source, version, cancel), version, directory);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public Task<T> ScalarAsync<T>(string sql, CancellationToken cancel) => ScalarAsync<T>(Source, sql, cancel);

    public async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static async Task<ServerKind> DetectAsync(NpgsqlDataSource source, string version, CancellationToken cancel)
    {
        if (version.Contains("Tidemark", StringComparison.OrdinalIgnoreCase))
            return ServerKind.Tidemark;

        const string available = "SELECT count(*) FROM pg_available_extensions WHERE name = 'timescaledb'";
        if (await ScalarAsync<long>(source, available, cancel) == 0)
            return ServerKind.PostgreSql;

        await using var create = source.CreateCommand("CREATE EXTENSION IF NOT EXISTS timescaledb");
        await create.ExecuteNonQueryAsync(cancel);
        return ServerKind.TimescaleDb;
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource source, string sql, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }
}
