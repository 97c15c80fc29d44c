using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Running;

/// <summary>The sessions of one script by name, opened when they are first used and always with the same settings.</summary>
internal sealed class ScriptSessions(ServerAddress address) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What would otherwise come from the server's configuration.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["client_encoding"] = "UTF8",
        ["DateStyle"] = "ISO, MDY",
        ["TimeZone"] = "UTC",
        ["application_name"] = "scripts",
    };

    private readonly Dictionary<string, WireConnection> open = [];

    /// <summary>Runs SQL in the named session; a session whose conversation broke is closed, and the next use opens another.</summary>
    public async Task<WireResponse> QueryAsync(string session, string sql)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            if (!open.TryGetValue(session, out var connection))
                open[session] = connection = await WireConnection.ConnectAsync(address, Settings, timeout.Token);
            var response = await connection.QueryAsync(sql, timeout.Token);
            if (response.Error?.Severity is "FATAL" or "PANIC")
                await CloseAsync(session);
            return response;
        }
        catch (OperationCanceledException)
        {
            await CloseAsync(session);
            throw new WireException($"no answer within {Patience.TotalSeconds} s");
        }
        catch (Exception error) when (error is IOException or WireException)
        {
            await CloseAsync(session);
            throw new WireException($"the connection broke: {error.Message}");
        }
    }

    public async Task CloseAllAsync()
    {
        foreach (var session in open.Keys.ToArray())
            await CloseAsync(session);
    }

    public async ValueTask DisposeAsync() => await CloseAllAsync();

    private async Task CloseAsync(string session)
    {
        if (open.Remove(session, out var connection))
            await connection.DisposeAsync();
    }
}
