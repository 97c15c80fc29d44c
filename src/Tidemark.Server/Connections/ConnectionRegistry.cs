using System.Collections.Concurrent;

namespace Tidemark.Server.Connections;

/// <summary>The connections of a server: counts sessions against the limit, and ends all of them when the server stops. Thread-safe.</summary>
internal sealed class ConnectionRegistry(int maxSessions)
{
    private readonly ConcurrentDictionary<ClientConnection, byte> _connections = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sessions;
    private volatile bool _isStopping;

    /// <summary>Whether the server takes no new sessions any more.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Sessions at present.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    public void Add(ClientConnection connection)
    {
        _connections.TryAdd(connection, 0);
        if (_isStopping) connection.Interrupt();
    }

    public void Remove(ClientConnection connection)
    {
        _connections.TryRemove(connection, out _);
        if (_isStopping && _connections.IsEmpty) _empty.TrySetResult();
    }

    /// <summary>Takes one of the places for sessions; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _sessions) <= maxSessions) return true;
        Interlocked.Decrement(ref _sessions);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _sessions);

    /// <summary>Lets every connection finish the statement that it runs and end then; after the grace period statements are cancelled.</summary>
    /// <param name="grace">How long statements may run on.</param>
    /// <param name="clock">Measures it.</param>
    public async Task StopAsync(TimeSpan grace, TimeProvider clock)
    {
        _isStopping = true;
        foreach (var connection in _connections.Keys) connection.Interrupt();
        if (_connections.IsEmpty) return;
        if (await FinishedWithin(grace, clock).ConfigureAwait(false)) return;
        foreach (var connection in _connections.Keys) connection.CancelStatement();
        if (await FinishedWithin(TimeSpan.FromSeconds(5), clock).ConfigureAwait(false)) return;
        foreach (var connection in _connections.Keys) connection.Abort();
        await FinishedWithin(TimeSpan.FromSeconds(5), clock).ConfigureAwait(false);
    }

    private async Task<bool> FinishedWithin(TimeSpan time, TimeProvider clock)
    {
        try
        {
            await _empty.Task.WaitAsync(time, clock).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
