using Tidemark.Testing.Wire;

namespace Tidemark.Testing.Processes;

/// <summary>
/// Genuine TimescaleDB, in WebAssembly on node: what its surface is measured by. Each connection gets a fresh database of its own.
/// </summary>
public sealed class TimescaleOracle : IAsyncDisposable
{
    private static readonly string Directory = Path.Combine(Repository.Root, "tests", "timescale-oracle");

    private readonly ServerProcess server;

    private TimescaleOracle(ServerProcess server, ServerAddress address)
    {
        this.server = server;
        Address = address;
    }

    /// <summary>`npm ci --legacy-peer-deps` was run where the oracle lives.</summary>
    public static bool IsInstalled => File.Exists(Path.Combine(Directory, "node_modules", ".package-lock.json"));

    public ServerAddress Address { get; }

    public static async Task<TimescaleOracle> StartAsync()
    {
        var address = new ServerAddress("127.0.0.1", FreePort.Next()) { Password = "postgres" };
        var server = await ServerProcess.StartAsync("node", [Path.Combine(Directory, "serve.mjs"), $"{address.Port}"], address);
        return new TimescaleOracle(server, address);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
