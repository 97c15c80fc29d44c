using Npgsql;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Wire;

/// <summary>A server in this process on a directory of its own, for the tests of one class.</summary>
public class ServerFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public TidemarkServer Server { get; private set; } = null!;

    public int Port => Server.EndPoint.Port;

    /// <summary>Without a pool, so that every connection is a session of its own.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false;Include Error Detail=true";

    public async Task InitializeAsync()
    {
        Server = new TidemarkServer(Configure(new ServerOptions { DataDirectory = _directory.Path, Port = 0 }));
        await Server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Dispose();
    }

    public async Task<NpgsqlConnection> OpenAsync(string more = "")
    {
        var connection = new NpgsqlConnection(ConnectionString + more);
        await connection.OpenAsync();
        return connection;
    }

    public Task<RawConnection> RawAsync() => RawConnection.OpenAsync(Port);

    protected virtual ServerOptions Configure(ServerOptions options) => options;
}
