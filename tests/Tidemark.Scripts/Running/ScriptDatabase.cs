using System.Text.RegularExpressions;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Running;

/// <summary>
/// A database for one script: created before, dropped after, so that scripts can run side by side. On a server that has
/// only one database, a script uses that, and whoever starts the server sees to it that it is fresh.
/// </summary>
internal sealed class ScriptDatabase : IAsyncDisposable
{
    private const int LongestName = 63;

    private readonly ServerAddress server;
    private readonly bool isOwn;

    private ScriptDatabase(ServerAddress server, string name, bool isOwn)
    {
        this.server = server;
        this.isOwn = isOwn;
        Address = server with { Database = name };
    }

    public ServerAddress Address { get; }

    /// <summary>The database of the address itself.</summary>
    public static ScriptDatabase InPlace(ServerAddress server) => new(server, server.Database, isOwn: false);

    public static async Task<ScriptDatabase> CreateAsync(ServerAddress server, string path, CancellationToken cancel, bool isKept = false)
    {
        var parts = Path.GetFullPath(path).Split(Path.DirectorySeparatorChar);
        var name = "slt_" + Regex.Replace(string.Join('_', parts[^2..]).Replace(".slt", "").Replace(".iso", "").ToLowerInvariant(), "[^a-z0-9]", "_");
        var database = new ScriptDatabase(server, name.Length > LongestName ? name[..LongestName] : name, isOwn: true);
        await database.DropAsync(cancel);
        await database.ExecuteAsync($"CREATE DATABASE {database.Address.Database}", cancel);
        return isKept ? new ScriptDatabase(server, database.Address.Database, isOwn: false) : database;
    }

    public async ValueTask DisposeAsync()
    {
        if (isOwn)
            await DropAsync(CancellationToken.None);
    }

    private Task DropAsync(CancellationToken cancel) => ExecuteAsync($"DROP DATABASE IF EXISTS {Address.Database}", cancel);

    private async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var connection = await WireConnection.ConnectAsync(server, cancel: cancel);
        var response = await connection.QueryAsync(sql, cancel);
        if (response.Error is { } error)
            throw new WireException(error);
    }
}
